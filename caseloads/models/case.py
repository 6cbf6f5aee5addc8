"""Cases by their reference in the case system. No child is named (CSL-16)."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

REFERENCE = RegexValidator(
    r"^(?=.*\d)[A-Za-z0-9][A-Za-z0-9/_.-]{2,29}$",
    "Enter the reference from the case system: letters, digits and dashes, without spaces and without a name",
)


class Case(models.Model):
    """One case of the case system."""

    class Type(models.TextChoices):
        CP = "CP", "Child protection"
        CLA = "CLA", "Child looked after"
        CIN = "CIN", "Child in need"
        S47 = "S47", "Section 47 enquiry"
        EH = "EH", "Early help"

    reference = models.CharField("case-system reference", max_length=30, unique=True, validators=[REFERENCE])
    type = models.CharField(max_length=4, choices=Type.choices)
    children = models.PositiveSmallIntegerField("number of children")
    complexity = models.PositiveSmallIntegerField(default=1)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(name="case_has_children", condition=Q(children__gte=1, children__lte=20)),
            models.CheckConstraint(
                name="case_closes_after_opening", condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.reference
