"""What people do with the library: who looks after a resource by name, and what somebody keeps for learning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from frameworks.models import Resource, Statement
from workforce.models import Person
from workforce.sent_once import SentOnce
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class ResourceCare(SentOnce, Versioned):
    """Who looks after a resource by name (null: whoever has the role of its owner), and the version of its words."""

    resource = models.OneToOneField(Resource, models.PROTECT, related_name="care")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True)

    def __str__(self) -> str:
        return f"Care of {self.resource_id}"


class SavedResourceQuerySet(models.QuerySet["SavedResource"]):
    def visible_to(self, access: Access) -> Self:
        """One's own; one's assessor reads it too, and what goes to supervision whoever manages or supervises one."""
        to_supervision = Q(purpose=SavedResource.Purpose.SUPERVISION, person__in=access.works_with)
        return self.filter(Q(person=access.person) | Q(person__in=access.assesses) | to_supervision)


class SavedResource(models.Model):
    """A resource somebody keeps to learn from or to take to supervision; `gap` is the statement they came from."""

    class Purpose(models.TextChoices):
        PLAN = "plan", "Development plan"
        SUPERVISION = "supervision", "Next supervision"

    person = models.ForeignKey(Person, models.PROTECT, related_name="saved_resources")
    resource = models.ForeignKey(Resource, models.PROTECT, related_name="saved")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    gap = models.ForeignKey(Statement, models.PROTECT, related_name="+", null=True)
    saved_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = SavedResourceQuerySet.as_manager()

    class Meta:
        ordering = ["saved_at", "pk"]
        constraints = [
            UniqueConstraint(
                name="saved_resource_once", fields=["person", "resource", "purpose"], condition=Q(done_at=None)
            ),
            CheckConstraint(name="saved_resource_purpose_known", condition=Q(purpose__in=["plan", "supervision"])),
        ]

    def __str__(self) -> str:
        return f"{self.resource_id} for {self.get_purpose_display()}"
