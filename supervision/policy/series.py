"""The dates of a series of sessions: at the rhythm the policy asks for, never later where a day can be found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from supervision.policy.frequency import Away, Due, Kept, Session, due
from workforce.clock import ONE_DAY, Clock, is_working_day
from workforce.packs import Pack
from workforce.sentences import count, day

LONG_ENOUGH = 600  # minutes: what is still to come is taken to be held in full
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
USED = 2 / 3  # the usual weekday is kept while this much of the allowed gap is used


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage as the policy knows it, with its clock; `to_on` is its last day, null while that is not known."""

    stage: str
    clock: Clock
    to_on: date | None = None
    kept: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class Anchor:
    """A session the series plans around. It takes the place of the one that was booked for `stands_for`."""

    on: date
    stands_for: date


@dataclass(frozen=True, slots=True)
class Absent:
    """Days on which one of the two is not there, both included."""

    name: str
    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """All that the dates depend on. `pack_at` gives the policy in force on a day.

    `weekday` is the one to keep to, Monday 0. `not_before` is the first day that may be booked, `until` the last.
    `first_on` is null once the series has begun. `away` are absences of the worker: their days do not count in a gap.
    """

    pack_at: Callable[[date], Pack]
    phases: Sequence[Phase]
    sessions: Sequence[Session]
    anchors: Sequence[Anchor]
    first_on: date | None
    weekday: int
    not_before: date
    until: date
    away: Sequence[Away] = ()
    absent: Sequence[Absent] = ()
    not_on: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """One date with its reason. `latest` is the last day that would not be late."""

    on: date
    latest: date
    late: bool
    rule: str
    because: str


def planned_dates(asked: Asked) -> tuple[Planned, ...]:
    """Return the dates of the series in order; none where the policy sets no gap in days."""
    sessions: list[Session] = list(asked.sessions)
    found: list[Planned] = []
    for phase in asked.phases:
        found.extend(_in_phase(asked, phase, sessions))
    return tuple(found)


def _in_phase(asked: Asked, phase: Phase, sessions: list[Session]) -> Iterator[Planned]:
    """Plan one stage, adding what is planned to the sessions."""
    end = min(phase.to_on or asked.until, asked.until)
    if asked.first_on is not None and asked.first_on > end:
        return
    ahead = sorted((one for one in asked.anchors if one.on <= end), key=lambda one: (one.on, one.stands_for))
    while True:
        last = max([phase.clock.start, *(one.on for one in sessions if one.held and one.on <= end)])
        owed = _due(asked, phase, sessions, last)
        if owed is None or owed.due_on is None or owed.unit != "days":
            return
        ahead = [one for one in ahead if one.on > last]
        step = _step(asked, phase, _Slot(last, owed.due_on, end, owed), ahead)
        if step is None:
            return
        sessions.append(Session(step.on, "one_to_one", LONG_ENOUGH, held=True))
        if isinstance(step, Planned):
            yield step


@dataclass(frozen=True, slots=True)
class _Slot:
    """The next session wanted: after `last`, by `latest`, within the stage or the series, which end on `end`."""

    last: date
    latest: date
    end: date
    owed: Due


def _step(asked: Asked, phase: Phase, slot: _Slot, ahead: Sequence[Anchor]) -> Planned | Anchor | None:
    """The next date, be it an anchor's; None once the stage or the series has enough."""
    first = asked.first_on if asked.first_on is not None and asked.first_on > slot.last else None
    anchor = next((one for one in ahead if min(one.on, one.stands_for) <= slot.latest), None)
    if first is not None and (anchor is None or anchor.on > first):
        return _first(asked, phase, first, slot)
    if anchor is not None:
        return anchor
    found = _next(asked, phase, slot) if slot.latest <= slot.end else None
    return ahead[0] if found and ahead and ahead[0].on <= found.on else found


def _due(asked: Asked, phase: Phase, sessions: Sequence[Session], last: date) -> Due | None:
    """When the session after `last` is due, under the policy in force by then, in the words of that day's stage."""
    pack = asked.pack_at(last)
    found = _under(pack, asked, phase, sessions, last)
    if found.due_on is None:
        return None
    then = asked.pack_at(found.due_on)
    found = _under(then, asked, phase, sessions, found.due_on)
    changed_on = then.pack.in_force_from
    if then is pack or changed_on is None or found.due_on is None or found.due_on >= changed_on - ONE_DAY:
        return found
    return replace(found, due_on=changed_on - ONE_DAY)  # a change of policy makes nobody late for the days before it


def _under(pack: Pack, asked: Asked, phase: Phase, sessions: Sequence[Session], on: date) -> Due:
    return due(
        pack,
        stage=phase.stage,
        clock=phase.clock,
        on=on,
        sessions=sessions,
        absences=asked.away,
        kept=phase.kept,
    )


def _first(asked: Asked, phase: Phase, wanted: date, slot: _Slot) -> Planned:
    """The date somebody has chosen to begin with, or the next day that suits both."""
    on = next((one for one in _days_from(wanted, slot.end) if _why_not(asked, phase, one) is None), wanted)
    because = "The first date of the series"
    if on != wanted:
        because += f". {day(wanted)} {_why_not(asked, phase, wanted)}"
    late = on > slot.latest
    if late:
        because += f". The policy asks for a session by {day(slot.latest)}, so it is late"
    return Planned(on, slot.latest, late, ", ".join(slot.owed.rules), because)


def _next(asked: Asked, phase: Phase, slot: _Slot) -> Planned | None:
    """The latest day that suits both, or the usual weekday before it; one that is late where there is no other."""
    first = max(slot.last + ONE_DAY, asked.not_before)
    days = [on for on in _days(slot.latest, first) if _why_not(asked, phase, on) is None]
    rule, because = ", ".join(slot.owed.rules), _asked_for(asked, phase, slot)
    if not days:
        after = _days_from(max(first, slot.latest + ONE_DAY), slot.end)
        late = next((on for on in after if _why_not(asked, phase, on) is None), None)
        why = f"{because}. {_nothing(asked, phase, first, slot.latest)}, so it is late"
        return Planned(late, slot.latest, True, rule, why) if late else None
    least = USED * (slot.latest - slot.last).days
    usual = (on for on in days if on.weekday() == asked.weekday and (on - slot.last).days >= least)
    on = next(usual, days[0])
    if on == days[0] and on != slot.latest:
        because += f". {day(slot.latest)} {_why_not(asked, phase, slot.latest)}"
    elif on != slot.latest:
        because += f". This is the {WEEKDAYS[asked.weekday]} before that"
    return Planned(on, slot.latest, False, rule, because)


def _nothing(asked: Asked, phase: Phase, first: date, latest: date) -> str:
    if first > latest:
        return "That day is too near or past"
    return f"No day until then suits both: {day(latest)} {_why_not(asked, phase, latest)}"


def _days(last: date, first: date) -> Iterator[date]:
    """From the last day back to the first."""
    for number in range((last - first).days + 1):
        yield last - timedelta(days=number)


def _days_from(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def _asked_for(asked: Asked, phase: Phase, slot: _Slot) -> str:
    last, owed = slot.last, slot.owed
    before = f"The one before is on {day(last)}" if owed.last_counting == last else f"Counted from {day(last)}"
    text = f"{before}; at most {count(owed.allowed_gap or 0, 'day')} may lie between ({owed.figures['band']})"
    left_out = sum(_not_counted(asked, phase, on) for on in _days(slot.latest, last + ONE_DAY))
    if left_out:
        text += f", {count(left_out, 'day')} away or paused not counted"
    return f"{text}, so by {day(slot.latest)}"


def _not_counted(asked: Asked, phase: Phase, on: date) -> bool:
    return phase.clock.paused(on) or any(one.from_on <= on <= one.to_on for one in asked.away)


def _why_not(asked: Asked, phase: Phase, on: date) -> str | None:
    """Why a day cannot be booked, to follow the day in a sentence; None where it can."""
    if not is_working_day(on):
        return "is a weekend" if on.weekday() >= len(WEEKDAYS) else "is a bank holiday"
    absent = next((one for one in asked.absent if one.from_on <= on <= one.to_on), None)
    if absent is not None:
        return f"is a day on which {absent.name} is away"
    if phase.clock.paused(on):
        return "lies in a pause of the stage"
    return "was cancelled or missed" if on in asked.not_on else None


@dataclass(frozen=True, slots=True)
class Risk:
    """Whether the next session will be late as things are booked, and why."""

    at_risk: bool
    rule: str = ""
    because: str = ""


def risk(owed: Due | None, *, booked: Sequence[date], on: date) -> Risk:
    """Say before it is late that it will be. `booked` are the days still to come of sessions that would count."""
    if owed is None or owed.due_on is None or owed.overdue:
        return Risk(False)
    by = day(owed.due_on)
    ahead = sorted(one for one in booked if one >= on)
    rule = ", ".join(owed.rules)
    if not ahead:
        return Risk(True, rule, f"{owed.because}, and nothing that counts is booked")
    if ahead[0] > owed.due_on:
        return Risk(True, rule, f"{owed.because}, and the next booking that counts is on {day(ahead[0])}, after {by}")
    return Risk(False)
