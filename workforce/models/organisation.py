"""The authority, its services and their practice groups (WRK-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from workforce.models.period import holds_on

if TYPE_CHECKING:
    from workforce.access import Access


class Authority(models.Model):
    """The employer. The policy pack it follows is named here; the figures are in the pack."""

    name = models.CharField(max_length=120, unique=True)
    pack = models.CharField(max_length=255)

    class Meta:
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["Service"]):
    def visible_to(self, access: Access) -> Self:
        """Services as a whole: for their group manager, and for those who see the whole workforce."""
        return self if access.sees_whole_workforce else self.filter(pk__in=access.service_ids)


class Service(models.Model):
    """A part of the authority with its own caseload limits, by the code the policy pack knows it under."""

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="services")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=120)

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="service_code_once", fields=["authority", "code"])]

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, access: Access) -> Self:
        """Teams of a service one leads, those in which one manages or supervises somebody today, or all of them."""
        if access.sees_whole_workforce:
            return self
        people = access.manages | access.supervises | access.professionally_supervises
        theirs = self.model.objects.filter(holds_on(access.on, "posts__"), posts__person__in=people)
        return self.filter(Q(service__in=access.service_ids) | Q(pk__in=theirs.order_by().values("pk")))


class Team(models.Model):
    """A practice group. An academy team is where newly qualified social workers spend their year (WRK-02)."""

    service = models.ForeignKey(Service, models.PROTECT, related_name="teams")
    name = models.CharField(max_length=120)
    is_academy = models.BooleanField(default=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(name="team_name_once", fields=["service", "name"])]

    def __str__(self) -> str:
        return self.name
