"""The meetings of the year with their forms: the agreement, the reviews, the final review (ASY-02, ASY-05)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Case, F, Q, UniqueConstraint, When
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from asye.models.programme import ProgrammeVersion
from workforce.lifecycle import StatusMove
from workforce.models import Person, SealedRecord
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class Party(models.TextChoices):
    """What somebody is in the year of a practitioner."""

    NQSW = "nqsw", "Newly qualified social worker"
    MANAGER = "manager", "Practice manager"
    ASSESSOR = "assessor", "Assessor"
    COORDINATOR = "coordinator", "Programme lead"


def parties_in(access: Access, portfolio: Portfolio) -> list[str]:
    """What this person is in the year of this portfolio on the day of the access."""
    who = portfolio.practitioner_id
    found = [
        ("nqsw", who == access.person.pk),
        ("manager", who in access.manages),
        ("assessor", who in access.assesses),
    ]
    found.append(("coordinator", bool(access.jobs & RUNS_PROGRAMME)))
    return [party for party, holds in found if holds]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, access: Access) -> Self:
        """The people of the year see every meeting; their line and the panel those that all have signed."""
        if access.jobs & RUNS_PROGRAMME:
            return self
        near = Q(portfolio__practitioner=access.person)
        near |= Q(portfolio__practitioner__in=access.assesses | access.manages)
        signed = read_on_panel(access, "portfolio__")
        if access.service_ids:
            signed |= Q(portfolio__practitioner__in=Person.objects.visible_to(access).order_by().values("pk"))
        return self.filter(near | (Q(status=Meeting.Status.COMPLETE) & signed))

    def open(self) -> Self:
        return self.filter(status__in=Meeting.OPEN)

    def with_template(self) -> Self:
        """Each with the `kept` template it was opened under, as text, where that is not the year's own."""
        own = When(portfolio__programme=F("programme"), then=None)
        return self.annotate(kept=Case(own, default=F("programme__content"), output_field=models.TextField(null=True)))


class Meeting(models.Model):
    """One meeting of a portfolio's programme: `key` names it in the template, `round` counts it held anew.

    It is written in parts, one for each party; then frozen with what the system knew, and signed in the order of the
    form. `stamp` counts the times it was put to signature, so that a signature names what it stands for.
    """

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "Agreement"
        REVIEW = "review", "Review"
        FINAL = "final", "Final review"

    class Status(models.TextChoices):
        PLANNED = "planned", "To be held"
        SIGNING = "signing", "Being signed"
        COMPLETE = "complete", "Signed by all"
        DROPPED = "dropped", "No longer part of the year"
        BROUGHT = "brought", "Signed at another authority"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PLANNED: {Status.SIGNING, Status.DROPPED},
        Status.SIGNING: {Status.PLANNED, Status.COMPLETE},
        Status.COMPLETE: set(),
        Status.DROPPED: {Status.PLANNED},
        Status.BROUGHT: set(),
    }
    DONE = ("complete", "brought")
    OPEN = ("planned", "signing")

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="meetings")
    programme = models.ForeignKey(
        ProgrammeVersion,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The programme whose form it fills; nothing: the portfolio's",
    )
    key = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    label = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    held_on = models.DateField(null=True, blank=True)
    others = models.CharField("who else was there", max_length=300, blank=True)
    facts = models.JSONField(default=list, help_text="What the system knew on `facts_on`; frozen when put to signature")
    facts_on = models.DateField(null=True, blank=True)
    stamp = models.PositiveIntegerField(default=0)
    turn_since = models.DateField(null=True, blank=True, help_text="Since when the next signature is awaited")
    opened_at = models.DateTimeField()
    sealed = models.BooleanField(default=False)
    seal = models.OneToOneField(SealedRecord, models.PROTECT, related_name="+", null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["portfolio", "opened_at", "pk"]
        constraints = [
            UniqueConstraint(name="meeting_once_a_round", fields=["portfolio", "key", "round"]),
            UniqueConstraint(
                name="meeting_one_open", fields=["portfolio", "key"], condition=Q(status__in=["planned", "signing"])
            ),
            models.CheckConstraint(
                name="meeting_complete_whole",
                condition=(
                    Q(status="complete", sealed=True, seal__isnull=False, completed_at__isnull=False)
                    & Q(held_on__isnull=False)
                )
                | (~Q(status="complete") & Q(sealed=False, seal__isnull=True, completed_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.label if self.round == 1 else f"{self.label}, drawn up again"

    def get_absolute_url(self) -> str:
        return reverse("asye:meeting", args=[self.pk])

    @property
    def edit_address(self) -> str:
        return reverse("asye:meeting_write", args=[self.pk])


class MeetingMove(StatusMove):
    """One change of a meeting's status."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=Meeting.Status.choices)
    to_status = models.CharField(max_length=10, choices=Meeting.Status.choices)
    why = models.TextField(blank=True)


class MeetingPart(Versioned):
    """What one person writes as one party: theirs alone until it is handed in. `words` holds text by question."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="parts")
    party = models.CharField(max_length=12, choices=Party.choices)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.JSONField(default=dict)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [UniqueConstraint(name="meeting_part_once", fields=["meeting", "party", "author"])]

    def __str__(self) -> str:
        return f"{self.get_party_display()}’s part"


class MeetingSetAside(models.Model):
    """Words that came second when two forms wrote at once, or after the part was handed in: never lost."""

    part = models.ForeignKey(MeetingPart, models.PROTECT, related_name="set_aside")
    words = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "meeting words set aside"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Set aside {self.at}"


class MeetingAttendance(models.Model):
    """Whether one of the people of the year came."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    party = models.CharField(max_length=12, choices=Party.choices)
    came = models.BooleanField()

    class Meta:
        ordering = ["meeting", "pk"]
        constraints = [UniqueConstraint(name="meeting_attendance_once", fields=["meeting", "person"])]

    def __str__(self) -> str:
        return f"{self.person} {'came' if self.came else 'did not come'}"


class MeetingSignature(models.Model):
    """One signature, with the signer's own view if they gave one. The database refuses to change or delete it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=12, choices=Party.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    stamp = models.PositiveIntegerField()
    own_view = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            UniqueConstraint(name="meeting_signed_once", fields=["meeting", "party", "stamp"]),
            UniqueConstraint(name="meeting_signed_as_one", fields=["meeting", "by", "stamp"]),
        ]

    def __str__(self) -> str:
        return f"Signed by {self.by} at {self.at}"


class MeetingAddendum(SentOnce):
    """What is added after all have signed, with its date and author. The database refuses to change or delete it."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="addenda")
    words = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "meeting addenda"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="meeting_addendum_says_something", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"Addendum of {self.at}"
