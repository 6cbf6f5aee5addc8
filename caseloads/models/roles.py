"""The role somebody had on a case before it changed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from caseloads.models.allocation import Allocation


class PastRole(models.Model):
    """A worker's role on a case until the day it changed; `started_on` is null where it was so from the first day."""

    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="past_roles")
    role = models.CharField(max_length=10, choices=Allocation.Role.choices)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField()

    class Meta:
        ordering = ["-ended_on", "pk"]
        indexes = [models.Index(name="past_role_by_day", fields=["ended_on", "started_on"])]
        constraints = [
            models.UniqueConstraint(name="past_role_one_a_day", fields=["allocation", "ended_on"]),
            models.CheckConstraint(
                name="past_role_ends_after_start",
                condition=Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.allocation} until {self.ended_on}"
