"""The panel's decision: written as a draft, checked, signed by signing in again, then sealed (MOD-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.panel import PanelItem
from asye.models.portfolio import Portfolio
from asye.models.recommendation import Outcome, Recommendation
from asye.models.reflection import MOST_CHARACTERS
from workforce.models import Person, Post, SealedRecord
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class DecisionDraft(Versioned):
    """What the chair is about to sign: one per outcome, so that pass and fail never share a form."""

    item = models.ForeignKey(PanelItem, models.CASCADE, related_name="drafts")
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    reasons = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [UniqueConstraint(name="decision_draft_one", fields=["item", "outcome", "by"])]

    def __str__(self) -> str:
        return f"Draft decision: {self.get_outcome_display().lower()}"

    @property
    def edit_address(self) -> str:
        return reverse(f"asye:decide_{self.outcome}", args=[self.item_id])


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever may see the portfolio; HR too, who pay by it."""
        if Post.Job.HR in access.jobs:
            return self
        return self.filter(Q(portfolio__in=Portfolio.objects.visible_to(access).order_by().values("pk")))


class Decision(models.Model):
    """A signed decision. The database refuses to change or delete it; `sealed` holds the snapshot that was signed."""

    item = models.OneToOneField(PanelItem, models.PROTECT, related_name="decision")
    portfolio = models.OneToOneField(Portfolio, models.PROTECT, related_name="decision")
    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    reasons = models.TextField()
    signed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    sealed = models.OneToOneField(SealedRecord, models.PROTECT, related_name="decision")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()}: {self.portfolio}"
