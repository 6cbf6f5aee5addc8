"""An allegation of abuse or neglect that waits for somebody to take it (CSL-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from caseloads.models.allocation import Allocation
from caseloads.models.case import Case
from caseloads.models.reference import REFERENCE, nameless
from caseloads.models.seen import of_line
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class AllegationQuerySet(models.QuerySet["Allegation"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever has to allocate it, and the group manager of their service."""
        return self.filter(of_line(access, "manager"))

    def waiting(self) -> Self:
        return self.filter(allocated_at__isnull=True)


class Allegation(SentOnce):
    """What came in, when, and when somebody was given it. No child and nobody else is named."""

    reference = models.CharField("case-system reference", max_length=30, validators=[REFERENCE, nameless])
    type = models.CharField(max_length=4, choices=Case.Type.choices, default=Case.Type.S47)
    children = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    manager = models.ForeignKey(Person, models.PROTECT, related_name="allegations")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="+", null=True, blank=True)
    allocated_at = models.DateTimeField(null=True, blank=True)

    objects = AllegationQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [models.Index(name="allegation_waiting", fields=["manager"], condition=Q(allocated_at__isnull=True))]
        constraints = [
            models.CheckConstraint(name="allegation_has_children", condition=Q(children__gte=1, children__lte=20)),
            models.CheckConstraint(
                name="allegation_allocated_after_received",
                condition=Q(allocated_at__isnull=True) | Q(allocated_at__gte=F("received_at")),
            ),
            models.UniqueConstraint(
                name="allegation_one_waiting",
                fields=["reference"],
                condition=Q(allocated_at__isnull=True),
                violation_error_message="This allegation is on the list already",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("caseloads:allegations")
