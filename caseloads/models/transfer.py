"""A case that has moved on, and whether whoever had it stays as co-worker (CSL-09)."""

from __future__ import annotations

from django.db import models

from caseloads.models.allocation import Allocation
from workforce.models import Person


class Transfer(models.Model):
    """Written once, in the words of the policy of that day."""

    ended = models.OneToOneField(Allocation, models.PROTECT, related_name="transfer")
    begun = models.OneToOneField(Allocation, models.PROTECT, related_name="transferred")
    kept = models.OneToOneField(Allocation, models.PROTECT, related_name="kept_on", null=True, blank=True)
    decision = models.CharField(max_length=120)
    because = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.ended.case} moved on {self.on}"


class Ending(models.Model):
    """Why a worker is no longer on a case, as the manager who ended it put it down."""

    class Why(models.TextChoices):
        CLOSED = "closed", "The case is closed"
        STEPPED = "stepped", "It has stepped down to another service"
        CO_DONE = "co_done", "Co-working is no longer needed"
        MISTAKE = "mistake", "It was a mistake"
        OTHER = "other", "Another reason"

    allocation = models.OneToOneField(Allocation, models.PROTECT, related_name="ending")
    why = models.CharField(max_length=8, choices=Why.choices)
    words = models.TextField(blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.allocation} ended on {self.on}"
