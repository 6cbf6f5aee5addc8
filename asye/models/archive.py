"""A portfolio that leaves with its person as one archive, and into whose hands it was given."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


def _archive_at(archive: PortfolioArchive, filename: str) -> str:
    return f"archives/{uuid.uuid4().hex}"


class PortfolioArchiveQuerySet(models.QuerySet["PortfolioArchive"]):
    def visible_to(self, access: Access) -> Self:
        """Only who asked for it: it holds what they may read and take. A lead keeps it while they run the programme."""
        own = Q(asked_by=access.person, portfolio__practitioner=access.person)
        if access.jobs & RUNS_PROGRAMME:
            own |= Q(asked_by=access.person)
        return self.filter(own)


class PortfolioArchive(SentOnce):
    """One zip of a portfolio. `for_leaver` says that the lead asked for it, to hand it over: drafts are not in it."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to begin"
        GATHERING = "gathering", "Gathering what is in the portfolio"
        LAYING_OUT = "laying_out", "Laying out the PDF"
        PACKING = "packing", "Packing pages and files"
        READY = "ready", "Ready"
        FAILED = "failed", "Not made"
        GONE = "gone", "Deleted after its days"

    AT_WORK = (Status.WAITING, Status.GATHERING, Status.LAYING_OUT, Status.PACKING)

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="archives")
    for_leaver = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    status_at = models.DateTimeField()
    delete_on = models.DateField()
    file = models.FileField(upload_to=_archive_at, blank=True)
    size = models.PositiveBigIntegerField(null=True, blank=True, help_text="Bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    holds = models.JSONField(default=list, blank=True, help_text="How many of what: pairs of words and a number")
    left_out = models.JSONField(default=list, blank=True)

    objects = PortfolioArchiveQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="archive_ready_whole", condition=~Q(status="ready") | ~Q(file="")),
            models.CheckConstraint(name="archive_gone_without_file", condition=~Q(status="gone") | Q(file="")),
        ]

    def __str__(self) -> str:
        return f"Archive of {self.asked_at:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("asye:archive", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.status in self.AT_WORK


class ArchiveHandover(SentOnce):
    """The receipt for an archive that was handed to a leaver. The database refuses to change or delete it."""

    class Way(models.TextChoices):
        IN_PERSON = "in_person", "In person, on an encrypted stick or drive"
        SECURE_MAIL = "secure_mail", "By secure mail, to an address they gave themselves"
        EMPLOYER = "employer", "To their new employer, at their written request"

    archive = models.ForeignKey(PortfolioArchive, models.PROTECT, related_name="handovers")
    way = models.CharField(max_length=12, choices=Way.choices)
    to = models.CharField("who receives it", max_length=200)
    identity = models.CharField("how you made sure that it is them", max_length=300)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="archive_handover_whole", condition=~Q(to="") & ~Q(identity="")),
        ]

    def __str__(self) -> str:
        return f"Handed to {self.to}"
