"""Cases by their reference in the case system, and what each was before it changed. No child is named (CSL-16)."""

from __future__ import annotations

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import F, Q

from caseloads.models.reference import REFERENCE, nameless


class CaseQuerySet(models.QuerySet[Any]):
    def open_on(self, on: dt.date) -> Self:
        """Return the cases that are open on the day; a case is still open on the day it closes."""
        return self.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=on), opened_on__lte=on)


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
