"""What moves when the clock does: every later date of a year, as it is and as it would be (CLK-03, CLK-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate

from asye import policy
from asye.models import Meeting, MovedDate, PauseRequest, PauseRequestMove, Portfolio
from asye.queries.programme import meetings_of
from supervision.queries import standing_of
from workforce.clock import Clock, Pause
from workforce.facts import clock_of, facts_of
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.why import Why, why_of


@dataclass(frozen=True, slots=True)
class Moved:
    """One date before and after. `why` is that of the new date."""

    label: str
    old: dt.date | None
    new: dt.date | None
    why: Why

    @property
    def days(self) -> int:
        return (self.new - self.old).days if self.old and self.new else 0

    @property
    def earlier(self) -> int:
        return -self.days


def moved_dates(portfolio: Portfolio, after: tuple[Pause, ...], on: dt.date) -> list[Moved]:
    """Every date of the year that is still to come, under today's pauses and under others."""
    before = clock_of(portfolio.stage)
    tried = replace(before, pauses=after)
    pack = pack_on(on)
    rows = [*_meetings(portfolio, before, tried, pack), *_milestones(portfolio, before, tried, pack)]
    rows.sort(key=lambda row: (row.old or dt.date.max, row.label))
    return [*rows, _end(before, tried, on, pack), *_supervision(portfolio, tried, on, pack)]


def moved_then(request: PauseRequest) -> list[Moved]:
    """What an agreed request moved, as it was kept on that day."""
    return [_kept(row) for row in request.moved.all()]


@dataclass(frozen=True, slots=True)
class MovedOn:
    """What one agreed request moved. Why somebody was away is not in it: everybody of the year may read it."""

    on: dt.date
    rows: list[Moved]


def moved_of_year(portfolio: Portfolio) -> list[MovedOn]:
    """What each pause has moved, the latest first, as it was kept then, without what stayed: one query."""
    done = PauseRequestMove.objects.filter(request=OuterRef("request"), to_status=PauseRequest.Status.AGREED)
    kept = MovedDate.objects.filter(request__portfolio=portfolio).annotate(agreed_at=Subquery(done.values("at")[:1]))
    found: dict[int, MovedOn] = {}
    for row in kept.order_by("-agreed_at", "-request", "place"):
        if row.old_on != row.new_on:
            found.setdefault(row.request_id, MovedOn(localdate(row.agreed_at), [])).rows.append(_kept(row))
    return list(found.values())


def _kept(row: MovedDate) -> Moved:
    return Moved(row.label, row.old_on, row.new_on, why_of(row.rule, row.because))


def _meetings(portfolio: Portfolio, before: Clock, after: Clock, pack: Pack) -> Iterator[Moved]:
    signed = Meeting.objects.filter(portfolio=portfolio, status__in=Meeting.DONE)
    names = dict(signed.values_list("pk", "key"))
    done = {*names.values(), *(key for key, pk in portfolio.carried.items() if pk in names)}
    new = {one.key: one for one in meetings_of(portfolio, after)}
    for old in meetings_of(portfolio, before):
        if old.key not in done:
            later = new[old.key]
            why = why_of(f"{later.rule}, CLK-04, CLK-05", f"{later.because}.", pack)
            yield Moved(old.label, old.due_on, later.due_on, why)


def _milestones(portfolio: Portfolio, before: Clock, after: Clock, pack: Pack) -> Iterator[Moved]:
    """The milestones and steps that are no meeting of the programme, such as the move to a main group."""
    held = {one.key for one in meetings_of(portfolio, before)}
    new = {one.key: one for one in policy.milestones(pack, after)}
    for old in policy.milestones(pack, before):
        if old.key not in held:
            later = new[old.key]
            yield Moved(old.label, old.on, later.on, why_of(f"{later.rule}, CLK-04", f"{later.because}.", pack))


def _end(before: Clock, after: Clock, on: dt.date, pack: Pack) -> Moved:
    found = policy.position(pack, after, max(on, after.start))
    return Moved("End of the year", before.ends_on, after.ends_on, why_of("CLK-03, CLK-04", f"{found.because}.", pack))


def _supervision(portfolio: Portfolio, after: Clock, on: dt.date, pack: Pack) -> Iterator[Moved]:
    person = portfolio.practitioner
    known = facts_of([person], on)
    old = standing_of([person], on, known)[person.pk].due
    new = standing_of([person], on, {person.pk: replace(known[person.pk], clock=after)})[person.pk].due
    if old is not None and new is not None:
        why = why_of(", ".join(new.rules), new.because, pack)
        yield Moved("Next supervision", old.due_on, new.due_on, why)
