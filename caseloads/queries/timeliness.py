"""Notes that fell due and were late, by worker and by team (CSL-12)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet, Sum

from caseloads.models import NoteCount
from caseloads.policy.notes import Written
from workforce.models import Person, Post

NOTHING = Written()
NO_TEAM: tuple[str, int | None] = ("No team", None)


@dataclass(frozen=True, slots=True)
class Timeliness:
    """Notes of child protection, whose time is shorter, apart from all others."""

    child_protection: Written = NOTHING
    others: Written = NOTHING

    @property
    def all(self) -> Written:
        return self.child_protection + self.others

    def __add__(self, other: Timeliness) -> Timeliness:
        return Timeliness(self.child_protection + other.child_protection, self.others + other.others)


@dataclass(frozen=True, slots=True)
class TeamNotes:
    """A team's workers of whom notes were counted, by name, and their sum; `pk` is null for those in no team."""

    pk: int | None
    team: str
    workers: tuple[tuple[Person, Timeliness], ...]

    @property
    def sum(self) -> Timeliness:
        return sum((told for _, told in self.workers), Timeliness())


def timeliness(workers: Collection[int], first: dt.date, last: dt.date) -> dict[int, Timeliness]:
    """Return the notes of these workers (primary keys) that fell due from the first day to the last: one query."""
    found: dict[int, dict[bool, Written]] = defaultdict(dict)
    rows = (
        NoteCount.objects.filter(worker__in=workers, day__range=(first, last))
        .order_by().values_list("worker", "child_protection").annotate(Sum("due"), Sum("late"))
    )  # fmt: skip
    for worker, child_protection, due, late in rows:
        found[worker][child_protection] = Written(due, late)
    return {pk: Timeliness(told.get(True, NOTHING), told.get(False, NOTHING)) for pk, told in found.items()}


SORTED_BY: dict[str, Callable[[Timeliness], Written]] = {
    "cp": lambda told: told.child_protection,
    "others": lambda told: told.others,
}
Line = TypeVar("Line")


def in_order(lines: Iterable[Line], sort: str, told: Callable[[Line], Timeliness]) -> list[Line]:
    """Return lines that come by name in the order asked for; those without a note come last either way."""
    by_name, key, down = list(lines), sort.removeprefix("-"), sort.startswith("-")
    if key not in SORTED_BY:
        return by_name[::-1] if sort == "-name" else by_name
    shares = [(SORTED_BY[key](told(line)).in_time, line) for line in by_name]
    counted = [(share, line) for share, line in shares if share is not None]
    counted.sort(key=lambda pair: pair[0], reverse=down)
    return [line for _, line in counted] + [line for share, line in shares if share is None]


def by_team(people: QuerySet[Person], first: dt.date, last: dt.date) -> tuple[TeamNotes, ...]:
    """Return the teams in which these people work on the last day, each with those of whom notes were counted."""
    counted = people.filter(note_counts__day__range=(first, last)).distinct()
    known = {person.pk: person for person in counted}
    told = timeliness(known, first, last)
    posts = Post.objects.open_on(last).filter(person__in=told, team__isnull=False).order_by("started_on")
    teams = {person: (name, pk) for person, name, pk in posts.values_list("person", "team__name", "team")}
    held: dict[tuple[str, int | None], list[tuple[Person, Timeliness]]] = defaultdict(list)
    for pk, one in told.items():
        held[teams.get(pk, NO_TEAM)].append((known[pk], one))
    return tuple(
        TeamNotes(pk, name, tuple(sorted(held[name, pk], key=lambda pair: pair[0].name)))
        for name, pk in sorted(held, key=str)
    )
