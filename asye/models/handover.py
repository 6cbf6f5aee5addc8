"""A change of assessor, manager or team during a year, with what the next one has to know (ASY-02, ASY-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio
from workforce.models import Person, Team
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, access: Access) -> Self:
        """The people of the year, those who handed over, and the line."""
        if access.jobs & RUNS_PROGRAMME:
            return self
        people = Person.objects.visible_to(access).order_by().values("pk")
        return self.filter(Q(portfolio__practitioner__in=people) | Q(before=access.person))


class Handover(SentOnce):
    """One change. `before` and `after` are people; of a change of team also the teams. It is only ever added."""

    class Kind(models.TextChoices):
        ASSESSOR = "assessor", "Change of assessor"
        MANAGER = "manager", "Change of manager"
        TEAM = "team", "Change of team"

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="handovers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    before = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    after = models.ForeignKey(Person, models.PROTECT, related_name="+")
    team_before = models.ForeignKey(Team, models.PROTECT, related_name="+", null=True, blank=True)
    team_after = models.ForeignKey(Team, models.PROTECT, related_name="+", null=True, blank=True)
    moves_on = models.BooleanField("this is the move to a main practice group", default=False)
    on = models.DateField()
    note = models.TextField("what the next one has to know")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(name="handover_says_something", condition=~Q(note="")),
            models.CheckConstraint(
                name="handover_of_a_team_names_it",
                condition=Q(kind="team", team_after__isnull=False) | (~Q(kind="team") & Q(team_after__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return "Move to a main practice group" if self.moves_on else str(self.get_kind_display())
