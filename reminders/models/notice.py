"""One step of a duty's ladder for one person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from reminders.models.digest import Digest
from reminders.models.duty import Duty
from workforce.models import Person

if TYPE_CHECKING:
    from workforce.access import Access


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, access: Access) -> Self:
        """A notice is for its recipient alone."""
        return self.filter(recipient=access.person)

    def unsent(self) -> Self:
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True, dropped_at__isnull=True)

    def still_new(self) -> Self:
        """Unread, and about something that is still to be done."""
        return self.unread().filter(duty__met_at__isnull=True)


class Notice(models.Model):
    """One step of a duty's ladder for one person: in the app and by e-mail, exactly once."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="notices")
    due_on = models.DateField(help_text="The due date it speaks of: a date that moved starts a new ladder")
    step = models.SmallIntegerField(help_text="Days from the due date; negative before it")
    recipient = models.ForeignKey(Person, models.PROTECT, related_name="notices")
    told_as = models.CharField(max_length=20, blank=True, help_text="As whom: owner, manager …")
    digest = models.ForeignKey(Digest, models.PROTECT, related_name="notices", null=True, blank=True)
    owed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-owed_at", "-pk"]
        indexes = [
            models.Index(
                name="notice_unsent", fields=["recipient"], condition=Q(sent_at__isnull=True, dropped_at__isnull=True)
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
