"""Plans for a forecast: who is to join and leave, and what is taken for granted (CSL-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from caseloads.models.seen import ANSWERS_FOR_ALL
from workforce.models import Person, Post, Service, Team
from workforce.models.period import holds_on
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class ForecastPlanQuerySet(models.QuerySet["ForecastPlan"]):
    def visible_to(self, access: Access) -> Self:
        """As the boards: managers of the team, the group manager of the service, and those who answer for all."""
        if access.jobs & ANSWERS_FOR_ALL:
            return self
        led = Post.objects.filter(
            holds_on(access.on), person=access.person, job=Post.Job.PRACTICE_MANAGER, team__isnull=False
        )
        services = Q(team__service__in=access.service_ids) | Q(service__in=access.service_ids)
        return self.filter(services | Q(team__in=led.order_by().values("team")))


class ForecastPlan(SentOnce):
    """One plan for a team, a service, or (neither of them) the authority. A change names the version it read."""

    class Trend(models.TextChoices):
        HISTORY = "history", "Goes on as in the months before"
        LEVEL = "level", "Stays as it is today"
        OWN = "own", "Changes by a number of children a month"

    class AfterYear(models.TextChoices):
        KEEPS = "keeps", "They keep the last limit of their year"
        FULL = "full", "They hold a full caseload"

    class Paused(models.TextChoices):
        COUNTED = "counted", "They count with their limit, as on the boards"
        NOTHING = "nothing", "They hold no children"

    name = models.CharField(max_length=80)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", null=True, blank=True)
    note = models.TextField("what the plan is for", blank=True)
    trend = models.CharField("trend of open cases", max_length=10, choices=Trend.choices)
    trend_months = models.PositiveSmallIntegerField("months the trend is measured over")
    trend_a_month = models.DecimalField("children more a month", max_digits=5, decimal_places=1, default=0)
    after_year = models.CharField("after the first year", max_length=10, choices=AfterYear.choices)
    paused = models.CharField("people on a pause", max_length=10, choices=Paused.choices)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ForecastPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="forecast_plan_one_place", condition=Q(service__isnull=True) | Q(team__isnull=True)
            ),
            models.CheckConstraint(name="forecast_plan_trend_measured", condition=Q(trend_months__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("caseloads:forecast_plan", args=[self.pk])

    @property
    def change_address(self) -> str:
        return reverse("caseloads:change_forecast_plan", args=[self.pk])

    @property
    def place(self) -> str:
        """The key of the place this plan is for, as pages name it in their address."""
        return f"team-{self.team_id}" if self.team_id else f"service-{self.service_id}" if self.service_id else "all"


class PlanLine(models.Model):
    """So many people of a stage who join or leave in a month; without service and team, anywhere the plan is for."""

    class Way(models.TextChoices):
        JOIN = "join", "Join"
        LEAVE = "leave", "Leave"

    class Stage(models.TextChoices):
        NQSW = "nqsw", "Newly qualified social workers"
        TRAINEE = "trainee", "Trainees"
        EXPERIENCED = "experienced", "Experienced social workers"

    plan = models.ForeignKey(ForecastPlan, models.PROTECT, related_name="lines")
    way = models.CharField(max_length=5, choices=Way.choices)
    number = models.PositiveSmallIntegerField("how many people")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    month = models.DateField("first day of the month")
    fte = models.DecimalField("share of full time of each", max_digits=3, decimal_places=2, default=1)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", null=True, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["month", "pk"]
        constraints = [
            models.CheckConstraint(name="plan_line_has_people", condition=Q(number__gte=1)),
            models.CheckConstraint(name="plan_line_fte_within_one", condition=Q(fte__gt=0) & Q(fte__lte=1)),
            models.CheckConstraint(name="plan_line_first_of_month", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="plan_line_one_place", condition=Q(service__isnull=True) | Q(team__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_way_display().lower()} in {self.month:%B %Y}"

    @property
    def place(self) -> str:
        """The key of where they join or leave; empty for anywhere the plan is for."""
        return f"team-{self.team_id}" if self.team_id else f"service-{self.service_id}" if self.service_id else ""
