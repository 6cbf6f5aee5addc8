"""The places of somebody's year with the meetings held in them, whichever programme those were opened under."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from asye import policy
from asye.models import Meeting, Portfolio
from asye.policy import DatedMeeting
from asye.queries.programme import first_template, template_from, template_of
from workforce.clock import Clock
from workforce.facts import clock_of
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on

DROPPED = Meeting.Status.DROPPED


@dataclass(frozen=True, slots=True)
class Slot:
    """One place: its meetings, the first round first. `dated` is that of the programme the last one was opened under.

    `place` is the meeting of the programme of now that it stands for; nothing where that has no such meeting.
    """

    place: DatedMeeting | None
    dated: DatedMeeting
    rounds: tuple[Meeting, ...]

    @property
    def meeting(self) -> Meeting | None:
        return self.rounds[-1] if self.rounds else None


@dataclass(frozen=True, slots=True)
class Bound:
    """What a year is bound to, so that another can be tried in its place. `programme` is its key, or null."""

    programme: int | None
    template: Template | None
    clock: Clock
    carried: Mapping[str, int | None]
    began: dt.date

    def dates(self) -> tuple[DatedMeeting, ...]:
        """The meetings of the programme without those that were over before the year moved to it."""
        if self.template is None:
            return ()
        every = policy.meetings(self.template, self.clock)
        return tuple(one for one in every if self.carried.get(one.key, 0) is not None)


def bound_of(portfolio: Portfolio, clock: Clock | None = None) -> Bound:
    return Bound(
        programme=portfolio.programme_id,
        template=template_of(portfolio),
        clock=clock or clock_of(portfolio.stage),
        carried=portfolio.carried,
        began=portfolio.started_on,
    )


Kept = Mapping[int, Template]


def kept_in(meetings: Iterable[Meeting]) -> Kept:
    """The templates of meetings opened under another programme than the year's, which come `with_template`."""
    return {
        one.programme_id: template_from(one.kept)  # type: ignore[attr-defined]
        for one in meetings
        if one.programme_id is not None and one.kept  # type: ignore[attr-defined]
    }


def slots_of(portfolio: Portfolio, meetings: Collection[Meeting], clock: Clock | None = None) -> list[Slot]:
    """Every place of the year in the order of its days; `meetings`, `with_template`, are those the reader may see."""
    return laid_out(bound_of(portfolio, clock), meetings, kept_in(meetings))


def laid_out(bound: Bound, meetings: Iterable[Meeting], kept: Kept) -> list[Slot]:
    """The places of a year bound so. A dropped meeting is in its place; where there is none, it is left out."""
    dates = bound.dates()
    rows = _by_place(bound, dates, meetings)
    slots = [_slot(bound, place, rows.pop(place.key, ()), kept) for place in dates]
    slots += [slot for key in rows if (slot := _without_place(bound, rows[key], kept)) is not None]
    order = {slot.dated.key: number for number, slot in enumerate(slots)}
    return sorted(slots, key=lambda slot: (slot.dated.on, order[slot.dated.key]))


def _by_place(
    bound: Bound, dates: Sequence[DatedMeeting], meetings: Iterable[Meeting]
) -> dict[str, tuple[Meeting, ...]]:
    """The rounds by name of the place; what stands for another meeting is in its place, with its earlier rounds."""
    found: dict[str, list[Meeting]] = defaultdict(list)
    for meeting in sorted(meetings, key=lambda one: (one.round, one.pk)):
        found[meeting.key].append(meeting)
    names = {one.pk: key for key, rounds in found.items() for one in rounds}
    for place, pk in bound.carried.items():
        if pk in names and names[pk] != place and place in {one.key for one in dates}:
            own = found.get(place, [])
            dropped = [one for one in own if one.status == DROPPED]
            found[place] = [*dropped, *found.pop(names[pk], []), *(one for one in own if one.status != DROPPED)]
    return {key: tuple(rounds) for key, rounds in found.items()}


def _slot(bound: Bound, place: DatedMeeting, rounds: Sequence[Meeting], kept: Kept) -> Slot:
    own = _own(bound, rounds[-1], kept) if rounds else None
    return Slot(place, own or place, tuple(rounds))


def _without_place(bound: Bound, rounds: Sequence[Meeting], kept: Kept) -> Slot | None:
    """A meeting of an earlier programme that this one does not have: it stays if anybody has begun it."""
    last = rounds[-1]
    own = None if last.status == DROPPED else _own(bound, last, kept)
    return Slot(None, replace(own, optional=True), tuple(rounds)) if own else None


def _own(bound: Bound, meeting: Meeting, kept: Kept) -> DatedMeeting | None:
    """The meeting in the programme it was opened under; nothing where that is the year's own."""
    if meeting.programme_id == bound.programme:
        return None
    opened_in = meeting.programme_id
    template = first_template(pack_on(bound.began)) if opened_in is None else kept.get(opened_in)
    if template is None or meeting.key not in template.meetings:
        return None
    months = bound.template.months if bound.template else template.months
    return policy.meeting_of(template, policy.own_clock(bound.clock, months, template.months), meeting.key)


def dated_of(meeting: Meeting) -> DatedMeeting | None:
    """One meeting in the programme it was opened under, with its form and its days; nothing where that has it not."""
    portfolio = meeting.portfolio
    bound = bound_of(portfolio)
    kept = {meeting.programme.pk: template_from(meeting.programme.content)} if meeting.programme else {}
    own = _own(bound, meeting, kept)
    if own is None:
        if bound.template is None or meeting.key not in bound.template.meetings:
            return None
        return policy.meeting_of(bound.template, bound.clock, meeting.key)
    has_place = bound.template is not None and (
        meeting.key in bound.template.meetings or meeting.pk in bound.carried.values()
    )
    return own if has_place else replace(own, optional=True)
