"""Recorded absence: it stops no clock, but its days do not count towards a gap between sessions (SUP-07)."""

from django.db import models
from django.db.models import F, Q

from workforce.models.person import Person


class Absence(models.Model):
    """Days away from work, both ends included. The reason is a kind, never a diagnosis."""

    class Kind(models.TextChoices):
        SICKNESS = "sickness", "Sickness"
        LEAVE = "leave", "Leave"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    started_on = models.DateField()
    ended_on = models.DateField()

    class Meta:
        ordering = ["started_on"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_start", condition=Q(ended_on__gte=F("started_on"))),
            models.UniqueConstraint(name="absence_once", fields=["person", "started_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_on} to {self.ended_on}"
