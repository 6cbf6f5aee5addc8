"""What is owed, by whom, by when; and what was sent about it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from workforce.models import Person

if TYPE_CHECKING:
    from workforce.access import Access


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, access: Access) -> Self:
        """Duties one owes, duties about oneself, and those about people one may see."""
        return self.filter(
            Q(owner=access.person) | Q(about__in=Person.objects.visible_to(access).order_by().values("pk"))
        )

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


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, access: Access) -> Self:
        """A notice is for its recipient alone."""
        return self.filter(recipient=access.person)

    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True, dropped_at__isnull=True)


class Notice(models.Model):
    """One step of a duty's ladder for one person: in the app and by e-mail, exactly once."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="notices")
    due_on = models.DateField(help_text="The due date it speaks of: a date that moved starts a new ladder")
    step = models.SmallIntegerField(help_text="Days from the due date; negative before it")
    recipient = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    owed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-owed_at", "-pk"]
        indexes = [
            models.Index(
                name="notice_unsent", fields=["owed_at"], condition=Q(sent_at__isnull=True, dropped_at__isnull=True)
            ),
            models.Index(
                name="notice_unread", fields=["recipient"], condition=Q(read_at__isnull=True, dropped_at__isnull=True)
            ),
        ]
        constraints = [
            models.UniqueConstraint(name="notice_once", fields=["duty", "due_on", "step", "recipient"]),
        ]

    def __str__(self) -> str:
        return f"Step {self.step} of {self.duty_id}"

    def get_absolute_url(self) -> str:
        return reverse("reminders:notice", args=[self.pk])
