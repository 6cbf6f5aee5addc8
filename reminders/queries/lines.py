"""Who stands in which part towards a person: in their line, or for the whole authority."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q

from reminders.policy import Step, told
from workforce.models import Post, Relationship

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
Line = dict[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Lines:
    """The parts by person, those of the whole authority, and the names of those asked for who work here on the day."""

    of: dict[int, Line]
    everywhere: Line
    here: dict[int, str]

    def told(self, step: Step, about: int, owner: int) -> dict[int, str]:
        """Return who is told at a step of a duty, and as what; nobody once the person it is about has left."""
        if about not in self.here:
            return {}
        line = {**self.everywhere, **self.of.get(about, {}), "about": (about,)}
        return told(step, owner, line, self.here)


def lines_of(about: Collection[int], on: dt.date, *, also: Collection[int] = ()) -> Lines:
    """Return the lines of these people on a day, and whether they and `also` still work here: two queries."""
    parts: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    heads: dict[int, list[int]] = defaultdict(list)
    asked = {*about, *also}
    held = Q(kind__in=HELD_FOR, person__in=about) | Q(kind=Relationship.Kind.GROUP_MANAGES)
    rows = Relationship.objects.open_on(on).filter(held).order_by("pk")
    for kind, person, service, holder in rows.values_list("kind", "person_id", "service_id", "holder_id"):
        asked.add(holder)
        if service is not None:
            heads[service].append(holder)
        else:
            parts[person][HELD_FOR[kind]].append(holder)
    here: dict[int, str] = {}
    service_of: dict[int, int] = {}
    everywhere: dict[str, list[int]] = defaultdict(list)
    posts = Post.objects.open_on(on).filter(Q(person__in=asked) | Q(job__in=POSTS_FOR)).order_by("started_on", "pk")
    for person, name, job, service in posts.values_list("person_id", "person__name", "job", "team__service_id"):
        here[person] = name
        if service is not None:
            service_of[person] = service
        if job in POSTS_FOR:
            everywhere[POSTS_FOR[job]].append(person)
    for person in about:
        if head := heads.get(service_of.get(person, 0)):
            parts[person]["group_manager"] = head
    return Lines(
        of={person: _frozen(line) for person, line in parts.items()}, everywhere=_frozen(everywhere), here=here
    )


def _frozen(line: dict[str, list[int]]) -> Line:
    return {part: tuple(people) for part, people in line.items()}
