"""One assessed year of one practitioner."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.programme import ProgrammeVersion
from frameworks.models import Framework
from workforce.lifecycle import StatusMove
from workforce.models import Person, Post, Stage

if TYPE_CHECKING:
    from workforce.access import Access

Job = Post.Job
RUNS_PROGRAMME = frozenset({Job.DEVELOPMENT_LEAD, Job.PRINCIPAL})
KEEPS_POSTS = RUNS_PROGRAMME | {Job.HR}


class PortfolioQuerySet(models.QuerySet["Portfolio"]):
    def visible_to(self, access: Access) -> Self:
        """The practitioner, their assessor, their line, those who run the programme, and the panel that reads it."""
        if access.jobs & RUNS_PROGRAMME:
            return self
        mine = Q(practitioner=access.person) | Q(practitioner__in=access.assesses | access.manages)
        if access.service_ids:
            mine |= Q(practitioner__in=Person.objects.visible_to(access).order_by().values("pk"))
        return self.filter(mine | read_on_panel(access))

    def kept_with_posts(self, access: Access) -> Self:
        """For who keeps posts and who runs the programme: whose year, since when, how it ended, and no more of it."""
        return self if access.jobs & KEEPS_POSTS else self.none()


class Portfolio(models.Model):
    """One assessed year of one practitioner, from the agreement to the panel's decision.

    It is bound to the framework editions in force at its start and keeps them (FRW-07).
    """

    class Status(models.TextChoices):
        OPEN = "open", "In progress"
        SUBMITTED = "submitted", "Submitted to panel"
        PASSED = "passed", "Passed"
        FAILED = "failed", "Failed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.OPEN: {Status.SUBMITTED, Status.WITHDRAWN},
        Status.SUBMITTED: {Status.OPEN, Status.PASSED, Status.FAILED},
        Status.PASSED: set(),
        Status.FAILED: set(),
        Status.WITHDRAWN: set(),
    }
    LIVE = (Status.OPEN, Status.SUBMITTED)

    practitioner = models.ForeignKey(Person, models.PROTECT, related_name="portfolios")
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="portfolios")
    started_on = models.DateField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    frameworks = models.ManyToManyField(Framework, related_name="portfolios")
    programme = models.ForeignKey(
        ProgrammeVersion,
        models.PROTECT,
        related_name="portfolios",
        null=True,
        blank=True,
        help_text="Nothing: the one that years begin with under the policy of its first day",
    )
    trial = models.OneToOneField(
        "YearMove",
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The move to another programme that holds and can still be undone",
    )
    carried = models.JSONField(
        default=dict,
        blank=True,
        help_text="After a move to another programme, by name of a meeting: the key of the meeting of an earlier one "
        "that stands for it, or null where it was over before the move",
    )

    was_brought = models.BooleanField("part of the year was done at another authority", default=False)

    objects = PortfolioQuerySet.as_manager()

    class Meta:
        ordering = ["started_on", "pk"]
        constraints = [
            UniqueConstraint(
                name="portfolio_one_live",
                fields=["practitioner"],
                condition=Q(status__in=["open", "submitted"]),
                violation_error_message="This practitioner already has a live portfolio",
            ),
        ]

    def __str__(self) -> str:
        return f"Portfolio of {self.practitioner}"

    def get_absolute_url(self) -> str:
        return reverse("asye:portfolio", args=[self.pk])


class PortfolioMove(StatusMove):
    """One change of a portfolio's status."""

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=12, choices=Portfolio.Status.choices)
    to_status = models.CharField(max_length=12, choices=Portfolio.Status.choices)
    why = models.CharField(max_length=200, blank=True)


def read_on_panel(access: Access, prefix: str = "") -> Q:
    """Return the condition that this person reads the portfolio for a panel (MOD-03, MOD-09).

    Somebody from outside the authority sees only what they were given to moderate; members of the panel see all that
    is before their panel. `prefix` reaches the portfolio through a relation.
    """
    given = Q(panel_items__moderator=access.person)
    if Job.EXTERNAL_MODERATOR not in access.jobs:
        given |= Q(panel_items__panel__members__person=access.person)
    return Q(**{f"{prefix}pk__in": Portfolio.objects.filter(given).order_by().values("pk")})
