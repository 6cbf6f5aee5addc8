"""Who stands in which part towards a person: in their line, or for the whole authority."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reminders.policy import Step, told
from workforce.models import Person, Post, Relationship

HELD_FOR = {
    Relationship.Kind.MANAGES: "manager",
    Relationship.Kind.ASSESSES: "assessor",
    Relationship.Kind.SUPERVISES: "supervisor",
}
POSTS_FOR = {
    Post.Job.DEVELOPMENT_LEAD: "lead",
    Post.Job.PRINCIPAL: "principal",
    Post.Job.HR: "hr",
}
CHUNK = 2000  # people asked for in one statement
Line = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Lines:
    """The parts by person, those of the whole authority, and everybody among them who works here on the day."""

    of: dict[int, Line]
    everywhere: Line
    here: frozenset[int]

    def told(self, step: Step, about: int, owner: int) -> dict[int, str]:
        """Return who is told at a step of a duty, and as what; nobody once the person it is about has left."""
        if about not in self.here:
            return {}
        line = {**self.everywhere, **self.of.get(about, {}), "about": (about,)}
        return told(step, owner, line, self.here)


def lines_of(about: Collection[int], on: dt.date, *, also: Collection[int] = ()) -> Lines:
    """Return the lines of these people on a day, and whether they and `also` still work here: five queries."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for some in _chunks(about):
        held = Relationship.objects.open_on(on).filter(kind__in=HELD_FOR, person__in=some).order_by("pk")
        for kind, person, holder in held.values_list("kind", "person_id", "holder_id"):
            found[person][HELD_FOR[kind]].append(holder)
    _add_group_managers(found, about, on)
    everywhere: dict[str, list[int]] = defaultdict(list)
    posts = Post.objects.open_on(on).filter(job__in=POSTS_FOR).order_by("pk")
    for job, person in posts.values_list("job", "person_id"):
        everywhere[POSTS_FOR[job]].append(person)
    asked = {*about, *also, *_people(everywhere), *(one for line in found.values() for one in _people(line))}
    return Lines(
        of={person: _frozen(line) for person, line in found.items()},
        everywhere=_frozen(everywhere),
        here=frozenset(here_on(asked, on)),
    )


def here_on(people: Collection[int], on: dt.date) -> Iterator[int]:
    """Those of these people who hold a post on the day."""
    for some in _chunks(people):
        yield from Person.objects.filter(pk__in=some).employed_on(on).order_by().values_list("pk", flat=True)


def _add_group_managers(found: dict[int, dict[str, list[int]]], about: Collection[int], on: dt.date) -> None:
    service_of: dict[int, int] = {}
    for some in _chunks(about):
        posts = Post.objects.open_on(on).filter(person__in=some, team__isnull=False).order_by("started_on", "pk")
        service_of.update(posts.values_list("person_id", "team__service_id"))
    heads: dict[int, list[int]] = defaultdict(list)
    held = Relationship.objects.open_on(on).filter(kind=Relationship.Kind.GROUP_MANAGES).order_by("pk")
    for service, holder in held.values_list("service_id", "holder_id"):
        heads[service].append(holder)
    for person, service in service_of.items():
        if service in heads:
            found[person]["group_manager"] = heads[service]


def _people(line: dict[str, list[int]]) -> Iterator[int]:
    return (person for people in line.values() for person in people)


def _frozen(line: dict[str, list[int]]) -> Line:
    return {part: tuple(people) for part, people in line.items()}


def _chunks(people: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(set(people))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]
