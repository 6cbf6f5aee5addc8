"""Self-assessment against the standards, at the times of the year that the programme names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from workforce.models import Person
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class SelfAssessmentQuerySet(models.QuerySet["SelfAssessment"]):
    def visible_to(self, access: Access) -> Self:
        """One that is being written is its author's; a finished one the assessor's too; once submitted, the panel's."""
        finished = Q(sealed=True)
        near = Q(author=access.person) | (finished & Q(portfolio__practitioner__in=access.assesses))
        submitted = finished & ~Q(portfolio__status=Portfolio.Status.OPEN)
        if access.jobs & RUNS_PROGRAMME:
            return self.filter(near | submitted)
        return self.filter(near | (submitted & read_on_panel(access, "portfolio__")))


class SelfAssessment(Versioned):
    """One of them. `words` holds `level_N` and `why_N` by primary key of what is looked at; `levels` say what they
    were called then. Once finished (`sealed`) the database refuses to change or delete it."""

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="self_assessments")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    of_statements = models.BooleanField(default=False)
    levels = models.JSONField(default=dict)
    words = models.JSONField(default=dict)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)

    objects = SelfAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["portfolio", "begun_at", "pk"]
        constraints = [
            UniqueConstraint(name="self_assessment_once_a_time", fields=["portfolio", "key"]),
            models.CheckConstraint(
                name="self_assessment_finished_whole",
                condition=Q(sealed=False, finished_at__isnull=True) | Q(sealed=True, finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Self-assessment: {self.label.lower()}"

    def get_absolute_url(self) -> str:
        return reverse("asye:self_assessments", args=[self.portfolio_id])

    @property
    def edit_address(self) -> str:
        return reverse("asye:self_assessment_edit", args=[self.pk])
