"""What is owed, by whom, by when."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from reminders.owed import private_kinds
from workforce.models import Person

if TYPE_CHECKING:
    from workforce.access import Access


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, access: Access) -> Self:
        """Duties one owes, duties about oneself, and those about people one may see; a private one its owner alone."""
        theirs = Q(about__in=Person.objects.visible_to(access).order_by().values("pk"))
        return self.filter(Q(owner=access.person) | (theirs & ~Q(kind__in=private_kinds())))

    def open(self) -> Self:
        return self.filter(met_at__isnull=True)

    def overdue(self, on: dt.date) -> Self:
        return self.open().filter(due_on__lt=on)


class Duty(models.Model):
    """Whatever somebody owes by a date: one row, written by the deed that sets the date.

    `key` names what is owed for good ("supervision:412"), so that a deed done twice writes one row. `rule` and
    `because` are the why of the date, as the policy gave it.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    about = models.ForeignKey(Person, models.PROTECT, related_name="duties_about")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    due_on = models.DateField()
    address = models.CharField(max_length=200)
    rule = models.CharField(max_length=60)
    because = models.TextField()
    next_step_on = models.DateField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "duties"
        ordering = ["due_on", "pk"]
        indexes = [
            models.Index(name="duty_next_step", fields=["next_step_on"], condition=Q(met_at__isnull=True)),
            models.Index(name="duty_owner_open", fields=["owner", "due_on"], condition=Q(met_at__isnull=True)),
            models.Index(name="duty_about_open", fields=["about", "kind"], condition=Q(met_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} due {self.due_on}"
