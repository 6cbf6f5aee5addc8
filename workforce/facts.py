"""The facts about people that the rules of every app are asked with: post, service, stage, clock, absences."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import F

from workforce.clock import Clock
from workforce.clock import Pause as ClockPause
from workforce.models import Absence, Person, Post, Registration, Stage

FULL_LENGTH = 12  # months; what `Clock` takes too where nobody says otherwise


@dataclass(frozen=True, slots=True)
class Facts:
    """One person on one day. `absences` are (first day, last day) pairs, both included."""

    person: Person
    post: Post | None
    stage: Stage | None
    clock: Clock | None
    absences: tuple[tuple[dt.date, dt.date], ...]

    @property
    def service_code(self) -> str | None:
        return self.post.team.service.code if self.post and self.post.team else None

    @property
    def fte(self) -> float:
        return float(self.post.fte) if self.post else 1.0


def facts_of(
    people: Iterable[Person], on: dt.date, *, absences: bool = True, posts: Iterable[Post] | None = None
) -> dict[int, Facts]:
    """Return the facts by primary key, in people's order: three queries, however many people.

    Without `absences` it is two, and nobody has any; with `posts` in hand, their teams joined, it is one less.
    """
    found = {person.pk: person for person in people}
    if posts is None:
        posts = Post.objects.open_on(on).filter(person__in=found).select_related("team__service")
    held = _first(posts)
    stages, pauses = _stages_of(found, on)
    away: dict[int, list[tuple[dt.date, dt.date]]] = defaultdict(list)
    rows = Absence.objects.filter(person__in=found) if absences else Absence.objects.none()
    for person, first, last in rows.values_list("person", "started_on", "ended_on"):
        away[person].append((first, last))
    return {
        pk: Facts(
            person=person,
            post=held.get(pk),
            stage=stages.get(pk),
            clock=_clock(stages[pk], pauses[stages[pk].pk]) if pk in stages else None,
            absences=tuple(away[pk]),
        )
        for pk, person in found.items()
    }


def _stages_of(people: Iterable[int], on: dt.date) -> tuple[dict[int, Stage], dict[int, list[ClockPause]]]:
    """Return the stage of each person and the pauses by stage: one query, a row for each pause of a stage."""
    rows = (
        Stage.objects.open_on(on)
        .filter(person__in=list(people))
        .annotate(paused_on=F("pauses__started_on"), until=F("pauses__ended_on"), reason=F("pauses__reason"))
        .order_by("-started_on", "pk", "paused_on")
    )
    stages: dict[int, Stage] = {}
    pauses: dict[int, list[ClockPause]] = defaultdict(list)
    for row in rows:
        stages.setdefault(row.person_id, row)
        if row.paused_on is not None:
            pauses[row.pk].append(ClockPause(row.paused_on, row.until, row.reason))
    return stages, pauses


def is_registered(person: Person, on: dt.date) -> bool:
    """Return whether the person is registered with the regulator on the day (WRK-07)."""
    return Registration.objects.open_on(on).filter(person=person).exists()


def clock_of(stage: Stage) -> Clock:
    """Return the clock of a stage with its approved pauses."""
    pauses = (ClockPause(p.started_on, p.ended_on, p.reason) for p in stage.pauses.all())
    return _clock(stage, pauses)


def _clock(stage: Stage, pauses: Iterable[ClockPause]) -> Clock:
    return Clock(start=stage.started_on, pauses=tuple(pauses), months=stage.months or FULL_LENGTH)


Row = TypeVar("Row", Post, Stage)


def _first(rows: Iterable[Row]) -> dict[int, Row]:
    """Return the first row of each person, as the query ordered them."""
    found: dict[int, Row] = {}
    for row in rows:
        found.setdefault(row.person_id, row)
    return found
