"""Registration with the regulator (WRK-07, CLK-07)."""

from django.db import models

from workforce.models.period import PeriodQuerySet, ends_after_start
from workforce.models.person import Person


class Registration(models.Model):
    """From `started_on` to `ended_on` this person may call themselves a social worker."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="registrations")
    regulator = models.CharField(max_length=60)
    number = models.CharField(max_length=20)
    started_on = models.DateField()
    ended_on = models.DateField("expires on", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on"]
        constraints = [
            ends_after_start("registration_ends_after_start"),
            models.UniqueConstraint(name="registration_once", fields=["person", "number", "started_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.regulator} {self.number}"
