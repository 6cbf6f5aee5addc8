"""What is read for monitoring: whole tables at a time, as plain values, the same few queries for 12 people or 2,000."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from supervision.models import KeptGap, Session
from supervision.policy import Kept
from supervision.policy.frequency import Span
from supervision.policy.monitoring import Happened, Judge, Meeting
from supervision.queries.monitoring.scopes import Scope
from supervision.queries.monitoring.window import Window
from supervision.queries.standing import RULED_AS
from workforce.clock import Clock, Pause
from workforce.models import Absence, Post, Stage
from workforce.models import Pause as PauseRow

Judges = Sequence[tuple[Judge, int, int]]
FURTHER_BACK = 50  # days before the window in which the last session before it is looked for first; any number is right
FIRST_DAY = 1  # the first there is
NOBODY = 0  # keeps a query of nobody a query, so that a page costs the same whether or not somebody is in it
HELD = Session.Outcome.HELD


class Part(NamedTuple):
    """Days of somebody in one team, from `first` to before `end`; null where the post has no team."""

    first: int
    end: int
    service: int | None
    team: int | None


@dataclass(slots=True)
class Course:
    """One stage of one worker, as far as it lies in the window."""

    ruled_as: str
    clock: Clock
    kept: tuple[Kept, ...]
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Read:
    """Everything by person. `held` reaches back to the session that counted last before the window."""

    parts: dict[int, list[Part]]
    courses: dict[int, list[Course]]
    meetings: Mapping[int, list[Meeting]]
    held: Mapping[int, list[Happened]]
    absences: Mapping[int, list[Span]]


def read(scope: Scope, window: Window, judges: Judges) -> Read:
    """Read the window: eight queries; six for one person, whose whole history is asked for at once."""
    first, end = window.months.firsts[0], window.months.end
    parts = _parts(scope, first, end)
    courses = _courses(parts, judges, first, end)
    people = [*courses, NOBODY]
    reach = FIRST_DAY if scope.is_one_person else first - FURTHER_BACK
    meetings, held = _sessions(people, reach, first, end)
    missing: list[int] = []
    if not scope.is_one_person:
        missing = [pk for pk in courses if _begins_before(courses[pk], held[pk], judges, first)]
        for pk, before in _older([*missing, NOBODY], reach).items():
            held[pk] = before + held[pk]
    return Read(parts, courses, meetings, held, _absences(people, [*missing, NOBODY], reach, end))


def _parts(scope: Scope, first: int, end: int) -> dict[int, list[Part]]:
    """The days of each person in the scope, team by team; of two posts at once the later counts, as on other pages."""
    last = date.fromordinal(end - 1)
    here = Post.objects.filter(_overlaps(date.fromordinal(first), last))
    if scope.people is not None:
        here = here.filter(person__in=scope.people.order_by().values("pk"))
    if scope.team is not None or scope.service is not None:
        where = Q(team=scope.team) if scope.team is not None else Q(team__service=scope.service)
        there = Post.objects.filter(_overlaps(date.fromordinal(first), last) & where)
        here = here.filter(person__in=there.order_by().values("person"))
    rows = here.order_by("-started_on", "pk").values_list("person", "team__service", "team", "started_on", "ended_on")
    taken: dict[int, list[Span]] = defaultdict(list)
    found: dict[int, list[Part]] = defaultdict(list)
    for person, service, team, started_on, ended_on in rows:
        own = (max(started_on.toordinal(), first), min(ended_on.toordinal() + 1, end) if ended_on else end)
        for begins, ends in _without(own, taken[person]):
            if scope.has(service, team):
                found[person].append(Part(begins, ends, service, team))
        taken[person].append(own)
    return dict(found)


def _without(own: Span, taken: Iterable[Span]) -> list[Span]:
    """What of a span lies outside the others."""
    left = [own]
    for begins, ends in taken:
        left = [piece for a, b in left for piece in ((a, min(b, begins)), (max(a, ends), b)) if piece[0] < piece[1]]
    return left


def _overlaps(first: date, last: date) -> Q:
    return Q(started_on__lte=last) & (Q(ended_on__isnull=True) | Q(ended_on__gte=first))


def _courses(people: Iterable[int], judges: Judges, first: int, end: int) -> dict[int, list[Course]]:
    """The stages with a rhythm, under some policy of the window, of these people."""
    with_rhythm = [kind for kind, stage in RULED_AS.items() if any(judge.has_rhythm(stage) for judge, _, _ in judges)]
    rows = Stage.objects.filter(
        _overlaps(date.fromordinal(first), date.fromordinal(end - 1)),
        person__in=[*people, NOBODY],
        kind__in=with_rhythm,
    )
    stages = list(
        rows.order_by("started_on").values_list("pk", "person", "kind", "started_on", "ended_on", "done_days")
    )
    asked = [NOBODY, *(stage for stage, *_ in stages)]
    pauses: dict[int, list[Pause]] = defaultdict(list)
    approved = PauseRow.objects.filter(stage__in=asked).order_by("started_on")
    for stage, since, until, reason in approved.values_list("stage", "started_on", "ended_on", "reason"):
        pauses[stage].append(Pause(since, until, reason))
    kept: dict[int, list[Kept]] = defaultdict(list)
    decided = KeptGap.objects.filter(stage__in=asked).order_by("started_on")
    for stage, since, until in decided.values_list("stage", "started_on", "ended_on"):
        kept[stage].append(Kept(since, until))
    found: dict[int, list[Course]] = defaultdict(list)
    for pk, person, kind, started_on, ended_on, done in stages:
        ends = min(ended_on.toordinal() + 1, end) if ended_on else end
        clock = Clock(started_on, tuple(pauses[pk]) if pk in pauses else (), done=done)
        begins = max(started_on.toordinal(), first)
        decisions = tuple(kept[pk]) if pk in kept else ()
        found[person].append(Course(RULED_AS[Stage.Kind(kind)], clock, decisions, begins, ends))
    return dict(found)


def _sessions(
    people: Sequence[int], reach: int, first: int, end: int
) -> tuple[dict[int, list[Meeting]], dict[int, list[Happened]]]:
    """Sessions from `reach` on: those of the window as monitoring counts them, and all that were held."""
    signed = Q(record__sealed=True)
    rows = _of(people).filter(date__gte=date.fromordinal(reach), date__lt=date.fromordinal(end))
    rows = rows.annotate(
        reflects=Case(
            When(signed & ~Q(record__reflection=""), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    )
    columns = ("worker", "date", "kind", "minutes", "outcome", "cancelled_by")
    of_record = ("record__sealed", "reflects", "record__tools", "gathering__tools")
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    held: dict[int, list[Happened]] = defaultdict(list)
    for worker, on, kind, minutes, outcome, by, sealed, reflects, used, used_by_all in rows.values_list(
        *columns, *of_record
    ):
        day = on.toordinal()
        if outcome == HELD:
            held[worker].append(Happened(day, kind, minutes))
        if day >= first:
            tools = (used if sealed else "") or used_by_all or ""
            meetings[worker].append(Meeting(day, kind, minutes, outcome, by, bool(sealed), reflects, tools))
    return meetings, held


def _older(people: Sequence[int], reach: int) -> dict[int, list[Happened]]:
    """Sessions held before `reach`, for the few of whom none since then was found to count."""
    found: dict[int, list[Happened]] = defaultdict(list)
    rows = _of(people).filter(date__lt=date.fromordinal(reach), outcome=HELD)
    for worker, on, kind, minutes in rows.values_list("worker", "date", "kind", "minutes"):
        found[worker].append(Happened(on.toordinal(), kind, minutes))
    return found


def _of(people: Sequence[int]) -> QuerySet[Session]:
    return Session.objects.filter(worker__in=people).order_by("date", "pk")


def _begins_before(courses: Iterable[Course], held: Sequence[Happened], judges: Judges, first: int) -> bool:
    """Whether a session before those read may count: the stage is older, and none of those before the window does."""
    return any(
        course.clock.start.toordinal() < first - FURTHER_BACK
        and not all(
            judge.counted_before(course.ruled_as, course.clock, held, course.kept, first) for judge, _, _ in judges
        )
        for course in courses
    )


def _absences(people: Sequence[int], missing: Sequence[int], reach: int, end: int) -> dict[int, list[Span]]:
    """Days of recorded absence since `reach`; all of them for those whose last session lies before it."""
    recent = Q(person__in=people, ended_on__gte=date.fromordinal(reach))
    found: dict[int, list[Span]] = defaultdict(list)
    rows = Absence.objects.filter(recent | Q(person__in=missing), started_on__lt=date.fromordinal(end))
    for person, first, last in rows.order_by("started_on").values_list("person", "started_on", "ended_on"):
        found[person].append((first.toordinal(), last.toordinal() + 1))
    return found
