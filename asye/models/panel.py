"""Moderation panels: a day, its members, the portfolios before it (MOD-01…MOD-09)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Q, UniqueConstraint, When
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, access: Access) -> Self:
        """Its members, who moderates for it with or without a seat, and those who run the programme."""
        if access.jobs & RUNS_PROGRAMME:
            return self
        seats = PanelMember.objects.filter(person=access.person).values("panel")
        given = PanelItem.objects.filter(moderator=access.person).order_by().values("panel")
        return self.filter(Q(pk__in=seats) | Q(pk__in=given))

    def nearest_first(self, on: dt.date) -> Self:
        """What is still to come, the nearest first; then what was, the latest first."""
        to_come = Case(When(date__gte=on, then=F("date")))
        return self.order_by(to_come.asc(nulls_last=True), "-date", "pk")


class Panel(SentOnce):
    """One meeting of the moderation panel. `submit_by` is worked out from the date by the policy (MOD-02)."""

    class Stage(models.TextChoices):
        SIX_MONTHS = "six_months", "Six-month moderation"
        FINAL = "final", "Final moderation"

    date = models.DateField()
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.FINAL)
    place = models.CharField(max_length=120, blank=True)
    submit_by = models.DateField()
    submit_by_because = models.TextField()

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} panel"

    def get_absolute_url(self) -> str:
        return reverse("asye:panel", args=[self.pk])


class PanelMember(models.Model):
    """Who sits on a panel, in which capacity (MOD-04)."""

    class Role(models.TextChoices):
        CHAIR = "chair", "Chair"
        DEPUTY = "deputy", "Deputy chair"
        OFFICER = "officer", "Learning and development officer"
        ADULT_LEAD = "adult_lead", "Adult services lead"
        GROUP_MANAGER = "group_manager", "Group manager"
        SERVICE_USER = "service_user", "Service user"
        UNIVERSITY = "university", "University"
        MODERATOR = "moderator", "Moderator"

    SIGNS = (Role.CHAIR, Role.DEPUTY)

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, models.PROTECT, related_name="panel_seats")
    role = models.CharField(max_length=15, choices=Role.choices)

    class Meta:
        ordering = ["panel", "pk"]
        constraints = [
            UniqueConstraint(name="panel_member_once", fields=["panel", "person"]),
            UniqueConstraint(name="panel_one_chair", fields=["panel"], condition=Q(role="chair")),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display().lower()}"


class PanelItemQuerySet(models.QuerySet["PanelItem"]):
    def visible_to(self, access: Access) -> Self:
        """What is before a panel: its members see all of it, a moderator from outside only their own."""
        if access.jobs & RUNS_PROGRAMME:
            return self
        seen = Portfolio.objects.visible_to(access).order_by().values("pk")
        return self.filter(Q(panel__in=Panel.objects.visible_to(access).order_by().values("pk"), portfolio__in=seen))


class PanelItem(models.Model):
    """One portfolio before one panel, with the moderator who reads it first."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="items")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="panel_items")
    moderator = models.ForeignKey(Person, models.PROTECT, related_name="moderates", null=True, blank=True)
    concerns = models.BooleanField("the chair has been told of concerns", default=False)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = PanelItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="panel_item_once", fields=["panel", "portfolio"])]

    def __str__(self) -> str:
        return f"{self.portfolio} before {self.panel}"

    def get_absolute_url(self) -> str:
        return reverse("asye:panel_item", args=[self.pk])


class AssessorAttendance(models.Model):
    """Whether the assessor came to answer queries about one portfolio, and who answered instead (MOD-07)."""

    item = models.OneToOneField(PanelItem, models.PROTECT, related_name="attendance")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    came = models.BooleanField()
    words = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="attendance_says_who_answered", condition=Q(came=True) | ~Q(words=""))
        ]

    def __str__(self) -> str:
        return f"{self.person} {'came' if self.came else 'did not come'}"
