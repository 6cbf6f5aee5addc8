"""Recorded absence: it stops no clock, but its days do not count towards a gap between sessions (SUP-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from workforce.models.period import holds_on
from workforce.models.person import Person
from workforce.models.post import Post
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def visible_to(self, access: Access) -> Self:
        """One's own, those of whom one manages, of the services one is group manager of; HR sees all."""
        if Post.Job.HR in access.jobs:
            return self
        mine = Q(person=access.person) | Q(person__in=access.manages)
        if access.service_ids:
            here = Person.objects.filter(
                holds_on(access.on, "posts__"), posts__team__service__in=access.service_ids
            ).order_by()
            mine |= Q(person__in=here.values("pk"))
        return self.filter(mine)


class Absence(models.Model):
    """Days away from work, both ends included. The reason is a kind, never a diagnosis.

    Whoever is not back yet has the last day that is expected.
    """

    class Kind(models.TextChoices):
        SICKNESS = "sickness", "Sickness"
        LEAVE = "leave", "Leave"
        OTHER = "other", "Other"

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    started_on = models.DateField()
    ended_on = models.DateField()
    version = models.PositiveIntegerField(default=1)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["started_on"]
        constraints = [
            models.CheckConstraint(name="absence_ends_after_start", condition=Q(ended_on__gte=F("started_on"))),
            models.UniqueConstraint(name="absence_once", fields=["person", "started_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.started_on} to {self.ended_on}"


class AbsenceChange(SentOnce):
    """What somebody did to an absence: as it was before, and as it was after; kept when the absence is taken away."""

    class What(models.TextChoices):
        RECORDED = "recorded", "Recorded"
        CHANGED = "changed", "Changed"
        REMOVED = "removed", "Removed"

    class Why(models.TextChoices):
        NOT_AWAY = "not_away", "They were not away"
        WRONG_PERSON = "wrong_person", "It was somebody else"
        TWICE = "twice", "It is recorded twice"

    person = models.ForeignKey(Person, models.PROTECT, related_name="absence_changes")
    what = models.CharField(max_length=10, choices=What.choices)
    was_kind = models.CharField(max_length=12, choices=Absence.Kind.choices, blank=True)
    was_started_on = models.DateField(null=True, blank=True)
    was_ended_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=12, choices=Absence.Kind.choices, blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_change_before_and_after",
                condition=(
                    Q(what="recorded", was_started_on__isnull=True, started_on__isnull=False)
                    | Q(what="changed", was_started_on__isnull=False, started_on__isnull=False)
                    | (Q(what="removed", was_started_on__isnull=False, started_on__isnull=True) & ~Q(why=""))
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: absence of {self.person}"
