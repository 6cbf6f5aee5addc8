"""The catalogue of courses with its versions, and the days on which they take place (WRK-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q, UniqueConstraint
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio
from workforce.models import Person, Post
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access

KEEPS_TRAINING = RUNS_PROGRAMME | {Post.Job.DEVELOPMENT_OFFICER}


def knows_training(access: Access) -> bool:
    """Who keeps the catalogue, who manages or assesses somebody, and whoever is in an assessed year."""
    if access.jobs & KEEPS_TRAINING or access.manages or access.assesses or access.service_ids:
        return True
    return Portfolio.objects.filter(practitioner=access.person, status__in=Portfolio.LIVE).exists()


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, access: Access) -> Self:
        return self if knows_training(access) else self.none()


class Course(SentOnce, Versioned):
    """One course as it is now. `item` is what it counts for in the pathway; empty: for nothing there."""

    WORDS = ("title", "about", "provider", "item", "days")

    title = models.CharField(max_length=120)
    about = models.TextField(blank=True)
    provider = models.CharField("who holds it", max_length=120, blank=True)
    item = models.CharField("what it counts for", max_length=60, blank=True)
    days = models.DecimalField(max_digits=4, decimal_places=2)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.CheckConstraint(name="course_takes_time", condition=Q(days__gt=0))]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("asye:course", args=[self.pk])

    @property
    def edit_address(self) -> str:
        return reverse("asye:course_edit", args=[self.pk])


class CourseVersion(models.Model):
    """A course as it was from one saving to the next. The database refuses to change or delete it."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    words = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [UniqueConstraint(name="course_version_once", fields=["course", "number"])]

    def __str__(self) -> str:
        return f"Version {self.number}"


class CourseDateQuerySet(models.QuerySet["CourseDate"]):
    def visible_to(self, access: Access) -> Self:
        return self if knows_training(access) else self.none()


class CourseDate(SentOnce):
    """A course on a day, or on several from `first_on` to `last_on`; `taken` counts the places given."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="dates")
    first_on = models.DateField()
    last_on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    place = models.CharField(max_length=120)
    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    listed_at = models.DateTimeField("when attendance was recorded", null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    why_cancelled = models.CharField(max_length=200, blank=True)

    objects = CourseDateQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "begins", "pk"]
        indexes = [models.Index(name="course_date_by_day", fields=["first_on"])]
        constraints = [
            models.CheckConstraint(name="course_date_in_order", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(name="course_date_has_room", condition=Q(taken__lte=F("places"))),
            models.CheckConstraint(name="course_date_ends_later", condition=Q(ends__gt=F("begins"))),
        ]

    def __str__(self) -> str:
        return f"{self.course}, {self.first_on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("asye:course_date", args=[self.pk])

    @property
    def free(self) -> int:
        return self.places - self.taken
