"""The rota: slots of MASH and duty, who holds each, and who held it before (WRK-04, CSL-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from caseloads.models.seen import ANSWERS_FOR_ALL
from workforce.access import posts_of
from workforce.models import Person, Post, Service, Team
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


def led_by(access: Access) -> list[Team]:
    """The teams this person is practice manager of."""
    posts = posts_of(access.person, access.on)
    return [post.team for post in posts if post.team and post.job == Post.Job.PRACTICE_MANAGER]


def planned_by(access: Access, prefix: str = "") -> Q:
    """Slots of the teams one manages, of the services they are in, and of services whose group manager one is."""
    led = led_by(access)
    services = {team.service_id for team in led}
    return (
        Q(**{f"{prefix}team__in": [team.pk for team in led]})
        | Q(**{f"{prefix}team__isnull": True, f"{prefix}service__in": services})
        | Q(**{f"{prefix}service__in": access.service_ids})
    )


class SlotQuerySet(models.QuerySet["Slot"]):
    def visible_to(self, access: Access) -> Self:
        """A rota hangs on its team's wall: who holds what is seen by the team or service, and by whoever answers."""
        if access.jobs & ANSWERS_FOR_ALL:
            return self
        teams = [post.team for post in posts_of(access.person, access.on) if post.team]
        return self.filter(
            planned_by(access)
            | Q(holder=access.person)
            | Q(holder__in=access.works_with)
            | Q(team__in=[team.pk for team in teams])
            | Q(team__isnull=True, service__in={team.service_id for team in teams})
        )

    def live(self) -> Self:
        return self.exclude(status=Slot.Status.CANCELLED)


class Slot(SentOnce):
    """One seat of the rota on one day: of a team or, without one, of a whole service. `kind` is a key of the policy."""

    class Status(models.TextChoices):
        OPEN = "open", "Needs somebody"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    class Part(models.TextChoices):
        DAY = "day", "Whole day"
        AM = "am", "Morning"
        PM = "pm", "Afternoon"

    class Seat(models.TextChoices):
        MAIN = "main", "Main worker"
        SHADOW = "shadow", "Shadow"
        EXTRA = "extra", "Extra worker"

    class Lost(models.TextChoices):
        """Why nobody holds it any more."""

        LEFT = "left", "Whoever held it has left"
        AWAY = "away", "Whoever held it is away"
        PAUSED = "paused", "The programme of whoever held it is paused"
        RULE = "rule", "Whoever held it may not take it by then"
        FREED = "freed", "Whoever held it was taken off"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.HELD, Status.CANCELLED},
        Status.HELD: {Status.OPEN, Status.HELD, Status.CANCELLED},
        Status.CANCELLED: set(),
    }

    kind = models.CharField(max_length=30)
    label = models.CharField("what the kind was called when it was planned", max_length=60)
    service = models.ForeignKey(Service, models.PROTECT, related_name="slots")
    team = models.ForeignKey(Team, models.PROTECT, related_name="slots", null=True, blank=True)
    on = models.DateField()
    part = models.CharField("part of the day", max_length=3, choices=Part.choices)
    seat = models.CharField(max_length=6, choices=Seat.choices)
    place = models.CharField(max_length=40, blank=True)
    series = models.UUIDField("the repeated slots it was planned with", null=True, blank=True)
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.OPEN)
    holder = models.ForeignKey(Person, models.PROTECT, related_name="slots", null=True, blank=True)
    lost = models.CharField(max_length=6, choices=Lost.choices, blank=True)
    passed = models.TextField("what was passed, with the rules", blank=True)
    reason = models.TextField("why it was passed", blank=True)
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    objects = SlotQuerySet.as_manager()

    class Meta:
        ordering = ["on", "part", "label", "seat", "pk"]
        indexes = [
            models.Index(name="slot_of_service", fields=["service", "on"]),
            models.Index(name="slot_of_holder", fields=["holder", "on"], condition=Q(status="held")),
            models.Index(name="slot_lost", fields=["on"], condition=Q(status="open") & ~Q(lost="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="slot_held_by_somebody",
                condition=Q(status="held", holder__isnull=False) | (~Q(status="held") & Q(holder__isnull=True)),
            ),
            models.CheckConstraint(name="slot_lost_is_open", condition=Q(lost="") | Q(status="open")),
            models.UniqueConstraint(
                name="slot_one_at_a_time",
                fields=["holder", "on", "part"],
                condition=Q(status="held"),
                violation_error_message="They already hold a slot then",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} on {self.on}"

    def get_absolute_url(self) -> str:
        return reverse("caseloads:slot", args=[self.pk])

    @property
    def rota(self) -> str:
        """The rota it belongs to, as its page is asked for: `team-3` or `service-1`."""
        return f"team-{self.team_id}" if self.team_id else f"service-{self.service_id}"


class SlotMove(models.Model):
    """One change of a slot, by somebody or (null) by the system; kept as it is."""

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=9, blank=True)
    to_status = models.CharField(max_length=9, choices=Slot.Status.choices)
    from_holder = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    to_holder = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(name="slot_move_from", fields=["from_holder", "at"])]

    def __str__(self) -> str:
        return f"{self.get_to_status_display()} at {self.at}"
