"""Dated relationships: who manages, assesses, supervises whom, and who is group manager of a service."""

from django.db import models
from django.db.models import F, Q

from workforce.models.organisation import Service
from workforce.models.period import PeriodQuerySet, ends_after_start
from workforce.models.person import Person


class Relationship(models.Model):
    """`holder` does `kind` for `person` (or, for a group manager, for `service`) during the period.

    Nobody of a person's own line assesses them: the staff import refuses it (ASY-01).
    """

    class Kind(models.TextChoices):
        MANAGES = "manages", "Manages"
        ASSESSES = "assesses", "Assesses"
        SUPERVISES = "supervises", "Supervises"
        PROFESSIONALLY_SUPERVISES = "professionally_supervises", "Supervises as a registered professional"
        GROUP_MANAGES = "group_manages", "Is group manager of"

    kind = models.CharField(max_length=30, choices=Kind.choices)
    holder = models.ForeignKey(Person, models.PROTECT, related_name="holds")
    person = models.ForeignKey(Person, models.PROTECT, related_name="held_by", null=True, blank=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="held_by", null=True, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]
        indexes = [models.Index(name="relationship_holder_open", fields=["holder", "ended_on"])]
        constraints = [
            ends_after_start("relationship_ends_after_start"),
            models.CheckConstraint(
                name="relationship_to_person_or_service",
                condition=(
                    Q(kind="group_manages", service__isnull=False, person__isnull=True)
                    | (~Q(kind="group_manages") & Q(service__isnull=True, person__isnull=False))
                ),
            ),
            models.CheckConstraint(
                name="relationship_not_with_oneself", condition=Q(person__isnull=True) | ~Q(person=F("holder"))
            ),
            models.UniqueConstraint(
                name="relationship_one_open_per_person",
                fields=["kind", "person"],
                condition=Q(ended_on__isnull=True, person__isnull=False),
                violation_error_message="Somebody else does this for them already. End that first",
            ),
            models.UniqueConstraint(
                name="relationship_one_open_per_service",
                fields=["kind", "service"],
                condition=Q(ended_on__isnull=True, service__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.get_kind_display().lower()} {self.person or self.service}"
