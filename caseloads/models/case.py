"""Cases by their reference in the case system, and what each was before it changed. No child is named (CSL-16)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse

from caseloads.models.reference import REFERENCE, nameless
from caseloads.models.seen import ANSWERS_FOR_ALL, of_load
from workforce.models import Post

if TYPE_CHECKING:
    from workforce.access import Access

ALLOCATES = frozenset({Post.Job.PRACTICE_MANAGER, Post.Job.GROUP_MANAGER})


class CaseQuerySet(models.QuerySet[Any]):
    def open_on(self, on: dt.date) -> Self:
        """Return the cases that are open on the day; a case is still open on the day it closes."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on), opened_on__lte=on)

    def visible_to(self, access: Access) -> Self:
        """Cases of people whose load one may see; to those who allocate, also the ones that nobody has."""
        if access.jobs & ANSWERS_FOR_ALL:
            return self
        seen = Q(pk__in=Case.objects.filter(of_load(access, "allocations__worker")).order_by().values("pk"))
        if access.jobs & ALLOCATES:
            held = Case.objects.filter(pk=OuterRef("pk"), allocations__isnull=False, allocations__ended_on=None)
            return self.filter(seen | ~Exists(held))
        return self.filter(seen)


class Case(models.Model):
    """One case of the case system, as it is now; what it was before is in its versions."""

    class Type(models.TextChoices):
        CP = "CP", "Child protection"
        CLA = "CLA", "Child looked after"
        CIN = "CIN", "Child in need"
        S47 = "S47", "Section 47 enquiry"
        EH = "EH", "Early help"

    reference = models.CharField("case-system reference", max_length=30, unique=True, validators=[REFERENCE, nameless])
    type = models.CharField(max_length=4, choices=Type.choices)
    children = models.PositiveSmallIntegerField("number of children")
    complexity = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField("referral received", null=True, blank=True)
    allegation = models.BooleanField("alleges abuse or neglect", default=False)
    kept_by_feed = models.BooleanField("kept by the case system's file", default=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["reference"]
        indexes = [
            models.Index(
                name="case_open_allegation", fields=["opened_on"], condition=Q(allegation=True, closed_on=None)
            )
        ]
        constraints = [
            models.CheckConstraint(name="case_has_children", condition=Q(children__gte=1, children__lte=20)),
            models.CheckConstraint(
                name="case_closes_after_opening", condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("caseloads:case", args=[self.pk])


class CaseVersion(models.Model):
    """What a case was until it changed; `started_on` is null where it was so from its first day."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="versions")
    type = models.CharField(max_length=4, choices=Case.Type.choices)
    children = models.PositiveSmallIntegerField("number of children")
    complexity = models.PositiveSmallIntegerField()
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField()

    class Meta:
        ordering = ["-ended_on", "pk"]
        indexes = [models.Index(name="case_version_by_day", fields=["ended_on", "started_on"])]
        constraints = [
            models.UniqueConstraint(name="case_version_one_a_day", fields=["case", "ended_on"]),
            models.CheckConstraint(
                name="case_version_ends_after_start",
                condition=Q(started_on__isnull=True) | Q(ended_on__gte=F("started_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} until {self.ended_on}"
