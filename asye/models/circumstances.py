"""Exceptional circumstances of a year that was not completed, recorded by who runs the programme (ASY-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from asye.models.following import knows_absence
from asye.models.portfolio import Portfolio
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class CircumstancesQuerySet(models.QuerySet["Circumstances"]):
    def visible_to(self, access: Access) -> Self:
        """Who may know why somebody was away may know this; HR read that it is recorded, and not why."""
        return self.filter(knows_absence(access, "portfolio__"))


class Circumstances(SentOnce):
    """That they are recorded, or taken back; the newest of a year holds. The database refuses to change either."""

    class Kind(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        TAKEN_BACK = "taken_back", "Taken back"

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="circumstances")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    why = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = CircumstancesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "circumstances"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="circumstances_say_why", condition=~Q(why="")),
            models.CheckConstraint(name="circumstances_kind_known", condition=Q(kind__in=["recorded", "taken_back"])),
        ]

    def __str__(self) -> str:
        return f"Exceptional circumstances: {self.get_kind_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("asye:completion", args=[self.portfolio_id])
