"""What the assessor recommends to the panel, with reasons (ASY-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from asye.models.portfolio import Portfolio
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class Outcome(models.TextChoices):
    """Pass or fail, nothing between; deferred, paused and withdrawn are states of a portfolio."""

    PASS = "pass", "Pass"
    FAIL = "fail", "Fail"


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(portfolio__in=Portfolio.objects.visible_to(access).order_by().values("pk"))


class Recommendation(SentOnce):
    """One recommendation; the newest of a portfolio is the one before the panel."""

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="recommendations")
    outcome = models.CharField(max_length=4, choices=Outcome.choices)
    reasons = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} recommended for {self.portfolio}"
