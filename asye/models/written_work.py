"""Written work: handed in, read against a short form, answered and signed by both (ASY-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from asye.models.programme import ProgrammeVersion
from asye.models.reflection import MOST_CHARACTERS
from frameworks.models import Statement
from workforce.lifecycle import StatusMove
from workforce.models import Person, SealedRecord
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class WrittenWorkQuerySet(models.QuerySet["WrittenWork"]):
    def visible_to(self, access: Access) -> Self:
        """A draft is its author's; what is handed in, also whoever assesses; once signed and submitted, the panel."""
        handed_in = ~Q(status=WrittenWork.Status.DRAFT)
        near = Q(author=access.person)
        near |= handed_in & (Q(assessed_by=access.person) | Q(portfolio__practitioner__in=access.assesses))
        signed = Q(status=WrittenWork.Status.SIGNED) & ~Q(portfolio__status=Portfolio.Status.OPEN)
        if access.jobs & RUNS_PROGRAMME:
            return self.filter(near | signed)
        return self.filter(near | (signed & read_on_panel(access, "portfolio__")))


class WrittenWork(SentOnce, Versioned):
    """One piece. `kind` names it in the form of the programme, `kind_label` says it as it was called then.

    From handing in on `programme` is the one whose form it is read against, and `turn_since` the day since when
    somebody's turn is.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        HANDED_IN = "handed_in", "With the assessor"
        RETURNED = "returned", "Returned to you"
        ASSESSED = "assessed", "To be answered"
        ANSWERED = "answered", "To be signed by the assessor"
        SIGNED = "signed", "Signed by both"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.HANDED_IN},
        Status.HANDED_IN: {Status.DRAFT, Status.RETURNED, Status.ASSESSED},
        Status.RETURNED: {Status.HANDED_IN},
        Status.ASSESSED: {Status.ANSWERED},
        Status.ANSWERED: {Status.SIGNED},
        Status.SIGNED: set(),
    }
    WORDS = ("title", "written_on", "about", "text")
    EDITABLE = ("draft", "returned")

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="written_work")
    programme = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+", null=True, blank=True)
    author = models.ForeignKey(Person, models.PROTECT, related_name="written_work")
    assessed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    kind = models.CharField(max_length=60)
    kind_label = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    written_on = models.DateField(null=True, blank=True)
    about = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    text = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    response = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    counts = models.BooleanField(default=False, help_text="The judgement makes it a piece of the year's evidence")
    started_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True, blank=True)
    turn_since = models.DateField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)
    seal = models.OneToOneField(SealedRecord, models.PROTECT, related_name="+", null=True, blank=True)
    statements: models.ManyToManyField[Statement, WorkTag] = models.ManyToManyField(
        Statement, through="WorkTag", related_name="+"
    )

    objects = WrittenWorkQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "written work"
        ordering = ["started_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="written_work_signed_whole",
                condition=Q(status="signed", sealed=True, seal__isnull=False, signed_at__isnull=False)
                | (~Q(status="signed") & Q(sealed=False, seal__isnull=True, signed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="written_work_has_its_assessor",
                condition=Q(status="draft") | (Q(assessed_by__isnull=False) & Q(turn_since__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.kind_label

    def get_absolute_url(self) -> str:
        return reverse("asye:written_work", args=[self.pk])

    @property
    def edit_address(self) -> str:
        return reverse("asye:written_work_edit", args=[self.pk])

    @property
    def whys_address(self) -> str:
        return reverse("asye:written_work_whys", args=[self.pk])

    @property
    def assess_address(self) -> str:
        return reverse("asye:written_work_assess", args=[self.pk])

    @property
    def respond_address(self) -> str:
        return reverse("asye:written_work_respond", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        return self.status in self.EDITABLE and self.portfolio.status == Portfolio.Status.OPEN


class WrittenWorkMove(StatusMove):
    """One change of status. The database refuses to change or delete it."""

    work = models.ForeignKey(WrittenWork, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=WrittenWork.Status.choices)
    to_status = models.CharField(max_length=10, choices=WrittenWork.Status.choices)
    why = models.TextField(blank=True)


class WrittenWorkVersion(models.Model):
    """The words and the files as they were handed in. The database refuses to change or delete it."""

    work = models.ForeignKey(WrittenWork, models.PROTECT, related_name="versions")
    words = models.JSONField()
    files = models.JSONField(default=list, help_text="Name and SHA-256 of each")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"As handed in on {self.at}"


class WorkTag(models.Model):
    """A statement the piece is evidence for: in the author's view, or because the assessor saw it `shown`."""

    work = models.ForeignKey(WrittenWork, models.PROTECT, related_name="tags")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    why = models.CharField("why it is evidence", max_length=300, blank=True)
    shown = models.BooleanField(default=False)

    class Meta:
        constraints = [UniqueConstraint(name="work_tag_once", fields=["work", "statement"])]

    def __str__(self) -> str:
        return str(self.statement)


class WorkAssessmentQuerySet(models.QuerySet["WorkAssessment"]):
    def visible_to(self, access: Access) -> Self:
        """A form is its author's alone until it is finished; then whoever may see the work reads it."""
        seen = WrittenWork.objects.visible_to(access).order_by().values("pk")
        return self.filter(Q(author=access.person) | Q(finished_at__isnull=False, work__in=seen))


class WorkAssessment(Versioned):
    """The short form as one assessor fills it in. `words` holds `level_…` and `why_…` by criterion, and the rest."""

    work = models.ForeignKey(WrittenWork, models.PROTECT, related_name="assessments")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    words = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)
    sealed = models.BooleanField(default=False)

    objects = WorkAssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["work", "pk"]
        constraints = [
            UniqueConstraint(name="work_assessment_once_each", fields=["work", "author"]),
            UniqueConstraint(
                name="work_assessment_one_finished", fields=["work"], condition=Q(finished_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"Assessment by {self.author}"
