"""A slot that is to change hands: asked for by who holds it, taken by a colleague, agreed by the manager (WRK-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from caseloads.models.slot import Slot, planned_by
from workforce.access import posts_of
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class SwapQuerySet(models.QuerySet["Swap"]):
    def visible_to(self, access: Access) -> Self:
        """The two it is between, whoever plans the slot; one put to anybody is seen by those of the same rota."""
        teams = [post.team for post in posts_of(access.person, access.on) if post.team]
        mates = Q(slot__team__in=[team.pk for team in teams]) | Q(
            slot__team__isnull=True, slot__service__in={team.service_id for team in teams}
        )
        return self.filter(
            Q(asked_by=access.person)
            | Q(to=access.person)
            | planned_by(access, "slot__")
            | (Q(to__isnull=True, status=Swap.Status.ASKED) & mates)
        )

    def under_way(self) -> Self:
        return self.filter(status__in=Swap.UNDER_WAY)


class Swap(SentOnce):
    """One time somebody asked that another holds their slot, giving it away or for a slot in return."""

    class Status(models.TextChoices):
        ASKED = "asked", "With the colleague"
        TAKEN = "taken", "With the manager"
        AGREED = "agreed", "Agreed"
        DECLINED = "declined", "The colleague cannot"
        REFUSED = "refused", "Not agreed"
        WITHDRAWN = "withdrawn", "Taken back"
        LAPSED = "lapsed", "No longer needed"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.ASKED: {Status.TAKEN, Status.DECLINED, Status.WITHDRAWN, Status.LAPSED},
        Status.TAKEN: {Status.AGREED, Status.REFUSED, Status.WITHDRAWN, Status.LAPSED},
        Status.AGREED: set(),
        Status.DECLINED: set(),
        Status.REFUSED: set(),
        Status.WITHDRAWN: set(),
        Status.LAPSED: set(),
    }
    UNDER_WAY = (Status.ASKED, Status.TAKEN)

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="swaps")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    to = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    in_return = models.ForeignKey(Slot, models.PROTECT, related_name="+", null=True, blank=True)
    words = models.TextField(blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.ASKED)
    asked_at = models.DateTimeField()
    turn_on = models.DateField("since when somebody is asked")
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    decision = models.TextField(blank=True)

    objects = SwapQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="swap_one_under_way",
                fields=["slot"],
                condition=Q(status__in=["asked", "taken"]),
                violation_error_message="A colleague is asked about this slot already",
            ),
            models.CheckConstraint(name="swap_taken_by_somebody", condition=~Q(status="taken") | Q(to__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.slot}, asked by {self.asked_by}"

    def get_absolute_url(self) -> str:
        return reverse("caseloads:swap", args=[self.pk])


class SwapMove(models.Model):
    """One step of it; kept as it is."""

    swap = models.ForeignKey(Swap, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=9, blank=True)
    to_status = models.CharField(max_length=9, choices=Swap.Status.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} at {self.at}"
