"""A pause asked for and agreed: a new one, another last day for one, or that one did not happen (CLK-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q, UniqueConstraint
from django.urls import reverse

from asye.models.following import knows_absence
from asye.models.portfolio import Portfolio
from workforce.lifecycle import StatusMove
from workforce.models import Pause, Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class PauseRequestQuerySet(models.QuerySet["PauseRequest"]):
    def visible_to(self, access: Access) -> Self:
        """Why somebody is away is for them, their line and who runs the programme; others see the dates that follow."""
        return self.filter(knows_absence(access, "portfolio__"))


class PauseRequest(SentOnce):
    """What was asked, by whom, and what became of it. `was_to` is the last day before a change."""

    class Kind(models.TextChoices):
        NEW = "new", "A new pause"
        LENGTH = "length", "Another last day"
        CANCEL = "cancel", "It did not happen"

    class Status(models.TextChoices):
        ASKED = "asked", "Waits for agreement"
        AGREED = "agreed", "Agreed"
        REFUSED = "refused", "Not agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.ASKED: {Status.AGREED, Status.REFUSED, Status.WITHDRAWN},
        Status.AGREED: set(),
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
    }

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="pause_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NEW)
    pause = models.ForeignKey(Pause, models.SET_NULL, related_name="requests", null=True, blank=True)
    reason = models.CharField(max_length=20)
    from_on = models.DateField()
    to_on = models.DateField()
    was_to = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=500, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    asked_at = models.DateTimeField()

    objects = PauseRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="pause_request_in_order", condition=Q(to_on__gte=F("from_on"))),
            UniqueConstraint(name="pause_request_one_open", fields=["portfolio"], condition=Q(status="asked")),
        ]

    def __str__(self) -> str:
        return {"new": "Pause", "length": "Another last day of a pause", "cancel": "A pause that did not happen"}[
            self.kind
        ]

    def get_absolute_url(self) -> str:
        return reverse("asye:pause_request", args=[self.pk])


class PauseRequestMove(StatusMove):
    """One change of a request's status."""

    request = models.ForeignKey(PauseRequest, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=PauseRequest.Status.choices)
    to_status = models.CharField(max_length=10, choices=PauseRequest.Status.choices)
    why = models.TextField(blank=True)


class PauseAgreement(models.Model):
    """One of those the policy names has agreed. The database refuses to change or delete it."""

    request = models.ForeignKey(PauseRequest, models.PROTECT, related_name="agreements")
    role = models.CharField(max_length=15)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [UniqueConstraint(name="pause_agreed_once", fields=["request", "role"])]

    def __str__(self) -> str:
        return f"Agreed by {self.by}"


class MovedDate(models.Model):
    """One date of the year as an agreed request found it and where it put it, with the why of the new one.

    Kept as data of the deed, so that it reads the same after later pauses and changes of policy. The database refuses
    to change or delete it.
    """

    request = models.ForeignKey(PauseRequest, models.PROTECT, related_name="moved")
    place = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    old_on = models.DateField(null=True, blank=True)
    new_on = models.DateField(null=True, blank=True)
    rule = models.CharField(max_length=120)
    because = models.TextField()

    class Meta:
        ordering = ["request", "place"]
        constraints = [UniqueConstraint(name="moved_date_once", fields=["request", "place"])]

    def __str__(self) -> str:
        return f"{self.label}: {self.old_on} to {self.new_on}"
