"""The year of one practitioner as a timeline: months, milestones and what is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from asye import policy
from asye.models import Meeting, PanelItem, Portfolio
from asye.policy import DatedMeeting
from asye.queries.slots import slots_of
from workforce.clock import Clock
from workforce.facts import clock_of
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.why import Why, why, why_of


@dataclass(frozen=True, slots=True)
class Mark:
    """One milestone on the timeline, in the words the component shows."""

    label: str
    date: dt.date
    state: str
    state_text: str
    why: Why


@dataclass(slots=True)
class Month:
    """One month of the assessed year, counted from the start."""

    number: int
    label: str
    first: dt.date
    state: str
    milestones: list[Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Year:
    """The whole year: `month` and `week` are those of today, `paused` says whether the clock stands still."""

    clock: Clock
    month: int
    week: int
    ends_on: dt.date
    months: list[Month]
    marks: list[Mark]
    paused: bool
    why: Why


def year_of(
    portfolio: Portfolio,
    on: dt.date,
    held: Sequence[DatedMeeting] | None = None,
    states: Mapping[str, str] | None = None,
) -> Year:
    """Return the timeline; the stage's pauses should be prefetched.

    `held` are the dated meetings and `states` the status by name of those that are open or signed, where known.
    """
    pack, clock = pack_on(on), clock_of(portfolio.stage)
    if held is None or states is None:
        held, states = _held(portfolio, clock)
    keys = {*(one.key for one in held), *portfolio.carried}
    marks = [*_meetings(portfolio, held, states, pack, on)]
    marks += [
        Mark(stone.label, stone.on, _state(stone.on, on), _words(stone.on, on), why_of(stone.rule, stone.because, pack))
        for stone in policy.milestones(pack, clock)
        if stone.key not in keys
    ]
    for item in _on_panels(portfolio):
        done = portfolio.status != Portfolio.Status.OPEN
        because = why_of("MOD-02", item.panel.submit_by_because, pack)
        state, words = (
            ("done", "Submitted") if done else (_state(item.panel.submit_by, on), _words(item.panel.submit_by, on))
        )
        marks.append(Mark("Submit the portfolio", item.panel.submit_by, state, words, because))
        marks.append(
            Mark(str(item.panel), item.panel.date, _state(item.panel.date, on), _words(item.panel.date, on), because)
        )
    marks.sort(key=lambda mark: mark.date)
    return Year(
        clock=clock,
        month=clock.month(on),
        week=clock.week(on),
        ends_on=clock.ends_on,
        months=_months(clock, marks, on),
        marks=marks,
        paused=any(p.from_on <= on <= p.to_on for p in clock.pauses),
        why=why(policy.position(pack, clock, on), pack),
    )


def _held(portfolio: Portfolio, clock: Clock) -> tuple[list[DatedMeeting], dict[str, str]]:
    """The meetings of the year with their days, and the status of those that are open or signed, by name."""
    rows = Meeting.objects.filter(portfolio=portfolio).exclude(status=Meeting.Status.DROPPED).with_template()
    slots = slots_of(portfolio, list(rows), clock)
    return [slot.dated for slot in slots], {
        slot.dated.key: slot.meeting.status for slot in slots if slot.meeting is not None
    }


def _meetings(
    portfolio: Portfolio, held: Iterable[DatedMeeting], states: Mapping[str, str], pack: Pack, on: dt.date
) -> Iterator[Mark]:
    """The meetings of the programme, each by its last day; an optional one where somebody has asked for it."""
    for one in held:
        if one.optional and one.key not in states:
            continue
        because = why_of(f"{one.rule}, CLK-05", f"{one.because}.", pack)
        done = states.get(one.key) in Meeting.DONE
        signing = states.get(one.key) == Meeting.Status.SIGNING
        late = not signing and one.due_on < on and portfolio.status == Portfolio.Status.OPEN
        state = "done" if done else "late" if late else _state(one.due_on, on)
        words = "Signed" if done else "Being signed" if signing else "Late" if late else _words(one.due_on, on)
        yield Mark(one.label, one.due_on, state, words, because)


def _on_panels(portfolio: Portfolio) -> list[PanelItem]:
    return list(PanelItem.objects.filter(portfolio=portfolio).select_related("panel").order_by("panel__date"))


def _months(clock: Clock, marks: list[Mark], on: dt.date) -> list[Month]:
    """Return the months of the programme, each with the milestones that fall before the next begins."""
    firsts = [clock.date_of_month(number) for number in range(1, clock.months + 1)]
    now = clock.month(on)
    months = [
        Month(number, f"Month {number}", first, "past" if number < now else "current" if number == now else "future")
        for number, first in enumerate(firsts, start=1)
    ]
    for mark in marks:
        home = max((month for month in months if month.first <= mark.date), key=lambda m: m.first, default=months[0])
        home.milestones.append(mark)
    return months


def _state(day: dt.date, on: dt.date) -> str:
    if day < on:
        return "past"
    return "due" if (day - on).days <= SOON else "future"


def _words(day: dt.date, on: dt.date) -> str:
    if day < on:
        return "Past"
    return "Soon" if (day - on).days <= SOON else ""


SOON = 28  # days: what is shown as coming up; it changes no date
