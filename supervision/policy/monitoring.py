"""Which days supervision was late, and what the sessions of a month come to (SUP-14).

A day is judged as `due` judges it, asked on that day: late is every day after the due day until a session counts. It is
worked out spell by spell, not day by day, so that a whole authority takes a moment. All days here are ordinals, all
spans half-open.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import NamedTuple

from supervision.policy.frequency import (
    Away,
    Kept,
    Kind,
    Session,
    Span,
    Stretch,
    due,
    gaps_for,
    last_day_in_time,
    stretch_at,
    stretches_of,
)
from workforce.bands import Standing
from workforce.clock import Clock, merged
from workforce.packs import Pack
from workforce.packs.schema.supervision import SupervisionGaps

OVER = {
    "supervisor": "supervisor",
    "manager": "supervisor",
    "practice manager": "supervisor",
    "worker": "worker",
    "supervisee": "worker",
}


class Happened(NamedTuple):
    """A session held, as far as frequency asks; `kind` is what it was, not yet what it counts as."""

    on: int
    kind: str
    minutes: int


class Late(NamedTuple):
    """Days on which supervision was overdue, and the day it had been due."""

    begins: int
    ends: int
    due_on: int


class Judge:
    """One policy asked about many workers: what they have in common is worked out once."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        length = pack.supervision.session
        self.minimum = length.minimum_minutes if length else 0
        self._floor = self.minimum if length and not length.short_counts else 0
        joint = pack.supervision.joint
        self._counts_as: dict[str, Kind] = {
            "one_to_one": "one_to_one",
            "group": "group",
            "joint": joint.counts_as if joint else "group",
        }
        self._laid: dict[tuple[str, date, int, tuple[Span, ...], tuple[Kept, ...]], tuple[list[Stretch], int]] = {}
        self._rules: dict[str, SupervisionGaps | None] = {}

    def has_rhythm(self, stage: str) -> bool:
        """Whether the policy sets a gap for the stage; where it sets none, nobody is late and no day is counted."""
        return self._rule(stage) is not None

    def late(
        self,
        *,
        stage: str,
        clock: Clock,
        held: Sequence[Happened],
        away: Sequence[Span],
        kept: tuple[Kept, ...],
        first: int,
        end: int,
    ) -> list[Late]:
        """The spells from `first` to before `end` on which supervision was overdue.

        `held` are all sessions held since the clock's start that can matter, by day; `away` the days of absence and
        pause, merged.
        """
        rule = self._rule(stage)
        if rule is None:
            return []
        stretches, narrowest = self._stretches(stage, rule, clock, kept)
        if not stretches:
            return []
        if rule.supervisors != "any" or any(one.band.unit == "shifts" for one in stretches):
            return list(self._day_by_day(stage, clock, held, away, kept, first, end))
        return list(self._spells(stretches, narrowest, clock.start.toordinal(), held, away, first, end))

    def counted_before(
        self, stage: str, clock: Clock, held: Sequence[Happened], kept: tuple[Kept, ...], first: int
    ) -> bool:
        """Whether one of the sessions held up to the day `first` counts; true where the policy is silent anyway."""
        rule = self._rule(stage)
        stretches = self._stretches(stage, rule, clock, kept)[0] if rule else []
        start = clock.start.toordinal()
        return not stretches or any(start <= one.on <= first and self._counts(stretches, one) for one in held)

    def _spells(
        self,
        stretches: Sequence[Stretch],
        narrowest: int,
        start: int,
        held: Sequence[Happened],
        away: Sequence[Span],
        first: int,
        end: int,
    ) -> Iterator[Late]:
        since = start
        for session in held:
            if session.on >= end:
                break
            if session.on < start or not self._counts(stretches, session):
                continue
            if session.on > first and session.on - since > narrowest:
                yield from _one(stretches, since, away, max(first, since), session.on)
            since = session.on
        yield from _one(stretches, since, away, max(first, since), end)

    def _counts(self, stretches: Sequence[Stretch], session: Happened) -> bool:
        band = stretches[0].band if len(stretches) == 1 else stretch_at(stretches, session.on).band
        return self._counts_as[session.kind] in band.counts and session.minutes >= self._floor

    def _day_by_day(
        self,
        stage: str,
        clock: Clock,
        held: Sequence[Happened],
        away: Sequence[Span],
        kept: tuple[Kept, ...],
        first: int,
        end: int,
    ) -> Iterator[Late]:
        """For policies that count gaps in shifts or ask each of two supervisors: rare, and asked plainly."""
        sessions = [Session(date.fromordinal(one.on), self._counts_as[one.kind], one.minutes, True) for one in held]
        absences = [Away(date.fromordinal(a), date.fromordinal(b - 1)) for a, b in away]
        for ordinal in range(first, end):
            on = date.fromordinal(ordinal)
            told = due(self.pack, stage=stage, clock=clock, on=on, sessions=sessions, absences=absences, kept=kept)
            if told.overdue and told.due_on:
                yield Late(ordinal, ordinal + 1, told.due_on.toordinal())

    def _rule(self, stage: str) -> SupervisionGaps | None:
        if stage not in self._rules:
            self._rules[stage] = gaps_for(self.pack, stage)
        return self._rules[stage]

    def _stretches(
        self, stage: str, rule: SupervisionGaps, clock: Clock, kept: tuple[Kept, ...]
    ) -> tuple[list[Stretch], int]:
        key = (stage, clock.start, clock.done, clock.spans, kept)
        if key not in self._laid:
            laid = stretches_of(rule, Standing(clock).on_clock(rule.clock), kept)
            self._laid[key] = laid, min((one.gap for one in laid), default=0)
        return self._laid[key]


def _one(stretches: Sequence[Stretch], since: int, away: Sequence[Span], first: int, end: int) -> Iterator[Late]:
    """The late days after one session and before the next."""
    due_on = last_day_in_time(stretches, since, away)
    if due_on is not None and max(due_on + 1, first) < end:
        yield Late(max(due_on + 1, first), end, due_on)


def joined_over(before: Sequence[Late], after: Sequence[Late], changed_on: int) -> list[Late]:
    """The spells under two versions of the policy, the second in force from `changed_on`.

    As `across_change` has it: a due day that the new version would put before its own first day is the old version's
    for who was late already, and the eve of the change for everybody else.
    """
    eve = changed_on - 1
    was = next((late.due_on for late in before if late.begins <= eve < late.ends), eve)
    return [*before, *(late._replace(due_on=was) if late.due_on < eve else late for late in after)]


def away_of(clock: Clock, absences: Iterable[Span]) -> tuple[Span, ...]:
    """Days that do not count: recorded absence (SUP-07) and approved pauses (CLK-04)."""
    own = tuple(absences)
    return merged((*clock.spans, *own)) if own else clock.spans


@dataclass(slots=True)
class Tally:
    """What one month comes to for some workers. Shares are of 100, and null where there is nothing to share.

    `days` are the days the workers were at work under a rhythm, `late_days` those on which supervision was overdue;
    `late_people` those with at least one such day. `signed` are sessions whose record both have signed, `reflective`
    those of them with something under reflection, `tools` by code. `unsettled` were booked and nobody has said since
    what became of them.
    """

    people: int = 0
    late_people: int = 0
    days: int = 0
    late_days: int = 0
    held: int = 0
    full_length: int = 0
    one_to_one: int = 0
    minutes: int = 0
    cancelled_by_supervisor: int = 0
    cancelled_by_worker: int = 0
    cancelled_by_others: int = 0
    missed: int = 0
    unsettled: int = 0
    signed: int = 0
    reflective: int = 0
    tools: dict[str, int] = field(default_factory=dict)

    def add(self, other: Tally) -> None:
        """Add the figures of other workers."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for code, number in other.tools.items():
            self.tools[code] = self.tools.get(code, 0) + number

    @property
    def on_time_share(self) -> float | None:
        return share(self.days - self.late_days, self.days)

    @property
    def full_length_share(self) -> float | None:
        return share(self.full_length, self.held)

    @property
    def reflective_share(self) -> float | None:
        return share(self.reflective, self.held)

    @property
    def never_late(self) -> int:
        return self.people - self.late_people

    @property
    def not_held(self) -> int:
        return self.cancelled + self.missed

    @property
    def short(self) -> int:
        return self.held - self.full_length

    @property
    def cancelled(self) -> int:
        return self.cancelled_by_supervisor + self.cancelled_by_worker + self.cancelled_by_others

    @property
    def group(self) -> int:
        return self.held - self.one_to_one

    def using(self, code: str) -> int:
        return self.tools.get(code, 0)


COUNTED = tuple(one.name for one in fields(Tally) if one.name != "tools")


def share(part: int, whole: int) -> float | None:
    """A share of 100 to one decimal place; rounded down, so that 100 is never said of less than all."""
    return part * 1000 // whole / 10 if whole else None


class Meeting(NamedTuple):
    """One row of a session as monitoring sees it: no word of what was said. `reflective` asks for a signed record."""

    on: int
    kind: str
    minutes: int
    outcome: str
    cancelled_by: str
    signed: bool
    reflective: bool
    tools: str


def note(tally: Tally, meeting: Meeting, minimum: int, today: int) -> None:
    """Count one session into the month it belongs to. `minimum` is the least length in minutes (SUP-05)."""
    outcome = meeting.outcome
    if outcome == "held":
        tally.held += 1
        tally.minutes += meeting.minutes
        tally.full_length += meeting.minutes >= minimum
        tally.one_to_one += meeting.kind == "one_to_one"
        tally.signed += meeting.signed
        tally.reflective += meeting.reflective
        for code in meeting.tools.split(",") if meeting.tools else ():
            tally.tools[code] = tally.tools.get(code, 0) + 1
    elif outcome == "cancelled":
        by = who(meeting.cancelled_by)
        if by == "supervisor":
            tally.cancelled_by_supervisor += 1
        elif by == "worker":
            tally.cancelled_by_worker += 1
        else:
            tally.cancelled_by_others += 1
    elif outcome == "missed":
        tally.missed += 1
    elif outcome == "planned" and meeting.on < today:
        tally.unsettled += 1


def who(cancelled_by: str, names: Mapping[str, str] = OVER) -> str:
    """Whether the supervisor or the worker called a session off; empty where it was neither or nobody said."""
    return names.get(cancelled_by.strip().lower(), "")


@dataclass(frozen=True, slots=True)
class Months:
    """The months of a window, each as its first day; the last ends before `end`."""

    firsts: tuple[int, ...]
    end: int

    def of(self, day: int) -> int:
        """The place of the month a day is in."""
        return bisect_left(self.firsts, day + 1) - 1

    def spread(self, into: list[int], first: int, end: int, sign: int = 1) -> None:
        """Add the days from `first` to before `end` to the month each is in."""
        first, end = max(first, self.firsts[0]), min(end, self.end)
        place = self.of(first) if first < end else 0
        while first < end:
            until = min(end, self.firsts[place + 1] if place + 1 < len(self.firsts) else self.end)
            into[place] += sign * (until - first)
            first, place = until, place + 1


def present_days(months: Months, first: int, end: int, away: Sequence[Span]) -> list[int]:
    """The days at work from `first` to before `end`, month by month."""
    found = [0] * len(months.firsts)
    months.spread(found, first, end)
    for begins, ends in away:
        if begins < end and ends > first:
            months.spread(found, max(begins, first), min(ends, end), -1)
    return found


def late_days(months: Months, spells: Sequence[Late], away: Sequence[Span]) -> list[int]:
    """The days at work on which supervision was overdue, month by month."""
    found = [0] * len(months.firsts)
    for spell in spells:
        for place, number in enumerate(present_days(months, spell.begins, spell.ends, away)):
            found[place] += number
    return found
