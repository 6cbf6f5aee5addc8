"""Who holds a case since when, in which role, with what was agreed beforehand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from caseloads.models.case import Case
from workforce.models import Person
from workforce.models.period import PeriodQuerySet, ends_after_start
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class AllocationQuerySet(PeriodQuerySet):
    def visible_to(self, access: Access) -> Self:
        """What oneself holds, and what people one may see hold."""
        return self.filter(
            Q(worker=access.person) | Q(worker__in=Person.objects.visible_to(access).order_by().values("pk"))
        )


class Allocation(SentOnce):
    """One worker on one case from a day on, in a role; with what was agreed beforehand (CSL-08)."""

    class Role(models.TextChoices):
        ALLOCATED = "allocated", "Allocated worker"
        SOLE = "sole", "Sole worker"
        CO = "co", "Co-worker"

    case = models.ForeignKey(Case, models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(Person, models.PROTECT, related_name="allocations")
    role = models.CharField(max_length=10, choices=Role.choices)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    discussed = models.BooleanField("discussed with the worker first", default=False)
    workers_view = models.TextField("the worker's view of their capacity", blank=True)
    agreed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    over_limit_reason = models.TextField("why the limit is passed", blank=True)
    recorded_at = models.DateTimeField()

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        indexes = [
            models.Index(name="allocation_open_by_worker", fields=["worker"], condition=Q(ended_on__isnull=True))
        ]
        constraints = [
            ends_after_start("allocation_ends_after_start"),
            models.UniqueConstraint(
                name="allocation_one_open",
                fields=["case", "worker"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="This worker is already on this case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} on {self.case}"
