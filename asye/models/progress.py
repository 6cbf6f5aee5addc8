"""A concern about somebody's progress, kept apart from the portfolio: stages, meetings, actions, outcome (WRK-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.meeting import Meeting
from asye.models.portfolio import Portfolio
from workforce.lifecycle import StatusMove
from workforce.models import Person, Post, SealedRecord
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access

Job = Post.Job


def reads_step(access: Access, prefix: str = "") -> Q:
    """The condition that this person is one of those who read a step. `prefix` reaches the step through a relation."""

    def read(role: str, **more: object) -> Q:
        told = {f"{prefix}readers__contains": f",{role},"}
        return Q(**told, **{f"{prefix}concern__portfolio__{name}": value for name, value in more.items()})

    near = read("nqsw", practitioner=access.person)
    near |= read("manager", practitioner__in=access.manages) | read("assessor", practitioner__in=access.assesses)
    for job, role in ((Job.DEVELOPMENT_LEAD, "lead"), (Job.HR, "hr"), (Job.PRINCIPAL, "principal")):
        if job in access.jobs:
            near |= read(role)
    if access.service_ids:
        line = Person.objects.visible_to(access).exclude(pk__in=access.works_with - access.manages)
        near |= read("group_manager", practitioner__in=line.order_by().values("pk"))
    return near


class ProgressConcernQuerySet(models.QuerySet["ProgressConcern"]):
    def visible_to(self, access: Access) -> Self:
        """Whoever reads one of its steps; nobody else of the line, no panel and no technician."""
        steps = ProgressStep.objects.visible_to(access).order_by().values("concern")
        return self.filter(pk__in=steps)

    def open(self) -> Self:
        return self.exclude(status=ProgressConcern.Status.CLOSED)


class ProgressConcern(SentOnce):
    """One concern. `told_on` is when the practitioner was told; `meeting` the review it was noted in, if any."""

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        SIGNING = "signing", "Being signed"
        CLOSED = "closed", "Closed"

    class Outcome(models.TextChoices):
        IMPROVED = "improved", "The concern is settled: practice has improved"
        NOT_MET = "not_met", "The standard is not met"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.SIGNING},
        Status.SIGNING: {Status.CLOSED},
        Status.CLOSED: set(),
    }

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="progress_concerns")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="progress_concerns", null=True, blank=True)
    raised_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    raised_on = models.DateField()
    raised_at = models.DateTimeField()
    told_on = models.DateField()
    words = models.TextField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.OPEN)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    outcome_words = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    turn_since = models.DateField(null=True, blank=True, help_text="Since when the next signature is awaited")
    sealed = models.OneToOneField(SealedRecord, models.PROTECT, related_name="+", null=True, blank=True)

    objects = ProgressConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        constraints = [
            UniqueConstraint(
                name="progress_one_open", fields=["portfolio"], condition=Q(status__in=["open", "signing"])
            ),
            models.CheckConstraint(
                name="progress_ends_whole",
                condition=Q(status="open", outcome="", ended_on__isnull=True)
                | (Q(status__in=["signing", "closed"], ended_on__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="progress_closed_sealed", condition=Q(status="closed") ^ Q(sealed__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"Concern about progress, {self.raised_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("asye:progress", args=[self.pk])


class ProgressMove(StatusMove):
    """One change of a concern's status."""

    concern = models.ForeignKey(ProgressConcern, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=ProgressConcern.Status.choices)
    to_status = models.CharField(max_length=10, choices=ProgressConcern.Status.choices)
    why = models.CharField(max_length=200, blank=True)


class ProgressStepQuerySet(models.QuerySet["ProgressStep"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(reads_step(access))


class ProgressStep(models.Model):
    """One stage gone through, or gone through again: led by one person, read by those of `readers` (",nqsw,lead,").

    What was decided to follow is in `result`; the meeting's words, once written, stay.
    """

    concern = models.ForeignKey(ProgressConcern, models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    led_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    readers = models.CharField(max_length=120)
    began_on = models.DateField()
    meet_by = models.DateField()
    rule = models.CharField(max_length=60)
    because = models.CharField(max_length=300)
    met_on = models.DateField(null=True, blank=True)
    present = models.CharField("who was there", max_length=300, blank=True)
    words = models.TextField("what was said", blank=True)
    review_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=10, blank=True)
    result_words = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)

    objects = ProgressStepQuerySet.as_manager()

    class Meta:
        ordering = ["concern", "number"]
        constraints = [
            UniqueConstraint(name="progress_step_once", fields=["concern", "number"]),
            UniqueConstraint(name="progress_step_one_open", fields=["concern"], condition=Q(ended_on__isnull=True)),
            models.CheckConstraint(
                name="progress_step_met_whole",
                condition=Q(met_on__isnull=True, review_on__isnull=True)
                | (Q(met_on__isnull=False, review_on__isnull=False) & ~Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ProgressActionQuerySet(models.QuerySet["ProgressAction"]):
    def visible_to(self, access: Access) -> Self:
        """With its step, and by whoever has to do it."""
        return self.filter(Q(owner=access.person) | reads_step(access, "step__"))


class ProgressAction(SentOnce):
    """One action of the plan: who does what by when, and what became of it."""

    step = models.ForeignKey(ProgressStep, models.PROTECT, related_name="actions")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    due_on = models.DateField()
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField("what became of it", max_length=300, blank=True)

    objects = ProgressActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="progress_action_done_whole",
                condition=Q(done_on__isnull=True, note="") | (Q(done_on__isnull=False) & ~Q(note="")),
            )
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("asye:progress_action_done", args=[self.pk])


class ProgressSignature(models.Model):
    """One signature under how it ended, with the signer's own view. The database refuses to change or delete it."""

    concern = models.ForeignKey(ProgressConcern, models.PROTECT, related_name="signatures")
    party = models.CharField(max_length=12)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    own_view = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [UniqueConstraint(name="progress_signed_once", fields=["concern", "party"])]

    def __str__(self) -> str:
        return f"Signed by {self.by}"
