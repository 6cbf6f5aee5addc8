"""The log of time kept for development: what was taken, and what was taken away, by whom and why (WRK-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from asye.models.following import follows_year
from asye.models.portfolio import Portfolio
from asye.policy.protected_time import hours
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access

MOST_MINUTES = 24 * 60


class ProtectedTimeQuerySet(models.QuerySet["ProtectedTime"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever follows the year; the panel reads the sums in the portfolio, not the log."""
        return self.filter(follows_year(access, "portfolio__"))

    def counted(self) -> Self:
        return self.filter(removed_at__isnull=True)


class ProtectedTime(SentOnce):
    """One line of the log, of one day. A line taken back stays, and no longer counts."""

    class Kind(models.TextChoices):
        TAKEN = "taken", "Time I had"
        LOST = "lost", "Time that was taken away"

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="protected_time")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    words = models.CharField("what it was for, or why it was taken away", max_length=300)
    by_whom = models.CharField("who took it away", max_length=120, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ProtectedTimeQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "protected time"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(name="protected_time_by_day", fields=["portfolio", "on"])]
        constraints = [
            models.CheckConstraint(
                name="protected_time_within_a_day", condition=Q(minutes__gte=1, minutes__lte=MOST_MINUTES)
            ),
            models.CheckConstraint(
                name="protected_time_says_who",
                condition=Q(kind="taken", by_whom="") | (Q(kind="lost") & ~Q(by_whom="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"

    @property
    def shown(self) -> str:
        return hours(self.minutes)

    def get_absolute_url(self) -> str:
        return reverse("asye:protected_time", args=[self.portfolio_id])
