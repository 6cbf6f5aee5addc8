"""Critical reflection logs: written by the practitioner, private until shared (ASY-04)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from frameworks.models import Statement
from workforce.lifecycle import StatusMove
from workforce.models import Person
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access

MOST_CHARACTERS = 60_000


class ReflectionQuerySet(models.QuerySet["Reflection"]):
    def visible_to(self, access: Access) -> Self:
        """A draft is its author's alone. Shared work is open to the assessor; once submitted, to the panel too."""
        author = Q(author=access.person)
        shared = ~Q(status=Reflection.Status.DRAFT)
        submitted = ~Q(portfolio__status=Portfolio.Status.OPEN)
        assessor = shared & Q(author__in=access.assesses)
        panel = shared & submitted & read_on_panel(access, "portfolio__")
        if access.jobs & RUNS_PROGRAMME:
            panel |= shared & submitted
        return self.filter(author | assessor | panel)


class Reflection(Versioned):
    """One reflection, saved while it is written."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        SHARED = "shared", "With your assessor"
        RETURNED = "returned", "Returned to you"
        ACCEPTED = "accepted", "Accepted"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.DRAFT: {Status.SHARED},
        Status.SHARED: {Status.DRAFT, Status.RETURNED, Status.ACCEPTED},
        Status.RETURNED: {Status.SHARED},
        Status.ACCEPTED: set(),
    }
    WORDS = ("title", "happened_on", "quick_note", "what_happened", "feelings", "analysis", "what_next")

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="reflections")
    author = models.ForeignKey(Person, models.PROTECT, related_name="reflections")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT)
    title = models.CharField(max_length=200, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    quick_note = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    what_happened = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    feelings = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    analysis = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    what_next = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    statements: models.ManyToManyField[Statement, Tag] = models.ManyToManyField(
        Statement, through="Tag", related_name="+"
    )
    created_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True, blank=True)

    objects = ReflectionQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        indexes = [
            models.Index(name="reflection_waiting", fields=["shared_at"], condition=Q(status="shared")),
            models.Index(name="reflection_by_author", fields=["author", "-saved_at"]),
        ]

    def __str__(self) -> str:
        return self.title or "Untitled reflection"

    def get_absolute_url(self) -> str:
        return reverse("asye:reflection", args=[self.pk])

    @property
    def edit_address(self) -> str:
        return reverse("asye:reflection_edit", args=[self.pk])

    @property
    def whys_address(self) -> str:
        return reverse("asye:reflection_whys", args=[self.pk])

    @property
    def is_editable(self) -> bool:
        """A draft always; returned work until the portfolio goes to its panel."""
        if self.status == self.Status.RETURNED:
            return self.portfolio.status == Portfolio.Status.OPEN
        return self.status == self.Status.DRAFT


class ReflectionMove(StatusMove):
    """One change of a reflection's status."""

    reflection = models.ForeignKey(Reflection, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=Reflection.Status.choices)
    to_status = models.CharField(max_length=10, choices=Reflection.Status.choices)
    why = models.TextField(blank=True)


class ReflectionVersion(models.Model):
    """The text as it stood when it was shared, or the words that lost when two tabs wrote at once: never lost."""

    class Kind(models.TextChoices):
        SHARED = "shared", "As shared"
        SET_ASIDE = "set_aside", "Set aside: another tab had saved first"

    reflection = models.ForeignKey(Reflection, models.PROTECT, related_name="versions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at}"


class Tag(models.Model):
    """A statement this reflection is evidence for, in the author's view: coverage counts these (FRW-09)."""

    reflection = models.ForeignKey(Reflection, models.CASCADE, related_name="tags")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")
    why = models.CharField("why it is evidence", max_length=300, blank=True)

    class Meta:
        constraints = [UniqueConstraint(name="tag_once", fields=["reflection", "statement"])]

    def __str__(self) -> str:
        return str(self.statement)


def _where(attachment: models.Model, filename: str) -> str:
    """Store under a random name: the file's own name is kept in the row and never trusted."""
    return f"reflections/{uuid.uuid4().hex}"
