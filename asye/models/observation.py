"""Direct observations: planned with the family's consent, written by both sides unseen, opened together (ASY-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse
from django.utils.crypto import get_random_string

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from asye.models.reflection import MOST_CHARACTERS
from workforce.lifecycle import StatusMove
from workforce.models import Person, SealedRecord
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


def _nonce() -> str:
    return get_random_string(32)


class ObservationQuerySet(models.QuerySet["Observation"]):
    def visible_to(self, access: Access) -> Self:
        """The practitioner, the observer, the assessor; once signed and submitted the programme and the panel."""
        near = Q(portfolio__practitioner=access.person) | Q(observer=access.person)
        near |= Q(portfolio__practitioner__in=access.assesses)
        signed = Q(status=Observation.Status.SIGNED) & ~Q(portfolio__status=Portfolio.Status.OPEN)
        if access.jobs & RUNS_PROGRAMME:
            return self.filter(near | signed)
        return self.filter(near | (signed & read_on_panel(access, "portfolio__")))


class Observation(SentOnce, Versioned):
    """One observation of practice. `observer` is somebody here, or a guest who is named and has a link of their own."""

    class Status(models.TextChoices):
        PLANNED = "planned", "Planned"
        WRITING = "writing", "Being written"
        OPENED = "opened", "Both accounts are open"
        RESPONDED = "responded", "To be signed by the observer"
        SIGNED = "signed", "Signed by both"
        CANCELLED = "cancelled", "Cancelled"

    class Consent(models.TextChoices):
        ASKED = "asked", "Not asked yet"
        AGREED = "agreed", "They agreed"
        DECLINED = "declined", "They did not agree"
        NO_FAMILY = "no_family", "No family is there"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PLANNED: {Status.WRITING, Status.CANCELLED},
        Status.WRITING: {Status.OPENED},
        Status.OPENED: {Status.RESPONDED},
        Status.RESPONDED: {Status.SIGNED},
        Status.SIGNED: set(),
        Status.CANCELLED: set(),
    }
    CONSENTED = (Consent.AGREED, Consent.NO_FAMILY)

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="observations")
    observer = models.ForeignKey(Person, models.PROTECT, related_name="observes", null=True, blank=True)
    guest_name = models.CharField(max_length=120, blank=True)
    guest_role = models.CharField(max_length=120, blank=True)
    guest_registration = models.CharField(max_length=20, blank=True)
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    setting = models.CharField("what will be observed", max_length=200)
    planned_on = models.DateField()
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    consent = models.CharField(max_length=10, choices=Consent.choices, default=Consent.ASKED)
    consent_words = models.CharField("how they were asked", max_length=300, blank=True)
    consent_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    consent_at = models.DateTimeField(null=True, blank=True)
    held_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    response = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    responded_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    sealed = models.OneToOneField(SealedRecord, models.PROTECT, related_name="+", null=True, blank=True)

    objects = ObservationQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            UniqueConstraint(name="observation_nonce_once", fields=["nonce"]),
            models.CheckConstraint(
                name="observation_has_one_observer",
                condition=(Q(observer__isnull=False) & Q(guest_name=""))
                | (Q(observer__isnull=True) & ~Q(guest_name="") & ~Q(guest_registration="")),
            ),
            models.CheckConstraint(
                name="observation_held_with_consent",
                condition=Q(status__in=["planned", "cancelled"])
                | (Q(held_on__isnull=False) & Q(consent__in=["agreed", "no_family"])),
            ),
            models.CheckConstraint(
                name="observation_signed_whole",
                condition=~Q(status="signed") | (Q(sealed__isnull=False) & Q(signed_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"Observation: {self.setting}"

    def get_absolute_url(self) -> str:
        return reverse("asye:observation", args=[self.pk])

    @property
    def respond_address(self) -> str:
        return reverse("asye:observation_respond", args=[self.pk])

    @property
    def consent_address(self) -> str:
        return reverse("asye:observation_consent", args=[self.pk])

    @property
    def observed_by(self) -> str:
        return self.observer.name if self.observer else f"{self.guest_name}, {self.guest_role}"

    @property
    def is_open(self) -> bool:
        """Both sides may read both accounts."""
        return self.opened_at is not None


class ObservationMove(StatusMove):
    """One change of an observation's status; nobody where a guest did it."""

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=Observation.Status.choices)
    to_status = models.CharField(max_length=10, choices=Observation.Status.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)  # type: ignore[assignment]
    why = models.TextField(blank=True)


class ObservationAccountQuerySet(models.QuerySet["ObservationAccount"]):
    def visible_to(self, access: Access) -> Self:
        """An account is its author's alone until both are finished; then whoever may see the observation reads both."""
        seen = Observation.objects.visible_to(access).filter(opened_at__isnull=False).order_by().values("pk")
        return self.filter(Q(author=access.person) | Q(observation__in=seen))


class ObservationAccount(Versioned):
    """What one side writes, unseen by the other until both are finished. `author` is null for a guest."""

    class Side(models.TextChoices):
        OBSERVER = "observer", "The observer"
        PRACTITIONER = "practitioner", "The newly qualified social worker"

    WORDS = ("account", "strengths", "further")

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="accounts")
    side = models.CharField(max_length=12, choices=Side.choices)
    author = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    account = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    strengths = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    further = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = ObservationAccountQuerySet.as_manager()

    class Meta:
        ordering = ["observation", "side"]
        constraints = [UniqueConstraint(name="observation_account_once", fields=["observation", "side"])]

    def __str__(self) -> str:
        return f"Account of {self.get_side_display().lower()}"

    @property
    def edit_address(self) -> str:
        return reverse("asye:observation_write", args=[self.observation_id])


class ObservationWordsSetAside(models.Model):
    """Words of an account, or of the answer to it, that came second when two forms wrote at once: never lost."""

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="set_aside")
    side = models.CharField(max_length=12, choices=ObservationAccount.Side.choices)
    words = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "observation words set aside"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Set aside {self.at}"
