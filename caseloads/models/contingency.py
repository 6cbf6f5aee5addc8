"""What is done when demand passes capacity, by whom and until when (CSL-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from caseloads.models.seen import ANSWERS_FOR_ALL
from workforce.models import Person, Post, Team
from workforce.models.period import holds_on
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class ContingencyQuerySet(models.QuerySet["Contingency"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever owns it, the managers of the team, its service's group manager, and those who answer for all."""
        if access.jobs & ANSWERS_FOR_ALL:
            return self
        led = Post.objects.filter(
            holds_on(access.on), person=access.person, job=Post.Job.PRACTICE_MANAGER, team__isnull=False
        )
        return self.filter(
            Q(owner=access.person)
            | Q(raised_by=access.person)
            | Q(team__service__in=access.service_ids)
            | Q(team__in=led.order_by().values("team"))
        )

    def live(self) -> Self:
        return self.filter(closed_on__isnull=True)


class Contingency(SentOnce):
    """One action for one team, with the demand and the capacity of the day it was raised."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="contingencies")
    what = models.TextField("what is done")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="contingencies")
    due_on = models.DateField()
    demand = models.PositiveIntegerField("children held and waiting that day")
    capacity = models.PositiveIntegerField("children the team had room for that day")
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    outcome = models.TextField(blank=True)

    objects = ContingencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "contingencies"
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contingency_closes_after_raising",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("raised_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Contingency action of {self.team}"

    def get_absolute_url(self) -> str:
        return reverse("caseloads:contingency", args=[self.pk])
