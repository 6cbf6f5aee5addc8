"""The secret addresses of a person's calendar feed, and what it last said of each event."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(person=access.person)

    def live(self) -> Self:
        return self.filter(revoked_at__isnull=True)

    def opened_by(self, sha256: str, on: dt.date) -> Self:
        """The address of a secret, unless it was revoked or its person has left: one question, whatever the answer."""
        here = Person.objects.employed_on(on).order_by().values("pk")
        return self.live().filter(secret_sha256=sha256, person__in=here)


class CalendarAddress(SentOnce):
    """One address a person gave to one calendar. The secret in it is not kept, only what proves it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="calendar_addresses")
    name = models.CharField(max_length=60)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "calendar addresses"
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(name="calendar_address_of", fields=["person"], condition=Q(revoked_at__isnull=True))]

    def __str__(self) -> str:
        return self.name


class CalendarEntry(models.Model):
    """One event as the feed last told it to a person's calendars; told anew, `sequence` goes up.

    Calendars keep what they were told: so one that is gone is told as cancelled for a while, and not just left out.
    """

    TOLD = ("title", "on", "begins", "ends", "address", "is_cancelled")

    person = models.ForeignKey(Person, models.CASCADE, related_name="calendar_entries")
    key = models.CharField(max_length=120)
    title = models.CharField(max_length=80)
    on = models.DateField()
    begins = models.DateTimeField(null=True, blank=True)
    ends = models.DateTimeField(null=True, blank=True)
    address = models.CharField(max_length=200)
    is_cancelled = models.BooleanField(default=False)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "calendar entries"
        ordering = ["on", "key"]
        constraints = [models.UniqueConstraint(name="calendar_entry_once", fields=["person", "key"])]

    def __str__(self) -> str:
        return f"{self.key} on {self.on}"
