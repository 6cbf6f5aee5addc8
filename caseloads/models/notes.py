"""How many case notes fell due, and how many of them were late (CSL-12): counts, never a note."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from workforce.models import Person


class NoteCount(models.Model):
    """One worker's notes of one day's file; notes of child protection cases have a time of their own."""

    worker = models.ForeignKey(Person, models.PROTECT, related_name="note_counts")
    day = models.DateField()
    child_protection = models.BooleanField()
    due = models.PositiveIntegerField("notes that fell due")
    late = models.PositiveIntegerField("of these, late")

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(name="note_count_one_a_day", fields=["worker", "day", "child_protection"]),
            models.CheckConstraint(name="note_count_late_of_due", condition=Q(late__lte=F("due"))),
        ]

    def __str__(self) -> str:
        return f"{self.worker}, {self.day}"
