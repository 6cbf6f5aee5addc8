"""When somebody wants to be told by mail. Without a row the policy's hour and days hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from workforce.models import Person

if TYPE_CHECKING:
    from workforce.access import Access


class Wishes(models.Model):
    """The hour and the days of the week of one person's mail: `weekdays` as "12345", Monday being 1."""

    person = models.OneToOneField(Person, models.PROTECT, related_name="reminder_wishes")
    hour = models.PositiveSmallIntegerField()
    weekdays = models.CharField(max_length=7)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "wishes"
        constraints = [
            models.CheckConstraint(name="wishes_hour_of_day", condition=Q(hour__lte=23)),
            models.CheckConstraint(name="wishes_some_day", condition=~Q(weekdays="")),
        ]

    def __str__(self) -> str:
        return f"From {self.hour}:00 on {self.weekdays}"


class QuietDaysQuerySet(models.QuerySet["QuietDays"]):
    def visible_to(self, access: Access) -> Self:
        """One's own alone."""
        return self.filter(person=access.person)


class QuietDays(models.Model):
    """Days on which a person wants no mail, both ends included. What is new waits for the next working day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="quiet_days")
    first_on = models.DateField()
    last_on = models.DateField()
    saved_at = models.DateTimeField()

    objects = QuietDaysQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "quiet days"
        ordering = ["first_on"]
        constraints = [
            models.CheckConstraint(name="quiet_days_end_after_start", condition=Q(last_on__gte=F("first_on"))),
            models.UniqueConstraint(name="quiet_days_once", fields=["person", "first_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.first_on} to {self.last_on}"
