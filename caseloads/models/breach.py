"""A limit that is passed, from the day it was until the load is back within it; its history is kept as it is."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from caseloads.models.allocation import Allocation
from caseloads.models.seen import of_load
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class BreachQuerySet(models.QuerySet["Breach"]):
    def visible_to(self, access: Access) -> Self:
        """The worker, whoever may see their load, and whoever is said to have authorised it."""
        seen = of_load(access)
        return self.filter(seen | Q(authorised_by=access.person)) if seen else self

    def live(self) -> Self:
        return self.exclude(status=Breach.Status.ENDED)

    def touching(self, first: dt.date, last: dt.date) -> Self:
        """Those that held on any day from the first to the last."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=first), opened_on__lte=last)


class Breach(models.Model):
    """One worker above the maximum of CSL-01 to CSL-04, day by day; `rule` and `because` are those of the first day."""

    class Status(models.TextChoices):
        OPEN = "open", "To be completed"
        AGREED = "agreed", "Agreed"
        ENDED = "ended", "Ended"

    class Found(models.TextChoices):
        ALLOCATION = "allocation", "Before a case was given"
        LOAD = "load", "In the caseload itself"

    worker = models.ForeignKey(Person, models.PROTECT, related_name="breaches")
    found = models.CharField(max_length=10, choices=Found.choices)
    opened_on = models.DateField()
    opened_at = models.DateTimeField()
    held = models.PositiveSmallIntegerField("children held on the first day")
    maximum = models.FloatField("limit on the first day")
    rule = models.CharField(max_length=60)
    because = models.TextField()
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    agreed_until = models.DateField(null=True, blank=True)
    authorised_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField("confirmed by whoever authorised it", null=True, blank=True)
    ended_on = models.DateField("back within the limit on", null=True, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "breaches"
        ordering = ["-opened_on", "-pk"]
        indexes = [models.Index(name="breach_live", fields=["opened_on"], condition=~Q(status="ended"))]
        constraints = [
            models.UniqueConstraint(name="breach_one_live", fields=["worker"], condition=~Q(status="ended")),
            models.CheckConstraint(
                name="breach_ends_after_start", condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on"))
            ),
            models.CheckConstraint(
                name="breach_ended_has_its_day",
                condition=Q(status="ended", ended_on__isnull=False) | (~Q(status="ended") & Q(ended_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="breach_agreed_is_complete",
                condition=~Q(status="agreed") | Q(agreed_until__isnull=False, authorised_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} above the limit since {self.opened_on}"

    def get_absolute_url(self) -> str:
        return reverse("caseloads:breach", args=[self.pk])

    def days(self, on: dt.date) -> int:
        """How many days it has lasted, the first included."""
        return ((self.ended_on or max(on, self.opened_on)) - self.opened_on).days + (0 if self.ended_on else 1)


class BreachEntry(SentOnce):
    """What happened to a breach, on what day, at what load. Rows are added and never changed."""

    class Kind(models.TextChoices):
        OPENED = "opened", "The limit was passed"
        AGREED = "agreed", "The record was completed"
        ADDED = "added", "Another case was given above the limit"
        EXTENDED = "extended", "A later day was agreed"
        CONFIRMED = "confirmed", "Whoever authorised it has confirmed it"
        WORDS = "words", "The worker’s own words"
        ENDED = "ended", "Back within the limit"

    breach = models.ForeignKey(Breach, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    on = models.DateField()
    at = models.DateTimeField()
    held = models.PositiveSmallIntegerField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    reason = models.TextField(blank=True)
    authorised_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    plan = models.TextField(blank=True)
    words = models.TextField(blank=True)
    allocation = models.ForeignKey(Allocation, models.PROTECT, related_name="breach_entries", null=True, blank=True)

    class Meta:
        verbose_name_plural = "breach entries"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"
