"""Who agrees to something in somebody's year, role by role as the policy names them (CLK-03, WRK-05, WRK-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from asye.models.portfolio import RUNS_PROGRAMME
from asye.queries.parties import Holders, holders_of
from workforce.access import access_for
from workforce.models import Person, Post, Relationship


def agreeing(role: str | None, holders: Holders, group_manager: Person | None) -> Person | None:
    """Whoever agrees in this role for somebody now."""
    if role == "group_manager":
        return group_manager
    holder = holders.get("coordinator" if role == "lead" else role or "")
    return holder.person if holder else None


def group_managers(people: Iterable[int], on: dt.date) -> dict[int, Person]:
    """The group manager of each person's service: two queries."""
    services = dict(
        Post.objects.open_on(on).filter(person__in=people, team__isnull=False).values_list("person", "team__service")
    )
    rows = Relationship.objects.open_on(on).filter(kind="group_manages", service__in=services.values())
    heads = {row.service_id: row.holder for row in rows.select_related("holder")}
    return {person: heads[service] for person, service in services.items() if service in heads}


def holder_of(role: str, practitioner: Person, on: dt.date) -> Person | None:
    """Whoever is this to the practitioner on a day."""
    if role == "nqsw":
        return practitioner
    holders = holders_of([practitioner], on)[practitioner.pk]
    return agreeing(role, holders, group_managers([practitioner.pk], on).get(practitioner.pk))


def may_answer(role: str | None, practitioner: Person, person: Person, on: dt.date) -> bool:
    """Whether this person answers in the role whose turn it is; of leads, whoever runs the programme may."""
    if role == "lead":
        return bool(access_for(person, on).jobs & RUNS_PROGRAMME)
    return role is not None and holder_of(role, practitioner, on) == person
