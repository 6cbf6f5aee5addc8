"""Years that move to another programme or other editions: looked at, tried, then undone or confirmed (FRW-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio
from asye.models.programme import ProgrammeVersion
from frameworks.models import Framework
from workforce.lifecycle import StatusMove
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class MovePlanQuerySet(models.QuerySet["MovePlan"]):
    def visible_to(self, access: Access) -> Self:
        """Who runs the programme sees every plan; a group manager those with people of their service in them."""
        if access.jobs & RUNS_PROGRAMME:
            return self
        if not access.service_ids:
            return self.none()
        return self.filter(pk__in=YearMove.objects.visible_to(access).order_by().values("plan"))


class MovePlan(SentOnce):
    """To what years move, and why. A programme or editions that are not named here stay as each year has them."""

    programme = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+", null=True, blank=True)
    editions: models.ManyToManyField[Framework, models.Model] = models.ManyToManyField(
        Framework, related_name="+", blank=True
    )
    why = models.CharField(max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = MovePlanQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(name="move_plan_says_why", condition=~Q(why=""))]

    def __str__(self) -> str:
        return f"Move to {self.programme}" if self.programme_id else "Move to other editions"

    def get_absolute_url(self) -> str:
        return reverse("asye:move_plan", args=[self.pk])


class YearMoveQuerySet(models.QuerySet["YearMove"]):
    def visible_to(self, access: Access) -> Self:
        """What is only being looked at is for who runs the programme; once tried, for the people of the year too."""
        if access.jobs & RUNS_PROGRAMME:
            return self
        near = Q(portfolio__practitioner=access.person)
        near |= Q(portfolio__practitioner__in=access.assesses | access.manages)
        if access.service_ids:
            near |= Q(portfolio__practitioner__in=Person.objects.visible_to(access).order_by().values("pk"))
        return self.filter(near, status__in=YearMove.HAPPENED)

    def live(self) -> Self:
        """Those that hold and can still be undone."""
        return self.filter(status__in=YearMove.LIVE)


class YearMove(models.Model):
    """One year's move.

    `was` and `became` hold what the portfolio was and is bound to: `programme` (a key or null), `editions` (keys) with
    their `names`, `months` (of the stage, or null), `carried` (as on the portfolio). `touched` says what the try did to
    meetings nobody had begun: `dropped`, `opened` and `known` (keys), and `pointed`, by key, [programme, label, kind]
    before.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", "Looked at, nothing moved yet"
        LEFT_OUT = "left_out", "Left out"
        WAITING = "waiting", "Waits to be moved"
        REFUSED = "refused", "Could not be moved"
        TRIED = "tried", "On trial"
        UNDOING = "undoing", "Waits to be put back"
        UNDONE = "undone", "Put back"
        CONFIRMING = "confirming", "Waits to be confirmed"
        CONFIRMED = "confirmed", "Confirmed"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.PLANNED: {Status.WAITING, Status.LEFT_OUT},
        Status.LEFT_OUT: {Status.PLANNED},
        Status.WAITING: {Status.TRIED, Status.REFUSED},
        Status.REFUSED: {Status.WAITING, Status.LEFT_OUT},
        Status.TRIED: {Status.UNDOING, Status.UNDONE, Status.CONFIRMING, Status.CONFIRMED},
        Status.UNDOING: {Status.UNDONE, Status.TRIED},
        Status.CONFIRMING: {Status.CONFIRMED, Status.TRIED},
        Status.UNDONE: set(),
        Status.CONFIRMED: set(),
    }
    LIVE = ("tried", "undoing", "confirming")
    AT_WORK = ("waiting", "undoing", "confirming")
    HAPPENED = (*LIVE, "undone", "confirmed")

    plan = models.ForeignKey(MovePlan, models.PROTECT, related_name="years")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="year_moves")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.PLANNED)
    status_at = models.DateTimeField()
    before = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+", null=True, blank=True)
    after = models.ForeignKey(ProgrammeVersion, models.PROTECT, related_name="+", null=True, blank=True)
    was = models.JSONField(default=dict, blank=True)
    became = models.JSONField(default=dict, blank=True)
    touched = models.JSONField(default=dict, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)
    refused = models.CharField(max_length=300, blank=True)

    objects = YearMoveQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "portfolio__practitioner__name", "pk"]
        constraints = [
            UniqueConstraint(name="year_move_once_a_plan", fields=["plan", "portfolio"]),
            UniqueConstraint(
                name="year_move_one_live",
                fields=["portfolio"],
                condition=Q(status__in=["tried", "undoing", "confirming"]),
            ),
        ]
        indexes = [
            models.Index(
                name="year_move_at_work",
                fields=["status_at"],
                condition=Q(status__in=["waiting", "undoing", "confirming"]),
            )
        ]

    def __str__(self) -> str:
        return f"Move of the year of {self.portfolio.practitioner}"

    def get_absolute_url(self) -> str:
        return reverse("asye:year_move", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.status in self.LIVE

    @property
    def has_happened(self) -> bool:
        return self.status in self.HAPPENED


class YearMoveStep(StatusMove):
    """One change of a move's status, and why. The database refuses to change or delete it."""

    year_move = models.ForeignKey(YearMove, models.PROTECT, related_name="moves")
    from_status = models.CharField(max_length=10, choices=YearMove.Status.choices)
    to_status = models.CharField(max_length=10, choices=YearMove.Status.choices)
    why = models.CharField(max_length=300, blank=True)


class MoveAccount(models.Model):
    """Every tag of the evidence when a year was moved, put back or confirmed. The database refuses to change it.

    `held` lists [source, key of the piece, key of the statement, whether it is a draft]. `direct` tags are of editions
    the portfolio was bound to then, `through` reach one over the crosswalk, `alone` reach none. Those of drafts are
    counted apart as `drafts`, because how many there are is for their author only. `added` and `taken` are what was
    changed in shared work since the account before.
    """

    class Moment(models.TextChoices):
        TRIED = "tried", "When it was moved"
        UNDONE = "undone", "When it was put back"
        CONFIRMED = "confirmed", "When it was confirmed"

    year_move = models.ForeignKey(YearMove, models.PROTECT, related_name="accounts")
    step = models.OneToOneField(YearMoveStep, models.PROTECT, related_name="account")
    moment = models.CharField(max_length=10, choices=Moment.choices)
    at = models.DateTimeField()
    held = models.JSONField(default=list)
    direct = models.PositiveIntegerField()
    through = models.PositiveIntegerField()
    alone = models.PositiveIntegerField()
    drafts = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [UniqueConstraint(name="move_account_once", fields=["year_move", "moment"])]

    def __str__(self) -> str:
        return f"{self.get_moment_display()}: {self.tags} tags"

    @property
    def tags(self) -> int:
        return self.direct + self.through + self.alone + self.drafts

    @property
    def shared(self) -> int:
        return self.direct + self.through + self.alone
