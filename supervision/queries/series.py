"""What the dates of a series depend on, read for the policy; and how a series stands on its page."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

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


def plan_of(series: Series, on: dt.date, instead_of: Session | None = None) -> Plan:
    """Plan a series as seen on a day; it need not be saved yet. What is past, held or moved by hand stays.

    With `instead_of` the question is another day for that booking, after today.
    """
    end = end_of(series, on)
    rows = list(Session.objects.filter(worker=series.worker_id).exclude(outcome=Session.Outcome.WITHDRAWN))
    if instead_of is not None:
        later = [row for row in rows if row.date > instead_of.date and row.outcome == Session.Outcome.PLANNED]
        rows = [row for row in rows if row != instead_of and row not in later]
    free = [row for row in rows if _is_free(row, series, on)]
    begun = any(row.series_id == series.pk and row not in free for row in rows) if series.pk else False
    away = list(Absence.objects.filter(person__in=[series.worker_id, series.supervisor_id]).select_related("person"))
    with one_request():
        dates = policy.planned_dates(
            policy.Asked(
                pack_at=pack_on,
                phases=phases_of(series.worker, on),
                sessions=_happened(rows, on),
                anchors=_anchors(rows, free),
                first_on=None if begun or (series.first_on <= on and series.pk) else series.first_on,
                weekday=series.first_on.weekday(),
                not_before=on + ONE_DAY if series.pk or instead_of else min(on + ONE_DAY, series.first_on),
                until=end.on,
                away=[policy.Away(*_days(row)) for row in away if row.person_id == series.worker_id],
                absent=[policy.Absent(row.person.name, *_days(row)) for row in away],
                not_on=frozenset(row.date for row in (*rows, *([instead_of] if instead_of else ())) if _is_off(row, instead_of)),
            )
        )
    return Plan(dates, tuple(sorted(free, key=lambda row: row.date)), end)


def suggested(session: Session, on: dt.date) -> dt.date | None:
    """Return the day the policy would book in place of a session that is not held; null where it has no rhythm."""
    stand_in = Series(
        worker=session.worker,
        supervisor=session.supervisor,
        first_on=session.date,
        until=max(session.date, on) + LOOKED_AHEAD,
    )
    dates = plan_of(stand_in, on, instead_of=session).dates
    return dates[0].on if dates else None


def _is_off(row: Session, instead_of: Session | None) -> bool:
    return row.outcome in DROPPED or row == instead_of


def _is_free(row: Session, series: Series, on: dt.date) -> bool:
    """A booking of this series that is still to come and that nobody has moved by hand."""
    mine = series.pk is not None and row.series_id == series.pk
    return mine and row.outcome == Session.Outcome.PLANNED and not row.fixed and row.date > on


def _happened(rows: list[Session], on: dt.date) -> list[policy.Session]:
    kinds = counts_as(pack_on(on))
    past = [row for row in rows if row.date <= on and row.outcome not in NOT_YET]
    return [policy.Session(row.date, kinds[row.kind], row.minutes, row.outcome == Session.Outcome.HELD) for row in past]


def _anchors(rows: list[Session], free: list[Session]) -> list[policy.Anchor]:
    """What the series plans around: other bookings for the two alone, and its own that were dropped without a new date.

    One that was dropped keeps its place in the rhythm, so that the next is not called forward to tomorrow by itself.
    """
    one_to_one = [row for row in rows if row.kind == Session.Kind.ONE_TO_ONE and row not in free]
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
