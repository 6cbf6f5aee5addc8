"""The library of learning resources: what helps with a topic and with which statements (FRW-10)."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db import models
from django.db.models import CheckConstraint, Q
from django.urls import reverse

from frameworks.models.standards import Statement, Topic
from frameworks.models.subjects import SubjectsField

_KINDS = (
    "guide",
    "example",
    "checklist",
    "template",
    "exercise",
    "reading",
    "course",
    "shadowing",
    "discussion",
)


def _where(resource: Resource, filename: str) -> str:
    """Store under a random name: the file's own name is kept in the row and never trusted."""
    return f"library/{uuid.uuid4().hex}"


class ResourceQuerySet(models.QuerySet["Resource"]):
    def visible_to(self, access: Any) -> ResourceQuerySet:
        """The library is open to everybody who may sign in, except what has been taken out of it."""
        return self.filter(withdrawn_at=None)

    def needing_care(self, on: date) -> ResourceQuerySet:
        """Reported as broken, or past the day on which somebody was to look at it again."""
        return self.filter(Q(broken_since__isnull=False) | Q(review_on__lt=on))


class Resource(models.Model):
    """One learning resource: a page, a file, or something to be done with other people, where both are empty."""

    class Kind(models.TextChoices):
        GUIDE = "guide", "Short guide"
        EXAMPLE = "example", "Worked example"
        CHECKLIST = "checklist", "Checklist"
        TEMPLATE = "template", "Template"
        EXERCISE = "exercise", "Exercise"
        READING = "reading", "Reading"
        COURSE = "course", "Course or workshop"
        SHADOWING = "shadowing", "Shadowing or joint visit"
        DISCUSSION = "discussion", "Questions for supervision"

    class Licence(models.TextChoices):
        OWN = "own", "Own work of the authority, free to use here"
        OPEN = "open", "Open licence, free to copy with its source"
        LICENSED = "licensed", "Under a licence the authority holds"
        UNKNOWN = "unknown", "Not known: read here, do not copy"

    class Owner(models.TextChoices):
        LEAD = "development_lead", "Service development lead"
        OFFICER = "development_officer", "Learning and development officer"

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    summary = models.TextField()
    title_subjects = SubjectsField(of=["title"])
    subjects = SubjectsField(of=["summary"])
    kind = models.CharField(max_length=12, choices=Kind.choices)
    link = models.CharField(max_length=500, blank=True)
    file = models.FileField(upload_to=_where, blank=True)
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    minutes = models.PositiveSmallIntegerField(help_text="How long it takes")
    licence = models.CharField(max_length=10, choices=Licence.choices)
    owner_role = models.CharField(max_length=20, choices=Owner.choices)
    review_on = models.DateField()
    broken_since = models.DateTimeField(null=True, blank=True)
    is_ours = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="resources")
    statements = models.ManyToManyField(Statement, blank=True, related_name="resources")

    objects = ResourceQuerySet.as_manager()

    class Meta:
        ordering = ("title", "pk")
        constraints = [
            CheckConstraint(name="resource_has_words", condition=~Q(title="") & ~Q(summary="")),
            CheckConstraint(name="resource_takes_time", condition=Q(minutes__gt=0)),
            CheckConstraint(
                name="resource_link_is_safe",
                condition=Q(link="") | Q(link__startswith="/") | Q(link__startswith="https://"),
            ),
            CheckConstraint(name="resource_kind_known", condition=Q(kind__in=list(_KINDS))),
        ]
        indexes = [
            models.Index(name="resource_broken", fields=["broken_since"], condition=Q(broken_since__isnull=False)),
            models.Index(name="resource_review", fields=["review_on"]),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("frameworks:resource", args=[self.slug])

    @property
    def is_broken(self) -> bool:
        return self.broken_since is not None

    def is_overdue(self, on: date) -> bool:
        """Whether the day to look at it again has passed."""
        return self.review_on < on
