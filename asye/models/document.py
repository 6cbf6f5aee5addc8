"""A portfolio as one document: asked for, made in the background from one frozen snapshot, fetched."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.portfolio import Portfolio
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


def _where(document: PortfolioDocument, filename: str) -> str:
    return f"documents/{uuid.uuid4().hex}"


class PortfolioDocumentQuerySet(models.QuerySet["PortfolioDocument"]):
    def visible_to(self, access: Access) -> Self:
        """Only who asked for it, and only while they may still see the portfolio: it holds what they may read."""
        seen = Portfolio.objects.visible_to(access).order_by().values("pk")
        return self.filter(asked_by=access.person, portfolio__in=seen)


class PortfolioDocument(SentOnce):
    """One PDF of a portfolio. `snapshot` is what it says, gathered once; the file is laid out from it alone."""

    class Status(models.TextChoices):
        WAITING = "waiting", "Waiting to begin"
        GATHERING = "gathering", "Gathering what is in the portfolio"
        LAYING_OUT = "laying_out", "Laying out the pages"
        ADDING = "adding", "Adding the files"
        READY = "ready", "Ready"
        FAILED = "failed", "Not made"

    AT_WORK = (Status.WAITING, Status.GATHERING, Status.LAYING_OUT, Status.ADDING)

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="documents")
    version = models.PositiveIntegerField()
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    status_at = models.DateTimeField()
    snapshot = models.JSONField(null=True, blank=True)
    file = models.FileField(upload_to=_where, blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True, help_text="Bytes")
    sha256 = models.CharField(max_length=64, blank=True)
    left_out = models.JSONField(default=list, blank=True)

    objects = PortfolioDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            UniqueConstraint(name="document_version_once", fields=["portfolio", "version"]),
            models.CheckConstraint(
                name="document_ready_whole", condition=~Q(status="ready") | (~Q(file="") & Q(pages__isnull=False))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("asye:document", args=[self.pk])

    @property
    def is_at_work(self) -> bool:
        return self.status in self.AT_WORK
