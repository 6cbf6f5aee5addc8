"""The development plan: dated goals with what they are for, notes on the way, and how each ended (ASY-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from frameworks.models import Resource, Statement
from workforce.models import Person
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    import datetime as dt

    from workforce.access import Access

MOST = 4_000


class GoalQuerySet(models.QuerySet["Goal"]):
    def visible_to(self, access: Access) -> Self:
        """The practitioner, the assessor and the manager; once submitted the programme and the panel."""
        near = Q(portfolio__practitioner=access.person)
        near |= Q(portfolio__practitioner__in=access.assesses | access.manages)
        submitted = ~Q(portfolio__status=Portfolio.Status.OPEN)
        if access.jobs & RUNS_PROGRAMME:
            return self.filter(near | submitted)
        return self.filter(near | (submitted & read_on_panel(access, "portfolio__")))

    def overdue(self, on: dt.date) -> Self:
        return self.filter(status=Goal.Status.OPEN, by_on__lt=on)


class Goal(SentOnce, Versioned):
    """One goal. What it said before a change stands in its entries."""

    class Status(models.TextChoices):
        OPEN = "open", "Under way"
        MET = "met", "Met"
        DROPPED = "dropped", "Dropped"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.MET, Status.DROPPED},
        Status.MET: {Status.OPEN},
        Status.DROPPED: {Status.OPEN},
    }
    WORDS = ("what", "why", "by_on", "how", "support")

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="goals")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    why = models.TextField(blank=True, validators=[MaxLengthValidator(MOST)])
    by_on = models.DateField()
    how = models.TextField("how anybody will know", blank=True, validators=[MaxLengthValidator(MOST)])
    support = models.TextField("support needed", blank=True, validators=[MaxLengthValidator(MOST)])
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    statements = models.ManyToManyField(Statement, related_name="+", blank=True)
    resources = models.ManyToManyField(Resource, related_name="+", blank=True)

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ["by_on", "pk"]
        indexes = [models.Index(name="goal_open", fields=["portfolio", "by_on"], condition=Q(status="open"))]
        constraints = [
            models.CheckConstraint(
                name="goal_ended_whole",
                condition=Q(status="open", ended_at__isnull=True) | (~Q(status="open") & Q(ended_at__isnull=False)),
            ),
            models.CheckConstraint(name="goal_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what

    def get_absolute_url(self) -> str:
        return reverse("asye:goal", args=[self.pk])

    @property
    def edit_address(self) -> str:
        return reverse("asye:goal_change", args=[self.pk])


class GoalEntry(models.Model):
    """A note on the way, a change with what it was before, or the end. The database refuses to change or delete it."""

    class Kind(models.TextChoices):
        NOTE = "note", "Note"
        CHANGED = "changed", "Changed"
        MET = "met", "Met"
        DROPPED = "dropped", "Dropped"
        OPEN = "open", "Taken up again"

    goal = models.ForeignKey(Goal, models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = models.TextField(validators=[MaxLengthValidator(MOST)])
    before = models.JSONField(default=dict, help_text="By label, what was changed as it was before")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "goal entries"
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(name="goal_entry_says_something", condition=~Q(words=""))]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at}"
