"""Supervision sessions: when, how long, of what kind, and whether they were held (SUP-01…09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from supervision.models.gathering import Gathering
from supervision.models.series import Series
from workforce.models import Person
from workforce.sent_once import SentOnce
from workforce.sentences import day

if TYPE_CHECKING:
    from workforce.access import Access


class SessionQuerySet(models.QuerySet["Session"]):
    def visible_to(self, access: Access) -> Self:
        """Sessions of oneself, those one or one's staff led, and those of people one manages, supervises or leads."""
        people = access.manages | access.supervises
        mine = Q(worker=access.person) | Q(supervisor=access.person) | Q(worker__in=people)
        mine |= Q(supervisor__in=access.manages)
        if access.service_ids:
            mine |= Q(worker__in=Person.objects.visible_to(access).order_by().values("pk"))
        return self.filter(mine)


class Session(SentOnce):
    """One session: planned, held or not. A cancelled or missed one keeps who and why, and does not count (SUP-06).

    `moved_to` is the new date of a session that was not held, where one was agreed. A booking of a series that is
    `fixed` was moved by hand and stays where it is; `stands_for` is the day it was booked for before that. A booking
    the series has no more use for is withdrawn: it was never to be held, and nobody cancelled it.
    """

    class Kind(models.TextChoices):
        ONE_TO_ONE = "one_to_one", "One-to-one"
        GROUP = "group", "Group"
        JOINT = "joint", "Joint"

    class Outcome(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed"
        WITHDRAWN = "withdrawn", "No longer planned"

    worker = models.ForeignKey(Person, models.PROTECT, related_name="sessions")
    supervisor = models.ForeignKey(Person, models.PROTECT, related_name="sessions_led")
    date = models.DateField()
    time = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    series = models.ForeignKey(Series, models.PROTECT, related_name="sessions", null=True, blank=True)
    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="attendance", null=True, blank=True)
    fixed = models.BooleanField(default=False)
    stands_for = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.ONE_TO_ONE)
    minutes = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.HELD)
    cancelled_by = models.CharField(max_length=80, blank=True)
    why_not_held = models.CharField(max_length=200, blank=True)
    notes = models.TextField("what was agreed", blank=True)
    moved_to = models.OneToOneField("self", models.PROTECT, related_name="moved_from", null=True, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        indexes = [
            models.Index(name="session_by_worker", fields=["worker", "-date"]),
            models.Index(name="session_planned", fields=["supervisor", "date"], condition=Q(outcome="planned")),
        ]
        constraints = [
            models.UniqueConstraint(
                name="session_once",
                fields=["worker", "date", "kind", "outcome"],
                condition=~Q(outcome="withdrawn"),
                violation_error_message="This session is already recorded",
            ),
            models.CheckConstraint(
                name="session_length_if_held", condition=~Q(outcome="held") | Q(minutes__gt=0, minutes__lte=600)
            ),
            models.CheckConstraint(
                name="session_reason_if_not_held",
                condition=Q(outcome__in=["held", "planned"]) | ~Q(why_not_held=""),
            ),
            models.CheckConstraint(name="session_not_with_oneself", condition=~Q(worker=models.F("supervisor"))),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} supervision on {day(self.date)}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:session", args=[self.pk])
