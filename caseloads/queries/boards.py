"""The workers of teams on one day, each with number, limit, room, points and the weeks of the year behind."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, IntegerField, Q, Sum, Value
from django.db.models.functions import Cast

from caseloads import policy
from caseloads.models import Allocation, NoteCount
from caseloads.queries.beside import Beside, beside
from caseloads.queries.holdings import Holdings, held_together, holdings
from caseloads.queries.loads import RULED_AS
from caseloads.queries.rooms import Limits, PastRooms
from workforce.facts import Facts, facts_of
from workforce.models import Person, Post, Stage, Team
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

WEEKS = 52
WEEK = dt.timedelta(days=7)
NOTES_DAYS = 91


@dataclass(frozen=True, slots=True)
class Cell:
    """One week: children held, and how full that is, from 0 (nothing to compare) to 4 (above the limit)."""

    on: dt.date
    held: int
    room: float | None

    @property
    def level(self) -> int:
        if self.room is None or not self.held:
            return 0
        return 1 + sum(self.held > self.room * share for share in FULL)


FULL = (0.7, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Row:
    """One worker. `room` is the maximum, or a full caseload where the policy sets none; percent is of weighted room."""

    facts: Facts
    team: Team
    ruled_as: str
    own: int
    co: int
    maximum: float | None
    minimum: float | None
    room: float | None
    month: int | None
    points: float | None
    percent: int | None
    beside: Beside
    steps_up_on: dt.date | None
    steps_up_to: float | None
    notes_due: int
    notes_late: int
    rooms: tuple[float | None, ...]
    weeks: tuple[Cell, ...]

    @property
    def person(self) -> Person:
        return self.facts.person

    @property
    def held(self) -> int:
        return self.own + self.co

    @property
    def is_over(self) -> bool:
        return self.maximum is not None and self.held > self.maximum

    @property
    def is_below(self) -> bool:
        return self.maximum is not None and self.minimum is not None and self.held < self.minimum

    @property
    def notes_percent(self) -> int | None:
        return on_time(self.notes_due, self.notes_late)


def on_time(due: int, late: int) -> int | None:
    """Return the share of notes written in time, in percent; nothing where none fell due (CSL-12)."""
    return round(100 * (due - late) / due) if due else None


def weeks_to(on: dt.date, count: int = WEEKS) -> list[dt.date]:
    """Return the day and the same weekday of the weeks before it, the oldest first."""
    return [on - WEEK * back for back in reversed(range(count))]


def rows_of(teams: Collection[Team], on: dt.date, *, weeks: bool = True, count: int = WEEKS) -> list[Row]:
    """Return everybody in these teams whose stage has a limit, by name: the same number of queries for any number.

    Without `weeks` a row says what room there was in each of the `count` weeks, and not what was held.
    """
    of_team, days, pack = {team.pk: team for team in teams}, tuple(weeks_to(on, count)), pack_on(on)
    posts = _posts_since(teams, days[0], on)
    here = [post for held in posts.values() for post in held if post.team_id in of_team and _open(post, on)]
    people = sorted({post.person_id: post.person for post in here}.values(), key=lambda person: person.name)
    known = facts_of(people, on, absences=False, posts=here, since=days[0])
    facts = {pk: one for pk, one in known.items() if _ruled_as(one, pack)}
    ground = Ground(
        on=on,
        of_team=of_team,
        days=days,
        limits=Limits(pack, days[0]),
        rooms=PastRooms(days),
        posts=posts,
        held=holdings(facts, days if weeks else [on]),
        marks=beside(list(facts), on, registration=False),
        sums=_sums(facts, on, pack),
    )
    return [_row(one, ground, weeks) for one in facts.values()]


def _posts_since(teams: Collection[Team], first: dt.date, on: dt.date) -> dict[int, list[Post]]:
    """Return the posts since the first day of everybody who has one in these teams today, newest first: one query."""
    today = Post.objects.open_on(on).filter(team__in=teams).order_by().values("person")
    rows = Post.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=first), started_on__lte=on, person__in=today)
    found: dict[int, list[Post]] = defaultdict(list)
    for post in rows.select_related("person", "team__service"):
        found[post.person_id].append(post)
    return found


def _open(post: Post, on: dt.date) -> bool:
    return post.ended_on is None or post.ended_on >= on


def _ruled_as(facts: Facts, pack: Pack) -> str | None:
    if facts.stage is None or facts.clock is None or facts.service_code not in pack.services:
        return None
    return RULED_AS.get(Stage.Kind(facts.stage.kind))


@dataclass(frozen=True, slots=True)
class Ground:
    """What all rows of a board are made from."""

    on: dt.date
    of_team: dict[int, Team]
    days: tuple[dt.date, ...]
    limits: Limits
    rooms: PastRooms
    posts: dict[int, list[Post]]
    held: Holdings
    marks: dict[int, Beside]
    sums: tuple[dict[int, float | None], dict[int, tuple[int, int]]]


def _row(known: Facts, ground: Ground, weeks: bool) -> Row:
    limits, on, (points, notes) = ground.limits, ground.on, ground.sums
    ruled_as = _ruled_as(known, limits.pack)
    assert ruled_as is not None and known.clock is not None and known.service_code is not None and known.post
    pk, fte = known.person.pk, known.fte
    spells = limits.spells(ruled_as, known.service_code, fte, known.clock)
    maximum, minimum = limits.at(spells, on)
    steps_up_on, steps_up_to = limits.next_step(spells, on)
    weighed = policy.room_for_points(limits.pack, stage=ruled_as, service=known.service_code, fte=fte)
    weighs = points.get(pk, 0.0)
    due, late = notes.get(pk, (0, 0))
    rooms = ground.rooms.of(known, ground.posts[pk])
    return Row(
        facts=known,
        team=ground.of_team[known.post.team_id or 0],
        ruled_as=ruled_as,
        own=ground.held[pk, on].own,
        co=ground.held[pk, on].co,
        maximum=maximum,
        minimum=minimum,
        room=limits.room(maximum, ruled_as, fte),
        month=known.clock.month(on) if ruled_as != "experienced" else None,
        points=weighs,
        percent=round(100 * weighs / weighed) if weighs is not None and weighed else None,
        beside=ground.marks[pk],
        steps_up_on=steps_up_on,
        steps_up_to=steps_up_to,
        notes_due=due,
        notes_late=late,
        rooms=rooms,
        weeks=tuple(Cell(day, ground.held[pk, day].held, room) for day, room in zip(ground.days, rooms, strict=True))
        if weeks
        else (),
    )


DUE, LATE = "notes due", "notes late"


def _sums(
    facts: Collection[int], on: dt.date, pack: Pack
) -> tuple[dict[int, float | None], dict[int, tuple[int, int]]]:
    """Return each worker's weighted points (CSL-13), and the notes of the last quarter due and late (CSL-12).

    One query: a row a worker, kind and complexity with its children, and two a worker with their notes.
    """
    cases: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    notes: dict[int, dict[str, int]] = defaultdict(dict)
    for worker, kind, complexity, number in _children(facts, on).union(*_notes(facts, on), all=True):
        if kind in (DUE, LATE):
            notes[worker][kind] = number
        else:
            cases[worker].append((kind, number, complexity))
    points = {worker: policy.points_of(pack, held) for worker, held in cases.items()}
    return points, {worker: (one[DUE], one[LATE]) for worker, one in notes.items()}


def _children(facts: Collection[int], on: dt.date) -> Any:
    here = Allocation.objects.open_on(on).filter(
        Q(case__closed_on__isnull=True) | Q(case__closed_on__gte=on), worker__in=facts
    )
    return (
        here.order_by()
        .annotate(what=Cast("case__type", CharField()), grade=Cast("case__complexity", IntegerField()))
        .values_list("worker", "what", "grade")
        .annotate(number=Sum("case__children"))
    )


def _notes(facts: Collection[int], on: dt.date) -> list[Any]:
    since = on - dt.timedelta(days=NOTES_DAYS)
    rows = NoteCount.objects.filter(worker__in=facts, day__gt=since, day__lte=on).order_by()
    return [
        rows.annotate(what=Value(what, output_field=CharField()), grade=Value(0, output_field=IntegerField()))
        .values_list("worker", "what", "grade")
        .annotate(number=Sum(name))
        for what, name in ((DUE, "due"), (LATE, "late"))
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """Workers taken together: a team, a service, or the authority."""

    label: str
    key: int
    workers: int
    fte: float
    held: int
    room: float
    benchmark: float | None
    over: int
    below: int
    at_capacity: int
    longest: int
    notes_percent: int | None
    weeks: tuple[Cell, ...]

    @property
    def average(self) -> float | None:
        """Children per full-time worker."""
        return round(self.held / self.fte, 1) if self.fte else None

    @property
    def percent(self) -> int | None:
        return round(100 * self.held / self.room) if self.room else None


def line_of(
    label: str, key: int, rows: Iterable[Row], on: dt.date, benchmark: float | None, weeks: tuple[Cell, ...] = ()
) -> Line:
    """Add up workers; `weeks` are those of all of them together."""
    found = list(rows)
    passed = [row.beside.breach for row in found]
    return Line(
        label=label,
        key=key,
        workers=len(found),
        fte=round(sum(row.facts.fte for row in found), 2),
        held=sum(row.held for row in found),
        room=sum(row.room or 0 for row in found),
        benchmark=benchmark,
        over=sum(row.is_over for row in found),
        below=sum(row.is_below for row in found),
        at_capacity=sum(row.beside.note is not None for row in found),
        longest=max(((on - mark.since).days + 1 for mark in passed if mark), default=0),
        notes_percent=on_time(sum(row.notes_due for row in found), sum(row.notes_late for row in found)),
        weeks=weeks,
    )


def lines_of(rows: Iterable[Row], on: dt.date, pack: Pack) -> list[Line]:
    """Return a line a team, by service and name, with the weeks of the year: two queries, however many workers."""
    by_team: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_team[row.team.pk].append(row)
    days = weeks_to(on)
    held = held_together({row.person.pk: row.team.pk for mine in by_team.values() for row in mine}, days)
    nothing = [0] * len(days)
    lines = [
        line_of(
            f"{mine[0].team.service.name}: {mine[0].team.name}",
            key,
            mine,
            on,
            _benchmark(pack, mine[0].team),
            _weeks(mine, held.get(key, nothing), days),
        )
        for key, mine in by_team.items()
    ]
    return sorted(lines, key=lambda line: line.label)


def _weeks(rows: Sequence[Row], held: Sequence[int], days: Sequence[dt.date]) -> tuple[Cell, ...]:
    """What a team held each week against the room its people of today had then, by their stage of that week."""
    rooms = (sum(room or 0 for room in week) for week in zip(*(row.rooms for row in rows), strict=True))
    return tuple(Cell(day, number, room) for day, number, room in zip(days, held, rooms, strict=True))


def _benchmark(pack: Pack, team: Team) -> float | None:
    found = policy.benchmark(pack, team.service.code)
    return found.children if found else None
