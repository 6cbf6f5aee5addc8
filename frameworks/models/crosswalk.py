"""The crosswalk: which statements of different frameworks say the same, overlap, or touch (FRW-11)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from frameworks.models.standards import Statement


class CrosswalkLinkQuerySet(models.QuerySet["CrosswalkLink"]):
    def visible_to(self, access: Any) -> CrosswalkLinkQuerySet:
        """Everybody who may read the standards reads how they hang together."""
        return self.all()

    def held(self) -> CrosswalkLinkQuerySet:
        """The links that count now; an ended link stays as history."""
        return self.filter(ended_at=None)

    def about(self, statement: Statement) -> CrosswalkLinkQuerySet:
        return self.filter(Q(from_statement=statement) | Q(to_statement=statement))


class CrosswalkLink(models.Model):
    """One link as it stood from `added_at` to `ended_at`; a change ends the row and begins another.

    `is_ours` marks the first draft that ships with the project, as against what the authority has settled.
    """

    class Strength(models.TextChoices):
        STRONG = "strong", "Says the same"
        PARTIAL = "partial", "Overlaps"
        RELATED = "related", "Touches"

    from_statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="links_out")
    to_statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="links_in")
    strength = models.CharField(max_length=8, choices=Strength.choices)
    note = models.CharField(max_length=300, blank=True)
    is_ours = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CrosswalkLinkQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        constraints = [
            UniqueConstraint(
                name="crosswalk_link_once", fields=["from_statement", "to_statement"], condition=Q(ended_at=None)
            ),
            CheckConstraint(
                name="crosswalk_link_strength_known", condition=Q(strength__in=("strong", "partial", "related"))
            ),
            CheckConstraint(name="crosswalk_link_of_two", condition=~Q(from_statement=F("to_statement"))),
            CheckConstraint(
                name="crosswalk_link_ends_after_start", condition=Q(ended_at=None) | Q(ended_at__gte=F("added_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_strength_display()}: {self.from_statement_id} and {self.to_statement_id}"
