"""What the assessor writes about a shared reflection: private while it is written, released once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q, UniqueConstraint
from django.urls import reverse

from asye.models.reflection import MOST_CHARACTERS, Reflection
from workforce.models import Person
from workforce.versions import Versioned

if TYPE_CHECKING:
    from workforce.access import Access


class AssessorResponseQuerySet(models.QuerySet["AssessorResponse"]):
    def visible_to(self, access: Access) -> Self:
        """Notes are their author's; a released response is open to whoever may see the reflection.

        Private notes stay private for good: only `feedback` is ever shown to others.
        """
        seen = Reflection.objects.visible_to(access).order_by().values("pk")
        return self.filter(Q(author=access.person) | Q(released_at__isnull=False, reflection__in=seen))


class AssessorResponse(Versioned):
    """One round of reading: private notes, and feedback that is released with an outcome."""

    class Outcome(models.TextChoices):
        RETURNED = "returned", "Return it for more work"
        ACCEPTED = "accepted", "Accept it"

    reflection = models.ForeignKey(Reflection, models.PROTECT, related_name="responses")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    notes = models.TextField("private notes", blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    feedback = models.TextField(blank=True, validators=[MaxLengthValidator(MOST_CHARACTERS)])
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    started_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    objects = AssessorResponseQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            UniqueConstraint(
                name="response_one_unreleased",
                fields=["reflection", "author"],
                condition=Q(released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="response_released_whole",
                condition=Q(released_at__isnull=True) | (~Q(feedback="") & ~Q(outcome="")),
            ),
        ]

    def __str__(self) -> str:
        return f"Response to {self.reflection}"

    @property
    def edit_address(self) -> str:
        return reverse("asye:respond", args=[self.reflection_id])
