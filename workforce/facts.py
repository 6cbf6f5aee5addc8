"""The facts about people that the rules of every app are asked with: post, service, stage, clock, absences."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from django.db.models import F, Q

from workforce.clock import Clock
from workforce.clock import Pause as ClockPause
from workforce.models import Absence, Person, Post, Registration, Stage

FULL_LENGTH = 12  # months; what `Clock` takes too where nobody says otherwise


@dataclass(frozen=True, slots=True)
class Facts:
    """One person on one day. `absences` are (first day, last day) pairs, both included; `stages`, newest first, are all
    that touch the days since one that was asked for, each with its clock."""

    person: Person
    post: Post | None
    stage: Stage | None
    clock: Clock | None
    absences: tuple[tuple[dt.date, dt.date], ...]
    stages: tuple[tuple[Stage, Clock], ...] = ()

    @property
    def service_code(self) -> str | None:
        return self.post.team.service.code if self.post and self.post.team else None

    @property
    def fte(self) -> float:
        return float(self.post.fte) if self.post else 1.0


def facts_of(
    people: Iterable[Person],
    on: dt.date,
    *,
    absences: bool = True,
    posts: Iterable[Post] | None = None,
    since: dt.date | None = None,
) -> dict[int, Facts]:
    """Return the facts by primary key, in people's order: three queries, however many people.

    Without `absences` it is two, and nobody has any; with `posts` in hand, their teams joined, it is one less. With
    `since` the stages of the days from then on are there too, for no query more.
    """
    found = {person.pk: person for person in people}
    if posts is None:
        posts = Post.objects.open_on(on).filter(person__in=found).select_related("team__service")
    held = _first(posts)
    stages = _stages_of(found, on, since or on)
    away: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = Absence.objects.filter(person__in=found) if absences else Absence.objects.none()
    for person, first, last in rows.values_list("person", "started_on", "ended_on"):
        away[person].append((first, last))
    return {
        pk: _facts(person, held.get(pk), stages[pk], tuple(away[pk]), on, since is not None)
        for pk, person in found.items()
    }


def _facts(
    person: Person,
    post: Post | None,
    stages: list[tuple[Stage, Clock]],
    away: tuple[tuple[dt.date, dt.date], ...],
    on: dt.date,
    before: bool,
) -> Facts:
    stage, clock = next((one for one in stages if one[0].ended_on is None or one[0].ended_on >= on), (None, None))
    return Facts(person, post, stage, clock, away, tuple(stages) if before else ())


def _stages_of(people: Iterable[int], on: dt.date, since: dt.date) -> dict[int, list[tuple[Stage, Clock]]]:
    """Return the stages of each person that touch the days, newest first: one query, a row a pause."""
    rows = (
        Stage.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=since), started_on__lte=on)
        .filter(person__in=list(people))
        .annotate(paused_on=F("pauses__started_on"), until=F("pauses__ended_on"), reason=F("pauses__reason"))
        .order_by("-started_on", "pk", "paused_on")
    )
    found: dict[int, list[tuple[Stage, Clock]]] = defaultdict(list)
    for _, same in groupby(rows, key=lambda row: row.pk):
        stage, *others = same
        pauses = (ClockPause(row.paused_on, row.until, row.reason) for row in (stage, *others) if row.paused_on)
        found[stage.person_id].append((stage, _clock(stage, pauses)))
    return found


def is_registered(person: Person, on: dt.date) -> bool:
    """Return whether the person is registered with the regulator on the day (WRK-07)."""
    return Registration.objects.open_on(on).filter(person=person).exists()


def clock_of(stage: Stage) -> Clock:
    """Return the clock of a stage with its approved pauses."""
    pauses = (ClockPause(p.started_on, p.ended_on, p.reason) for p in stage.pauses.all())
    return _clock(stage, pauses)


def _clock(stage: Stage, pauses: Iterable[ClockPause]) -> Clock:
    return Clock(start=stage.started_on, pauses=tuple(pauses), months=stage.months or FULL_LENGTH, done=stage.done_days)


Row = TypeVar("Row", Post, Stage)


def _first(rows: Iterable[Row]) -> dict[int, Row]:
    """Return the first row of each person, as the query ordered them."""
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row.person_id, row)
    return found
