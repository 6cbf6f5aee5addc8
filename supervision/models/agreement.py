"""The written agreement between a worker and their supervisor, signed by both (SUP-15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from workforce.models import Person, SealedRecord
from workforce.sent_once import SentOnce

if TYPE_CHECKING:
    from workforce.access import Access


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, access: Access) -> Self:
        """The two it binds, the supervisor's manager, and whoever leads the worker's supervision now."""
        return self.filter(
            Q(worker=access.person)
            | Q(supervisor=access.person)
            | Q(supervisor__in=access.manages)
            | Q(worker__in=access.manages | access.supervises)
        )


class Agreement(SentOnce):
    """How two people will do supervision. It never changes: what is agreed anew is a new one."""

    WORDS = ("frequency", "place", "recorded", "disagreement")

    worker = models.ForeignKey(Person, models.PROTECT, related_name="supervision_agreements")
    supervisor = models.ForeignKey(Person, models.PROTECT, related_name="supervision_agreements_led")
    frequency = models.TextField("how often and how long")
    place = models.CharField("where", max_length=200)
    recorded = models.TextField("what is recorded, and who reads it")
    disagreement = models.TextField("how disagreement is settled")
    drawn_up_at = models.DateTimeField()

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-drawn_up_at", "-pk"]
        indexes = [models.Index(name="agreement_by_worker", fields=["worker", "-drawn_up_at"])]
        constraints = [models.CheckConstraint(name="agreement_not_with_oneself", condition=~Q(worker=F("supervisor")))]

    def __str__(self) -> str:
        return f"Supervision agreement of {self.worker}"

    def get_absolute_url(self) -> str:
        return reverse("supervision:agreement", args=[self.worker_id])


class AgreementSignature(models.Model):
    """One of the two signatures. The second is sealed, and begins the agreement on that day."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="signatures")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    at = models.DateTimeField()
    seal = models.OneToOneField(SealedRecord, models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(name="agreement_signed_once", fields=["agreement", "by"])]

    def __str__(self) -> str:
        return f"Signed by {self.by} on {self.on}"
