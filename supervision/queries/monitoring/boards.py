"""A month of supervision for a part of the authority: its figures, those of each part of it, and the year up to it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from supervision.policy.frequency import Span
from supervision.policy.monitoring import (
    Happened,
    Judge,
    Late,
    Meeting,
    Tally,
    away_of,
    joined_over,
    late_days,
    note,
    present_days,
)
from supervision.queries.monitoring.rows import Course, Judges, Part, Read, read
from supervision.queries.monitoring.scopes import Scope
from supervision.queries.monitoring.window import Window, judges
from workforce.models import Person, Service, Team

UNPLACED = 0  # stands for "no team" and "no service": no row of the database has this key
BANDS = (("Up to 7 days", 7), ("8 to 14 days", 14), ("15 to 30 days", 30), ("Over 30 days", None))


@dataclass(frozen=True, slots=True)
class Overdue:
    """Somebody whose supervision was overdue on the last day looked at."""

    person: int
    unit: int
    due_on: dt.date
    days: int


@dataclass(slots=True)
class Line:
    """One service, team or person in the month shown; `worst` is the longest overdue, in days."""

    pk: int
    name: str
    tally: Tally = field(default_factory=Tally)
    overdue: int = 0
    worst: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """`months` are the tallies of the twelve months up to the one shown; `tools` names each tool by its code."""

    scope: Scope
    window: Window
    lines: list[Line]
    months: list[Tally]
    overdue: list[Overdue]
    minimum: int
    tools: dict[str, str]
    expected: frozenset[str]

    @property
    def month(self) -> Tally:
        return self.months[-1]

    @property
    def worst(self) -> int:
        """The longest overdue, in days."""
        return max((one.days for one in self.overdue), default=0)

    @property
    def bands(self) -> list[tuple[str, int]]:
        """How many have been overdue for how long."""
        found, least = [], 0
        for label, most in BANDS:
            found.append((label, sum(least < one.days and (most is None or one.days <= most) for one in self.overdue)))
            least = most or least
        return found


def board_of(scope: Scope, window: Window) -> Board:
    """Count the window for everybody in the scope: nine queries, and the policies in force."""
    judged_by = judges(window)
    counting = Counting(scope, window, judged_by)
    told = read(scope, window, judged_by)
    for person, courses in told.courses.items():
        counting.person(person, courses, told)
    tools = judged_by[-1][0].pack.supervision.tools
    return Board(
        scope=scope,
        window=window,
        lines=_named(scope, counting),
        months=counting.months,
        overdue=sorted(counting.overdue, key=lambda one: (-one.days, one.person)),
        minimum=judged_by[-1][0].minimum,
        tools={code: tool.label for code, tool in tools.items()},
        expected=frozenset(code for code, tool in tools.items() if tool.expected_every_months),
    )


class Counting:
    """The tallies while they are counted, one person after the other."""

    def __init__(self, scope: Scope, window: Window, judged_by: Judges) -> None:
        self.scope, self.window, self.judged_by = scope, window, judged_by
        self.shown = window.months
        self.today = window.today.toordinal()
        self.minimums = [self._judge(first).minimum for first in self.shown.firsts]
        self.months = [Tally() for _ in self.shown.firsts]
        self.lines: dict[int, Tally] = defaultdict(Tally)
        self.overdue: list[Overdue] = []

    def person(self, person: int, courses: Sequence[Course], told: Read) -> None:
        days, late = [0] * len(self.months), [0] * len(self.months)
        here: dict[int, tuple[int, int]] = {}
        measured: list[tuple[int, int, int]] = []
        for course in courses:
            away = away_of(course.clock, told.absences.get(person, ()))
            spells = self._late(course, told.held.get(person, ()), away)
            for part in told.parts[person]:
                first, end = max(part.first, course.first), min(part.end, course.end)
                if first < end:
                    unit = self._unit(person, part)
                    own = [Late(max(a, first), min(b, end), due) for a, b, due in spells if a < end and b > first]
                    shown = self._days(days, late, first, end, away, own)
                    before = here.get(unit, (0, 0))
                    here[unit] = before[0] + shown[0], before[1] + shown[1]
                    measured.append((first, end, unit))
                    self._note_overdue(person, unit, own)
        self._count_people(days, late, here)
        self._note_sessions(told.meetings.get(person, ()), measured)

    def _days(
        self, days: list[int], late: list[int], first: int, end: int, away: Sequence[Span], spells: Sequence[Late]
    ) -> tuple[int, int]:
        """Add the days of one part; return those of the month shown."""
        present = present_days(self.shown, first, end, away)
        for place, number in enumerate(present):
            days[place] += number
        if not spells:
            return present[-1], 0
        overdue = late_days(self.shown, spells, away)
        for place, number in enumerate(overdue):
            late[place] += number
        return present[-1], overdue[-1]

    def _count_people(self, days: list[int], late: list[int], here: dict[int, tuple[int, int]]) -> None:
        for place, number in enumerate(days):
            if number:
                _count(self.months[place], number, late[place])
        for unit, (number, overdue) in here.items():
            if number:
                _count(self.lines[unit], number, overdue)

    def _note_sessions(self, meetings: Iterable[Meeting], measured: Sequence[tuple[int, int, int]]) -> None:
        """Count each session in the month and the part of the authority in which the worker was on its day."""
        last = len(self.months) - 1
        for meeting in meetings:
            unit = next((unit for first, end, unit in measured if first <= meeting.on < end), None)
            if unit is None:
                continue
            place = self.shown.of(meeting.on)
            note(self.months[place], meeting, self.minimums[place], self.today)
            if place == last:
                note(self.lines[unit], meeting, self.minimums[place], self.today)

    def _note_overdue(self, person: int, unit: int, spells: Sequence[Late]) -> None:
        at = self.shown.end - 1
        for spell in spells:
            if spell.begins <= at < spell.ends:
                self.overdue.append(Overdue(person, unit, dt.date.fromordinal(spell.due_on), at - spell.due_on))

    def _late(self, course: Course, held: Sequence[Happened], away: Sequence[Span]) -> list[Late]:
        """The spells of a stage, each day judged by the policy in force on it."""
        found: list[Late] = []
        for judge, first, end in self.judged_by:
            begins, ends = max(first, course.first), min(end, course.end)
            if begins < ends:
                spells = judge.late(
                    stage=course.ruled_as,
                    clock=course.clock,
                    held=held,
                    away=away,
                    kept=course.kept,
                    first=begins,
                    end=ends,
                )
                found = joined_over(found, spells, first) if first > self.shown.firsts[0] else spells
        return found

    def _judge(self, day: int) -> Judge:
        return next((judge for judge, first, end in self.judged_by if first <= day < end), self.judged_by[-1][0])

    def _unit(self, person: int, part: Part) -> int:
        if self.scope.by == "person":
            return person
        return (part.service if self.scope.by == "service" else part.team) or UNPLACED


def _count(tally: Tally, days: int, late: int) -> None:
    tally.people += 1
    tally.days += days
    if late:
        tally.late_people += 1
        tally.late_days += late


def _named(scope: Scope, counting: Counting) -> list[Line]:
    """The lines by name, each with who is overdue in it; who has no team comes last."""
    if scope.is_one_person:
        return []
    model = {"service": Service, "team": Team, "person": Person}[scope.by]
    names = dict(model._default_manager.filter(pk__in=[*counting.lines, UNPLACED]).values_list("pk", "name"))
    names[UNPLACED] = "Without a team"
    found = {pk: Line(pk, names[pk], tally) for pk, tally in counting.lines.items()}
    for one in counting.overdue:
        line = found[one.unit]
        line.overdue, line.worst = line.overdue + 1, max(line.worst, one.days)
    return sorted(found.values(), key=lambda line: (line.pk == UNPLACED, line.name, line.pk))
