"""Whom a page of monitoring is about: those of its part of the authority whom the reader may see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from workforce.access import Access, Job
from workforce.models import Person, Service, Team
from workforce.models.period import holds_on

Unit = Literal["service", "team", "person"]
WHOLE = frozenset({Job.DEVELOPMENT_LEAD, Job.PRINCIPAL})


@dataclass(frozen=True, slots=True)
class Scope:
    """`people` are those whose supervision the reader may see, null where it is everybody's; `by` is what a row is.

    Only days and sessions in `team`, or in the teams of `service`, are counted; all where both are null, or with
    `is_unplaced` those without a team.
    """

    title: str
    by: Unit
    people: QuerySet[Person] | None
    service: int | None = None
    team: int | None = None
    is_one_person: bool = False
    is_unplaced: bool = False

    def has(self, service: int | None, team: int | None) -> bool:
        if self.is_unplaced:
            return team is None
        if self.team is not None:
            return team == self.team
        return self.service is None or service == self.service


def seen_by(access: Access) -> QuerySet[Person] | None:
    """Whose supervision this person answers for; null where it is everybody's.

    Assessors and HR see people for other reasons than their supervision, so nobody is counted for them.
    """
    if access.jobs & WHOLE:
        return None
    answers_for = Q(pk__in=access.manages | access.supervises | access.professionally_supervises)
    if access.service_ids:
        posts = Person.objects.filter(holds_on(access.on, "posts__"), posts__team__service__in=access.service_ids)
        answers_for |= Q(pk__in=posts.values("pk"))
    return Person.objects.visible_to(access).filter(answers_for).exclude(pk=access.person.pk)


def everybody_seen(access: Access) -> Scope:
    by: Unit = "service" if access.jobs & WHOLE or access.service_ids else "team"
    return Scope("Everybody whose supervision you answer for", by, seen_by(access))


def of_service(service: Service, access: Access) -> Scope:
    return Scope(service.name, "team", seen_by(access), service=service.pk)


def of_team(team: Team, access: Access) -> Scope:
    return Scope(team.name, "person", seen_by(access), team=team.pk)


def of_person(person: Person) -> Scope:
    return Scope(person.name, "person", Person.objects.filter(pk=person.pk), is_one_person=True)


def unplaced(access: Access) -> Scope:
    return Scope("Without a team", "person", seen_by(access), is_unplaced=True)
