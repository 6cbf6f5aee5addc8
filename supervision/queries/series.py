"""What the dates of a series depend on, read for the policy; and how a series stands on its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Q

from supervision import policy
from supervision.models import Series, Session
from supervision.queries.kept import kept_by, kept_of
from supervision.queries.standing import NOT_YET, RULED_AS, counts_as
from workforce.clock import ONE_DAY
from workforce.facts import clock_of
from workforce.models import Absence, Person, Post, Relationship, Stage
from workforce.policy_in_force import pack_on
from workforce.remembered import one_request
from workforce.sentences import day

LEADS = (Relationship.Kind.MANAGES, Relationship.Kind.SUPERVISES)
LOOKED_AHEAD = dt.timedelta(days=60)
DROPPED = (Session.Outcome.CANCELLED, Session.Outcome.MISSED)


@dataclass(frozen=True, slots=True)
class End:
    """The last day a series may book, and why it is not the one somebody chose; empty where it is."""

    on: dt.date
    because: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """The dates a series should have, and the bookings it may still move. `end` is the last day that may be booked."""

    dates: tuple[policy.Planned, ...]
    free: tuple[Session, ...]
    end: End


def plan_of(series: Series, on: dt.date) -> Plan:
    """Plan a series as seen on a day; it need not be saved yet. What is past, held or moved by hand stays."""
    rows = _rows(series.worker)
    free = [row for row in rows if _is_free(row, series, on)]
    kept = [row for row in rows if row not in free]
    begun = series.pk is not None and any(_is_first(row, series, on) for row in kept)
    end = end_of(series, on)
    asked = _asked(series, kept, on, until=end.on)
    if not begun:
        first = series.first_on if series.pk is None else max(series.first_on, asked.not_before)
        asked = replace(asked, first_on=first, not_before=min(first, asked.not_before))
    with one_request():
        dates = policy.planned_dates(asked)
    return Plan(dates, tuple(sorted(free, key=lambda row: row.date)), end)


def suggested(session: Session, on: dt.date) -> dt.date | None:
    """Return the day the policy would book in place of a session that is not held.

    Null where it has no rhythm, and where another booking comes in time.
    """
    stand_in = Series(worker=session.worker, supervisor=session.supervisor, first_on=session.date)
    later = max(session.date, on)
    others = [row for row in _rows(session.worker) if row != session]
    asked = _asked(stand_in, [row for row in others if row.date <= later], on, until=later + LOOKED_AHEAD)
    with one_request():
        dates = policy.planned_dates(replace(asked, not_on=asked.not_on | {session.date}))
    ahead = [row.date for row in others if row.outcome == Session.Outcome.PLANNED and row.date > later]
    if not dates or any(day <= dates[0].latest or day == dates[0].on for day in ahead):
        return None
    return dates[0].on


def _rows(worker: Person) -> list[Session]:
    return list(Session.objects.filter(worker=worker).exclude(outcome=Session.Outcome.WITHDRAWN))


def _asked(series: Series, rows: list[Session], on: dt.date, *, until: dt.date) -> policy.Asked:
    """Return what the dates after today depend on, given the sessions that stay as they are."""
    two = [series.worker_id, series.supervisor_id]
    away = list(Absence.objects.filter(person__in=two).select_related("person"))
    return policy.Asked(
        pack_at=pack_on,
        phases=phases_of(series.worker, on),
        sessions=_happened(rows, on),
        anchors=_anchors(rows),
        first_on=None,
        weekday=series.first_on.weekday(),
        not_before=on + ONE_DAY,
        until=until,
        away=[policy.Away(*_days(row)) for row in away if row.person_id == series.worker_id],
        absent=[policy.Absent(row.person.name, *_days(row)) for row in away],
        not_on=frozenset(row.date for row in rows if row.outcome in DROPPED),
    )


def _is_free(row: Session, series: Series, on: dt.date) -> bool:
    """A booking of this series that is still to come and that nobody has moved by hand."""
    mine = series.pk is not None and row.series_id == series.pk
    return mine and row.outcome == Session.Outcome.PLANNED and not row.fixed and row.date > on


def _is_first(row: Session, series: Series, on: dt.date) -> bool:
    """Whether this is the session the series began with, or one after it that has had its day."""
    return row.series_id == series.pk and min(row.stands_for or row.date, row.date) <= max(series.first_on, on)


def _happened(rows: list[Session], on: dt.date) -> list[policy.Session]:
    kinds = counts_as(pack_on(on))
    past = [row for row in rows if row.date <= on and row.outcome not in NOT_YET]
    return [policy.Session(row.date, kinds[row.kind], row.minutes, row.outcome == Session.Outcome.HELD) for row in past]


def _anchors(rows: list[Session]) -> list[policy.Anchor]:
    """What the series plans around: other bookings for the two alone, and its own that were dropped without a new date.

    One that was dropped keeps its place in the rhythm, so that the next is not called forward to tomorrow by itself.
    """
    one_to_one = [row for row in rows if row.kind == Session.Kind.ONE_TO_ONE]
    booked = [row for row in one_to_one if row.outcome == Session.Outcome.PLANNED]
    dropped = [row for row in one_to_one if row.outcome in DROPPED and row.series_id and row.moved_to_id is None]
    return [policy.Anchor(row.date, min(row.stands_for or row.date, row.date)) for row in (*booked, *dropped)]


def _days(row: Absence) -> tuple[dt.date, dt.date]:
    return row.started_on, row.ended_on


def phases_of(worker: Person, on: dt.date) -> list[policy.Phase]:
    """Return the stages of a worker from that day on that the policy of supervision knows, in order."""
    stages = Stage.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on), person=worker)
    found = list(stages.prefetch_related("pauses").order_by("started_on"))
    kept = kept_of(found)
    return [
        policy.Phase(RULED_AS[Stage.Kind(stage.kind)], clock_of(stage), stage.ended_on, kept_by(kept, stage))
        for stage in found
        if Stage.Kind(stage.kind) in RULED_AS
    ]


def stage_end(worker: Person, on: dt.date) -> dt.date | None:
    """Return the last day of the assessed year somebody is in on a day; nothing outside such a year."""
    stage = Stage.objects.open_on(on).filter(person=worker, kind=Stage.Kind.NQSW).prefetch_related("pauses").first()
    return (stage.ended_on or clock_of(stage).ends_on) if stage else None


def end_of(series: Series, on: dt.date) -> End:
    """Return the last day a series may book: its own, or the day on which one leaves or another supervisor begins."""
    until = series.until
    if series.to_stage_end:
        until = stage_end(series.worker, max(series.first_on, on)) or stage_end(series.worker, series.first_on) or until
    found = End(until)
    for person in (series.worker, series.supervisor):
        leaves = _last_day(Post.objects.filter(person=person), on)
        if leaves is not None and leaves < found.on:
            found = End(leaves, f"{person.name} leaves on {day(leaves)}")
    leads = Relationship.objects.filter(person=series.worker, holder=series.supervisor, kind__in=LEADS)
    last = _last_day(leads, on)
    if last is not None and last < found.on:
        found = End(last, f"{series.supervisor.name} supervises {series.worker.name} until {day(last)}")
    return found


def _last_day(rows: object, on: dt.date) -> dt.date | None:
    """Return the last day of the last period that holds on that day or later; yesterday where there is none."""
    ends = [
        ended
        for ended in rows.values_list("ended_on", flat=True)  # type: ignore[attr-defined]
        if ended is None or ended >= on
    ]
    if not ends:
        return on - ONE_DAY
    return None if None in ends else max(ends)
