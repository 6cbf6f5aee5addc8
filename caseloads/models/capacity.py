"""“I am at capacity”, said by a worker and answered by their manager (CSL-14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from caseloads.models.seen import ANSWERS_FOR_ALL, of_line
from workforce.lifecycle import StatusMove
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class CapacityNoteQuerySet(models.QuerySet["CapacityNote"]):
    def visible_to(self, access: Access) -> Self:
        """The worker and their line up to those who answer for all; colleagues and assessors do not read the words."""
        return self if access.jobs & ANSWERS_FOR_ALL else self.filter(of_line(access) | Q(taken_to=access.person))

    def live(self) -> Self:
        return self.exclude(status=CapacityNote.Status.ENDED)


class CapacityNote(SentOnce):
    """One time a worker said it. It stands beside their number until one of the two ends it."""

    class Status(models.TextChoices):
        SAID = "said", "Not answered yet"
        ANSWERED = "answered", "Answered"
        ENDED = "ended", "Ended"

    class Answer(models.TextChoices):
        NO_NEW = "no_new", "No new work for now"
        MOVED = "moved", "Work is moved or closed"
        TALK = "talk", "We go through it together"
        STAYS = "stays", "The load stays as it is"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.SAID: {Status.ANSWERED, Status.ENDED},
        Status.ANSWERED: {Status.ENDED},
        Status.ENDED: set(),
    }

    worker = models.ForeignKey(Person, models.PROTECT, related_name="capacity_notes")
    said_on = models.DateField()
    said_at = models.DateTimeField()
    words = models.TextField(blank=True)
    held = models.PositiveSmallIntegerField("children held that day")
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.SAID)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answer_words = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    taken_to = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    taken_on = models.DateField("taken to the tier above on", null=True, blank=True)
    tried = models.TextField("what was tried before", blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = CapacityNoteQuerySet.as_manager()

    class Meta:
        ordering = ["-said_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="capacity_one_live",
                fields=["worker"],
                condition=~Q(status="ended"),
                violation_error_message="You have said so already",
            ),
            models.CheckConstraint(
                name="capacity_taken_says_what_was_tried",
                condition=Q(taken_to__isnull=True, taken_on__isnull=True, tried="")
                | (Q(taken_to__isnull=False, taken_on__isnull=False) & ~Q(tried="")),
            ),
            models.CheckConstraint(
                name="capacity_answer_has_who",
                condition=~Q(status="answered") | Q(answered_by__isnull=False, answered_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker} at capacity since {self.said_on}"

    def get_absolute_url(self) -> str:
        return reverse("caseloads:capacity", args=[self.worker_id])


class CapacityMove(StatusMove):
    """What became of it; kept as it is."""

    note = models.ForeignKey(CapacityNote, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=8)
    to_status = models.CharField(max_length=8, choices=CapacityNote.Status.choices)
    why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} by {self.by}"
