"""Who follows somebody's year day by day: the people of the year, their line, and who runs the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from asye.models.portfolio import RUNS_PROGRAMME
from workforce.models import Person

if TYPE_CHECKING:
    from workforce.access import Access


def knows_absence(access: Access, prefix: str) -> Q:
    """The condition that this person may know why somebody is away: they, their line, and who runs the programme.

    An assessor sees the dates that follow from it, not the reason.
    """
    if access.jobs & RUNS_PROGRAMME:
        return Q(pk__isnull=False)
    near = Q(**{f"{prefix}practitioner": access.person}) | Q(**{f"{prefix}practitioner__in": access.manages})
    if access.service_ids:
        line = Person.objects.visible_to(access).exclude(pk__in=access.assesses | access.supervises)
        near |= Q(**{f"{prefix}practitioner__in": line.order_by().values("pk")})
    return near


def follows_year(access: Access, prefix: str = "") -> Q:
    """The condition that this person follows the year; the panel that only reads the portfolio does not.

    `prefix` reaches the portfolio through a relation.
    """
    if access.jobs & RUNS_PROGRAMME:
        return Q(pk__isnull=False)
    near = Q(**{f"{prefix}practitioner": access.person})
    near |= Q(**{f"{prefix}practitioner__in": access.assesses | access.manages})
    if access.service_ids:
        line = Person.objects.visible_to(access).exclude(pk__in=access.supervises | access.professionally_supervises)
        near |= Q(**{f"{prefix}practitioner__in": line.order_by().values("pk")})
    return near
