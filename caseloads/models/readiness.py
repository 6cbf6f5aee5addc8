"""That a worker is ready to visit alone on child protection and looked-after cases (CSL-06)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from workforce.models import Person
from workforce.models.period import PeriodQuerySet, ends_after_start
from workforce.sent_once import SentOnce


class Readiness(SentOnce):
    """A dated record by the practice manager; taken back, it ends and stays on the record."""

    worker = models.ForeignKey(Person, models.PROTECT, related_name="readiness")
    started_on = models.DateField("ready from")
    ended_on = models.DateField("taken back on", null=True, blank=True)
    seen = models.TextField("what was seen that shows it")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    ended_because = models.TextField(blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "readiness"
        ordering = ["-started_on", "-pk"]
        constraints = [
            ends_after_start("readiness_ends_after_start"),
            models.UniqueConstraint(
                name="readiness_one_open",
                fields=["worker"],
                condition=Q(ended_on__isnull=True),
                violation_error_message="This is on the record already",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} ready to visit alone from {self.started_on}"
