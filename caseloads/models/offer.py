"""A case on its way to a worker: what they say to it, and whether the academy's practice manager agrees (CSL-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from caseloads.models.allocation import Allocation
from caseloads.models.case import Case
from caseloads.models.reference import REFERENCE, nameless
from caseloads.models.seen import of_line
from workforce.lifecycle import StatusMove
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, access: Access) -> Self:
        """The worker, their line, whoever offers it, and whoever is asked to agree."""
        return self.filter(of_line(access) | Q(by=access.person) | Q(waits_for=access.person))

    def under_way(self) -> Self:
        return self.filter(status__in=Offer.UNDER_WAY)


class Offer(SentOnce):
    """One case offered to one worker, from the first word to the allocation; no child is named (CSL-16)."""

    class Status(models.TextChoices):
        ASKED = "asked", "With the worker"
        ANSWERED = "answered", "To be completed"
        AGREEING = "agreeing", "With the practice manager"
        ALLOCATED = "allocated", "Allocated"
        DECLINED = "declined", "Not agreed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Room(models.TextChoices):
        YES = "yes", "There is room for it"
        TIGHT = "tight", "It would be tight"
        NO = "no", "There is no room for it"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.ASKED: {Status.ANSWERED, Status.WITHDRAWN},
        Status.ANSWERED: {Status.AGREEING, Status.ALLOCATED, Status.WITHDRAWN},
        Status.AGREEING: {Status.ALLOCATED, Status.DECLINED, Status.WITHDRAWN},
        Status.ALLOCATED: set(),
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
    }
    UNDER_WAY = (Status.ASKED, Status.ANSWERED, Status.AGREEING)

    worker = models.ForeignKey(Person, models.PROTECT, related_name="offers")
    reference = models.CharField("case-system reference", max_length=30, validators=[REFERENCE, nameless])
    type = models.CharField(max_length=4, choices=Case.Type.choices)
    children = models.PositiveSmallIntegerField()
    complexity = models.PositiveSmallIntegerField(default=1)
    role = models.CharField(max_length=10, choices=Allocation.Role.choices)
    colleague = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_on = models.DateField()
    made_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.ASKED)
    turn_on = models.DateField("since when somebody is asked")
    room = models.CharField("room, as the worker sees it", max_length=5, choices=Room.choices, blank=True)
    workers_view = models.TextField("the worker's view of their capacity", blank=True)
    told = models.BooleanField("written down by the manager after talking", default=False)
    answered_at = models.DateTimeField(null=True, blank=True)
    over_reason = models.TextField("why the limit is passed", blank=True)
    over_authorised_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    over_ends_on = models.DateField("back within the limit by", null=True, blank=True)
    over_plan = models.TextField("how the load comes down again", blank=True)
    waits_for = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.TextField("what the practice manager said", blank=True)
    moved_from = models.ForeignKey(Allocation, models.PROTECT, related_name="moves_on", null=True, blank=True)
    stays = models.BooleanField("who had it stays as co-worker", default=False)
    stays_because = models.TextField("why they stay or hand over", blank=True)
    allocation = models.OneToOneField(Allocation, models.PROTECT, related_name="offer", null=True, blank=True)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="offer_has_children", condition=Q(children__gte=1, children__lte=20)),
            models.UniqueConstraint(
                name="offer_one_under_way",
                fields=["worker", "reference"],
                condition=Q(status__in=["asked", "answered", "agreeing"]),
                violation_error_message="This case is on its way to this worker already",
            ),
            models.CheckConstraint(
                name="offer_allocated_has_allocation", condition=~Q(status="allocated") | Q(allocation__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} for {self.worker}"

    def get_absolute_url(self) -> str:
        return reverse("caseloads:offer", args=[self.pk])


class OfferMove(StatusMove):
    """One step of an offer; kept as it is."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10)
    to_status = models.CharField(max_length=10, choices=Offer.Status.choices)
    why = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} by {self.by}"
