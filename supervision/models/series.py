"""Sessions booked as a series, every change to a booking, and the manager's decision to keep the shorter gap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from workforce.models import Person, Stage
from workforce.models.period import PeriodQuerySet, ends_after_start
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, access: Access) -> Self:
        """The two of the series, the supervisor's manager, and whoever leads the worker's supervision now."""
        return self.filter(
            Q(worker=access.person)
            | Q(supervisor=access.person)
            | Q(supervisor__in=access.manages)
            | Q(worker__in=access.manages | access.supervises)
        )

    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Series(SentOnce):
    """One-to-one sessions of two people at the rhythm the policy asks for, on one weekday where it can be.

    `until` is the last day that may be booked; with `to_stage_end` it follows the clock of the stage.
    """

    worker = models.ForeignKey(Person, models.PROTECT, related_name="supervision_series")
    supervisor = models.ForeignKey(Person, models.PROTECT, related_name="supervision_series_led")
    first_on = models.DateField()
    time = models.TimeField()
    place = models.CharField(max_length=200)
    until = models.DateField()
    to_stage_end = models.BooleanField(default=False)
    booked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    why_ended = models.CharField(max_length=500, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "series"
        ordering = ["-booked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="series_one_open",
                fields=["worker", "supervisor"],
                condition=Q(ended_at__isnull=True),
                violation_error_message="There is a series for this worker already. Cancel the rest of it first",
            ),
            models.CheckConstraint(name="series_not_with_oneself", condition=~Q(worker=F("supervisor"))),
            models.CheckConstraint(name="series_until_after_first", condition=Q(until__gte=F("first_on"))),
            models.CheckConstraint(
                name="series_ended_with_reason", condition=Q(ended_at__isnull=True) | ~Q(why_ended="")
            ),
        ]

    def __str__(self) -> str:
        return f"Series from {self.first_on}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:series", args=[self.pk])


class KeptGapQuerySet(PeriodQuerySet):
    def visible_to(self, access: Access) -> Self:
        """The worker, and whoever leads their supervision."""
        return self.filter(Q(worker=access.person) | Q(worker__in=access.manages | access.supervises))


class KeptGap(SentOnce):
    """The practice manager keeps supervision at the shorter gap of the policy for a worker, and says why (SUP-03)."""

    worker = models.ForeignKey(Person, models.PROTECT, related_name="kept_gaps")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="kept_gaps")
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=500)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    why_ended = models.CharField(max_length=500, blank=True)

    objects = KeptGapQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "-pk"]
        constraints = [
            ends_after_start("kept_gap_ends_after_start"),
            models.UniqueConstraint(name="kept_gap_one_open", fields=["stage"], condition=Q(ended_on__isnull=True)),
            models.CheckConstraint(name="kept_gap_says_why", condition=~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"Kept from {self.started_on}"
