"""Feedback from people without an account: asked for once, answered once, by a link, a code on paper, or on paper."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse
from django.utils.crypto import get_random_string

from asye.models.portfolio import RUNS_PROGRAMME, Portfolio, read_on_panel
from frameworks.models import Statement
from workforce.models import Person
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


def _where(feedback: Feedback, filename: str) -> str:
    return f"feedback/{uuid.uuid4().hex}"


def _nonce() -> str:
    return get_random_string(32)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, access: Access) -> Self:
        """The two it is for: the practitioner and their assessor. Once submitted, the panel and the programme too."""
        two = Q(portfolio__practitioner=access.person) | Q(portfolio__practitioner__in=access.assesses)
        submitted = Q(answered_at__isnull=False) & ~Q(portfolio__status=Portfolio.Status.OPEN)
        read = read_on_panel(access, "portfolio__")
        if access.jobs & RUNS_PROGRAMME:
            return self.filter(two | submitted)
        return self.filter(two | (submitted & read))


class Feedback(SentOnce):
    """One request and its one answer. `role` is all that is ever kept of who answers, and only if they agree."""

    class Kind(models.TextChoices):
        PROFESSIONAL = "professional", "A professional"
        CARER = "carer", "A parent or carer"
        YOUNG_PERSON = "young_person", "A child or young person"

    FAMILIES = (Kind.CARER, Kind.YOUNG_PERSON)

    portfolio = models.ForeignKey(Portfolio, models.PROTECT, related_name="feedback")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    about = models.CharField("what it is about", max_length=200, blank=True)
    easy_read = models.BooleanField(default=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_on = models.DateField()
    nonce = models.CharField(max_length=32, default=_nonce, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    role = models.CharField(max_length=80, blank=True)
    on_paper = models.BooleanField(default=False)
    scan = models.FileField(upload_to=_where, blank=True)
    scan_type = models.CharField(max_length=100, blank=True)
    statements: models.ManyToManyField[Statement, models.Model] = models.ManyToManyField(
        Statement, related_name="+", blank=True
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "feedback"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            UniqueConstraint(name="feedback_nonce_once", fields=["nonce"]),
            models.CheckConstraint(
                name="feedback_answered_or_withdrawn",
                condition=Q(withdrawn_at__isnull=True) | Q(answered_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback from {self.get_kind_display().lower()}"

    def get_absolute_url(self) -> str:
        return reverse("asye:feedback", args=[self.pk])
