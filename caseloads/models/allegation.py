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
from workforce.models import Person, Post
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


ALLOCATES = frozenset({Post.Job.PRACTICE_MANAGER, Post.Job.GROUP_MANAGER})
WAITS = Q(allocated_at__isnull=True, closed_on__isnull=True)


class AllegationQuerySet(models.QuerySet["Allegation"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever has to allocate it, and the group manager of their service.

        What the case system tells of is for everybody who allocates work: it came to no team of its own.
        """
        told = Q(recorded_by__isnull=True) if access.jobs & ALLOCATES else Q(pk__in=[])
        return self.filter(of_line(access, "manager") | told)

    def waiting(self) -> Self:
        return self.filter(WAITS)


class Allegation(SentOnce):
    """What came in, when, and when somebody was given it. No child and nobody else is named.

    `recorded_by` is null where the case system told of it; `closed_on` is the day its case was closed without a worker.
    """

    reference = models.CharField("case-system reference", max_length=30, validators=[REFERENCE, nameless])
    type = models.CharField(max_length=4, choices=Case.Type.choices, default=Case.Type.S47)
    children = models.PositiveSmallIntegerField()
    received_at = models.DateTimeField()
    manager = models.ForeignKey(Person, models.PROTECT, related_name="allegations")
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    recorded_at = models.DateTimeField()
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="+", null=True, blank=True)
    allocated_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField("closed without a worker", null=True, blank=True)

    objects = AllegationQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [models.Index(name="allegation_waiting", fields=["manager"], condition=WAITS)]
        constraints = [
            models.CheckConstraint(name="allegation_has_children", condition=Q(children__gte=1, children__lte=20)),
            models.CheckConstraint(
                name="allegation_allocated_after_received",
                condition=Q(allocated_at__isnull=True) | Q(allocated_at__gte=F("received_at")),
            ),
            models.CheckConstraint(
                name="allegation_allocated_or_closed",
                condition=Q(allocated_at__isnull=True) | Q(closed_on__isnull=True),
            ),
            models.UniqueConstraint(
                name="allegation_one_waiting",
                fields=["reference"],
                condition=WAITS,
                violation_error_message="This allegation is on the list already",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("caseloads:allegations")
