"""Another authority's archive that is brought here: the file while it waits, and what came of it, kept as it was."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.meeting import Meeting
from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from frameworks.models import Statement
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


def _import_at(received: ArchiveImport, filename: str) -> str:
    return f"archive-imports/{uuid.uuid4().hex}"


def _brought_at(file: BroughtFile, filename: str) -> str:
    return f"brought/{uuid.uuid4().hex}"


class ArchiveImportQuerySet(models.QuerySet["ArchiveImport"]):
    def visible_to(self, access: Access) -> Self:
        """Those who run the programme bring archives over; what is shown of them is counts and dates, never words."""
        return self if access.jobs & RUNS_PROGRAMME else self.none()


class ArchiveImport(SentOnce):
    """One archive of another authority, from its arrival to the day it was written, refused or put aside."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to be checked"
        CHECKED = "checked", "Checked"
        REFUSED = "refused", "Refused"
        CONFIRMED = "confirmed", "Being written"
        WRITTEN = "written", "Written"
        CANCELLED = "cancelled", "Put aside"

    MOVES: ClassVar[dict[str, set[str]]] = {
        Status.WAITING: {Status.CHECKED, Status.REFUSED, Status.CANCELLED},
        Status.CHECKED: {Status.CONFIRMED, Status.CANCELLED},
        Status.CONFIRMED: {Status.WRITTEN, Status.REFUSED},
        Status.REFUSED: set(),
        Status.WRITTEN: set(),
        Status.CANCELLED: set(),
    }
    OPEN = (Status.WAITING, Status.CHECKED, Status.CONFIRMED)

    person = models.ForeignKey(Person, models.PROTECT, related_name="archive_imports")
    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="archive_imports", null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField("when it came")
    file = models.FileField(upload_to=_import_at, blank=True)
    sha256 = models.CharField("fingerprint of the file", max_length=64)
    size = models.PositiveBigIntegerField("bytes")
    fault = models.CharField("why it was refused", max_length=500, blank=True)
    preview = models.JSONField(default=dict, blank=True, help_text="What it would bring: dates and counts, no words")
    ended_there_on = models.DateField("last day of the year there", null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    ended_at = models.DateTimeField("when it was written, refused or put aside", null=True, blank=True)

    objects = ArchiveImportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            UniqueConstraint(
                name="archive_import_one_open",
                fields=["person"],
                condition=Q(status__in=["waiting", "checked", "confirmed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Archive for {self.person}"

    def get_absolute_url(self) -> str:
        return reverse("asye:archive_import", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.status in (self.Status.WAITING, self.Status.CONFIRMED)


class BroughtRecordQuerySet(models.QuerySet["BroughtRecord"]):
    def visible_to(self, access: Access) -> Self:
        """As the same kind of record that was written here: a draft is its author's, shared work is for the two, and
        once submitted for the panel and the programme, the rest for whoever reads the year."""
        own = Q(portfolio__practitioner=access.person)
        two = Q(portfolio__practitioner__in=access.assesses)
        submitted = ~Q(portfolio__status=Portfolio.Status.OPEN)
        panel = Q() if access.jobs & RUNS_PROGRAMME else read_on_panel(access, "portfolio__")
        shared = Q(reach=BroughtRecord.Reach.TWO) & (two | (submitted & panel))
        year = Portfolio.objects.visible_to(access).order_by().values("pk")
        return self.filter(own | shared | Q(reach=BroughtRecord.Reach.YEAR, portfolio__in=year))


class BroughtRecord(models.Model):
    """One record that another authority's archive brought: read only, as it was written there.

    `content` is the record as it stood in the archive; `uid` names it wherever it goes. `seal` is the seal of its
    origin, where it was signed: the database refuses to change or delete the row, so nobody signs it again.
    """

    class Reach(models.TextChoices):
        OWN = "own", "Its author alone"
        TWO = "two", "The two, and the panel once submitted"
        YEAR = "year", "Whoever reads the year"

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="brought")
    received = models.ForeignKey(ArchiveImport, models.PROTECT, related_name="records")
    kind = models.CharField(max_length=40)
    uid = models.UUIDField()
    place = models.PositiveIntegerField(help_text="Its place among those of its kind")
    title = models.CharField(max_length=300)
    on = models.DateField(null=True, blank=True)
    origin = models.CharField("the authority it was written at", max_length=200)
    reach = models.CharField(max_length=4, choices=Reach.choices)
    counts_as = models.CharField(max_length=40, blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField(null=True, blank=True)

    objects = BroughtRecordQuerySet.as_manager()

    class Meta:
        ordering = ["portfolio", "kind", "place", "pk"]
        constraints = [UniqueConstraint(name="brought_record_once", fields=["uid"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("asye:brought_record", args=[self.pk])


class BroughtTag(models.Model):
    """A statement of this installation that a brought record was tagged with there, by edition and number."""

    record = models.ForeignKey(BroughtRecord, models.PROTECT, related_name="tags")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="brought_tag_once", fields=["record", "statement"])]

    def __str__(self) -> str:
        return str(self.statement)


class BroughtFileQuerySet(models.QuerySet["BroughtFile"]):
    def visible_to(self, access: Access) -> Self:
        return self.filter(record__in=BroughtRecord.objects.visible_to(access).order_by().values("pk"))


class BroughtFile(models.Model):
    """A file of a brought record; seen by whoever may see the record."""

    record = models.ForeignKey(BroughtRecord, models.PROTECT, related_name="files")
    file = models.FileField(upload_to=_brought_at)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes")
    sha256 = models.CharField(max_length=64)

    objects = BroughtFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [UniqueConstraint(name="brought_file_once", fields=["record", "sha256"])]

    def __str__(self) -> str:
        return self.name


class BroughtMeeting(models.Model):
    """A meeting of the programme here that was held and signed there, so that nobody owes it again."""

    meeting = models.OneToOneField(Meeting, models.PROTECT, related_name="brought")
    record = models.OneToOneField(BroughtRecord, models.PROTECT, related_name="meeting")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.meeting)
