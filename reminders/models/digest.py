"""The mail that gathers a person's notices: one row from the first notice until it has left or need not."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from workforce.models import Person, Post

if TYPE_CHECKING:
    from workforce.access import Access


class DigestQuerySet(models.QuerySet["Digest"]):
    def visible_to(self, access: Access) -> Self:
        """The administrator's, who sees to it that mail leaves; it has no content."""
        return self if Post.Job.TECHNICAL in access.jobs else self.none()

    def under_way(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def gathering(self) -> Self:
        """Those that notices still join; each person has one at most."""
        return self.under_way().filter(formed_at__isnull=True)

    def to_look_at(self, at: dt.datetime) -> Self:
        """Those whose moment has come: to be formed, or tried again."""
        return self.under_way().filter(next_at__lte=at)

    def in_trouble(self) -> Self:
        """Those that were refused at least once and have not left since."""
        return self.filter(failed_at__isnull=False).exclude(outcome__in=[Digest.Outcome.SENT, Digest.Outcome.NOTHING])


class Digest(models.Model):
    """What a person is told by mail in one go.

    `next_at` is the moment to look at it again: the hour its reader chose, the end of a worker's claim, or the next
    try. The message ID is kept before the first try, so that a mail sent twice is recognised as one.
    """

    class Outcome(models.TextChoices):
        SENT = "sent", "Sent"
        NOTHING = "nothing", "Nothing was left to say"
        GIVEN_UP = "given_up", "Given up"

    person = models.ForeignKey(Person, models.PROTECT, related_name="digests")
    message_id = models.CharField(max_length=120, unique=True)
    opened_at = models.DateTimeField()
    next_at = models.DateTimeField()
    formed_at = models.DateTimeField(null=True, blank=True, help_text="From then on no notice joins")
    tries = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=120, blank=True, help_text="What the mail server answered, without addresses")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(name="digest_next", fields=["next_at"], condition=Q(ended_at__isnull=True)),
            models.Index(name="digest_of_person", fields=["person", "ended_at"]),
            models.Index(
                name="digest_in_trouble",
                fields=["failed_at"],
                condition=Q(failed_at__isnull=False) & ~Q(outcome__in=["sent", "nothing"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="digest_one_gathering",
                fields=["person"],
                condition=Q(formed_at__isnull=True, ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="digest_ends_with_outcome",
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Digest {self.pk} for {self.person_id}"
