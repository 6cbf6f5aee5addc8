"""Whose load somebody may see: the same answer for cases, passed limits and what is said about capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from workforce.models import Person, Post
from workforce.models.period import holds_on

if TYPE_CHECKING:
    from workforce.access import Access

ANSWERS_FOR_ALL = frozenset({Post.Job.PRINCIPAL, Post.Job.DEVELOPMENT_LEAD})


def of_line(access: Access, name: str = "worker") -> Q:
    """Oneself, the people one manages, and those in services whose group manager one is."""
    mine = Q(**{name: access.person}) | Q(**{f"{name}__in": access.manages})
    if access.service_ids:
        mine |= Q(**{f"{name}__in": in_services(access)})
    return mine


def of_load(access: Access, name: str = "worker") -> Q:
    """The line, assessors and supervisors, and those who answer for the whole programme."""
    if access.jobs & ANSWERS_FOR_ALL:
        return Q()
    return of_line(access, name) | Q(**{f"{name}__in": access.works_with})


def in_services(access: Access) -> object:
    """A subquery of the people with a post in the services this person is group manager of."""
    return (
        Person.objects.filter(holds_on(access.on, "posts__"), posts__team__service__in=access.service_ids)
        .order_by()
        .values("pk")
    )
