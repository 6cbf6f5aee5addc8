"""Sessions of several people: group supervision, and joint supervision where work is shared (SUP-10, SUP-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from workforce.models import Person
from workforce.sent_once import SentOnce
from workforce.sentences import day
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever is invited, who leads it, and the line of both."""
        from supervision.models.session import Session

        invited = Session.objects.filter(gathering__isnull=False).filter(
            Q(worker=access.person) | Q(worker__in=access.manages | access.supervises)
        )
        return self.filter(
            Q(leader=access.person) | Q(leader__in=access.manages) | Q(pk__in=invited.order_by().values("gathering"))
        )


class Gathering(SentOnce, Versioned):
    """One session of several people, with a short note that all of them read. It has no personal part.

    Who is invited, and who came for how long, are the `Session` rows of its attendance: so each counts for each person.
    `form` is the policy's code of a form of group supervision, empty for a joint session; `reference` the other way
    round is the case that two or more work on together.
    """

    class Kind(models.TextChoices):
        GROUP = "group", "Group supervision"
        JOINT = "joint", "Joint supervision"

    class Outcome(models.TextChoices):
        PLANNED = "planned", "Planned"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    form = models.CharField(max_length=40, blank=True)
    leader = models.ForeignKey(Person, models.PROTECT, related_name="gatherings_led")
    date = models.DateField()
    time = models.TimeField()
    place = models.CharField(max_length=200)
    topic = models.CharField(max_length=200)
    reference = models.CharField("case-system reference", max_length=30, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.PLANNED)
    minutes = models.PositiveSmallIntegerField(default=0)
    tools = models.CharField("tools used", max_length=500, blank=True, help_text="Codes of the policy, with commas")
    note = models.TextField(blank=True)
    booked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    booked_at = models.DateTimeField()

    objects = GatheringQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="gathering_form_or_reference",
                condition=Q(kind="group", reference="") & ~Q(form="") | Q(kind="joint", form="") & ~Q(reference=""),
            ),
            models.CheckConstraint(
                name="gathering_length_if_held", condition=~Q(outcome="held") | Q(minutes__gt=0, minutes__lte=600)
            ),
            models.CheckConstraint(name="gathering_has_topic", condition=~Q(topic="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {day(self.date)}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:gathering", args=[self.pk])

    @property
    def note_address(self) -> str:
        return reverse("supervision:gathering_note", args=[self.pk])

    @property
    def tool_codes(self) -> list[str]:
        return [code for code in self.tools.split(",") if code]
