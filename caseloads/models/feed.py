"""The case system's files: who sent which, when, and what came of it. The file itself goes once it is dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.urls import reverse

from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access

FOLDER = "imports"


class CaseImportQuerySet(models.QuerySet["CaseImport"]):
    def visible_to(self, access: Access) -> Self:
        """Counts and faults, for those who answer for the whole workforce."""
        return self if access.jobs & CaseImport.SEEN_BY else self.none()


class CaseImport(SentOnce):
    """One file, from its arrival to the day it was written, refused or put aside. `by` is null for the command."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to be checked"
        CHECKED = "checked", "Checked"
        REFUSED = "refused", "Refused"
        CONFIRMED = "confirmed", "Being written"
        WRITTEN = "written", "Written"
        CANCELLED = "cancelled", "Put aside"

    SEEN_BY: ClassVar[frozenset[str]] = frozenset({"development_lead", "principal"})
    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.WAITING: {Status.CHECKED, Status.REFUSED, Status.CANCELLED},
        Status.CHECKED: {Status.CONFIRMED, Status.CANCELLED},
        Status.CONFIRMED: {Status.WRITTEN, Status.REFUSED},
        Status.REFUSED: set(),
        Status.WRITTEN: set(),
        Status.CANCELLED: set(),
    }

    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField("when it came")
    file = models.FileField(upload_to=FOLDER, blank=True)
    mapping = models.TextField("how its headers read as ours", blank=True)
    partial = models.BooleanField("holds a part of the cases only", default=False)
    sha256 = models.CharField("fingerprint of the file", max_length=64)
    size = models.PositiveIntegerField("bytes")
    rows = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True)
    missing = models.PositiveIntegerField("open cases that are not in the file", default=0)
    open_before = models.PositiveIntegerField(default=0)
    open_after = models.PositiveIntegerField(default=0)
    shrinks = models.BooleanField(default=False)
    fault_count = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField("when it was written, refused or put aside", null=True, blank=True)

    objects = CaseImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import of cases"
        verbose_name_plural = "imports of cases"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"File of {self.at:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("caseloads:import", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        """Whether something is going on by itself."""
        return self.status in (self.Status.WAITING, self.Status.CONFIRMED)
