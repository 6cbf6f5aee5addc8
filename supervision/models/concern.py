"""A worker's concern, put to one tier after another; read by the worker and by whoever it is put to (WRK-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from workforce.lifecycle import StatusMove
from workforce.models import Person, Service
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class ConcernTextQuerySet(models.QuerySet["ConcernText"]):
    def visible_to(self, access: Access) -> Self:
        """What is being written is its author's alone; what was sent is read with its concern."""
        return self.filter(author=access.person)


class ConcernText(Versioned):
    """What a worker raises, or what is answered: written by one person, who sends it when it is ready."""

    WORDS = ("title", "words", "wanted")

    author = models.ForeignKey(Person, models.PROTECT, related_name="concern_texts")
    title = models.CharField(max_length=120, blank=True)
    words = models.TextField(blank=True)
    wanted = models.TextField("what would help", blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = ConcernTextQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return f"Text {self.pk}"

    @property
    def edit_address(self) -> str:
        return reverse("supervision:concern_text", args=[self.pk])


class ConcernTextAside(models.Model):
    """Words that came second when one person wrote in two windows, or after it was sent: never lost."""

    text = models.ForeignKey(ConcernText, models.CASCADE, related_name="set_aside")
    words = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "set-aside words of concerns"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"Set aside {self.at}"


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, access: Access) -> Self:
        """The worker who raised it, and whoever it was put to: nobody else of the line, of HR or of the technicians.

        A draft, and one taken back, is the worker's own.
        """
        put = ConcernStep.objects.filter(to=access.person).values("concern")
        put_to_me = Q(pk__in=put) & ~Q(status__in=[Concern.Status.DRAFT, Concern.Status.WITHDRAWN])
        return self.filter(Q(author=access.person) | put_to_me)


class Concern(models.Model):
    """One concern from its first draft to where the worker says that it is settled. `service` is for totals alone."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        WAITING = "waiting", "Waits for an answer"
        ANSWERED = "answered", "Answered"
        NOT_SETTLED = "not_settled", "Not settled"
        SETTLED = "settled", "Settled"
        WITHDRAWN = "withdrawn", "Taken back"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.WAITING},
        Status.WAITING: {Status.ANSWERED, Status.WITHDRAWN},
        Status.ANSWERED: {Status.SETTLED, Status.NOT_SETTLED},
        Status.NOT_SETTLED: {Status.SETTLED, Status.WAITING},
        Status.SETTLED: {Status.NOT_SETTLED},
        Status.WITHDRAWN: set(),
    }

    author = models.ForeignKey(Person, models.PROTECT, related_name="concerns")
    text = models.OneToOneField(ConcernText, models.PROTECT, related_name="concern")
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.DRAFT)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", null=True, blank=True)
    raised_on = models.DateField(null=True, blank=True)
    started_at = models.DateTimeField()

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(name="concern_by_service", fields=["service", "raised_on"])]
        constraints = [
            models.CheckConstraint(
                name="concern_raised_on_a_day", condition=Q(status="draft") ^ Q(raised_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Concern {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:concern", args=[self.pk])


class ConcernStep(SentOnce):
    """A concern put to one person: as which tier, what was tried before, and by when they answer.

    `closed_at` is when it no longer waited for them: answered, taken further, or taken back. `about` holds the tiers
    passed by because it is about whoever holds them; `rule` and `because` are the why of the day.
    """

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    tier = models.CharField(max_length=15)
    to = models.ForeignKey(Person, models.PROTECT, related_name="concerns_put")
    about = models.CharField("tiers it is about", max_length=80, blank=True)
    tried = models.TextField("what was tried, and with whom", blank=True)
    put_on = models.DateField()
    put_at = models.DateTimeField()
    answer_by = models.DateField()
    rule = models.CharField(max_length=60)
    because = models.TextField()
    answer = models.OneToOneField(ConcernText, models.PROTECT, related_name="step")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["concern", "number"]
        indexes = [models.Index(name="concern_step_by_person", fields=["to", "closed_at"])]
        constraints = [
            models.UniqueConstraint(name="concern_step_once", fields=["concern", "number"]),
            models.UniqueConstraint(
                name="concern_waits_for_one", fields=["concern"], condition=Q(closed_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Step {self.number} of {self.concern_id}"

    @property
    def about_tiers(self) -> list[str]:
        return [tier for tier in self.about.split(",") if tier]


class ConcernMove(StatusMove):
    """That a concern changed its status: by whom and when, never why."""

    concern = models.ForeignKey(Concern, models.CASCADE, related_name="moves")
    from_status = models.CharField(max_length=12, choices=Concern.Status.choices)
    to_status = models.CharField(max_length=12, choices=Concern.Status.choices)
    why = models.CharField(max_length=200, blank=True)
