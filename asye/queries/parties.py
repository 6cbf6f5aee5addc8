"""Who is who in somebody's year on a day: the practitioner, the manager, the assessor, the programme lead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from workforce.models import Person, Post, Relationship

BY_RELATION = {Relationship.Kind.MANAGES: "manager", Relationship.Kind.ASSESSES: "assessor"}


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a party, and since when; nothing for the practitioner and the lead, who do not change hands."""

    person: Person
    since: dt.date | None = None


Holders = dict[str, Holder]


def holders_of(people: Iterable[Person], on: dt.date, *, with_lead: bool = True) -> dict[int, Holders]:
    """Return by practitioner who holds each party: two queries, one without the lead. One nobody holds is left out."""
    found: dict[int, Holders] = {person.pk: {"nqsw": Holder(person)} for person in people}
    lead = programme_lead(on) if with_lead else None
    if lead is not None:
        for holders in found.values():
            holders["coordinator"] = Holder(lead)
    rows = Relationship.objects.open_on(on).filter(kind__in=BY_RELATION, person__in=found).select_related("holder")
    for row in rows:
        assert row.person_id is not None
        found[row.person_id][BY_RELATION[Relationship.Kind(row.kind)]] = Holder(row.holder, row.started_on)
    return found


def programme_lead(on: dt.date) -> Person | None:
    """The development lead of that day: one query."""
    lead = Post.objects.open_on(on).filter(job=Post.Job.DEVELOPMENT_LEAD).select_related("person").first()
    return lead.person if lead else None
