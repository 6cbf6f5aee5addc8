"""What became of a booking, step by step: each with who, when and why (SUP-06)."""

from django.db import models
from django.db.models import Q

from supervision.models.gathering import Gathering
from supervision.models.session import Session
from workforce.models import Person


class SessionChange(models.Model):
    """One thing that happened to a booking, of a session or of a gathering; `by` is null where the series moved itself.

    The database refuses to change or delete a row.
    """

    class What(models.TextChoices):
        BOOKED = "booked", "Booked"
        MOVED = "moved", "Moved"
        SHIFTED = "shifted", "Moved by the series"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed"
        WITHDRAWN = "withdrawn", "Taken out of the series"

    session = models.ForeignKey(Session, models.PROTECT, related_name="changes", null=True, blank=True)
    gathering = models.ForeignKey(Gathering, models.PROTECT, related_name="changes", null=True, blank=True)
    what = models.CharField(max_length=10, choices=What.choices)
    from_on = models.DateField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)
    to_time = models.TimeField(null=True, blank=True)
    why = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="change_of_one_booking",
                condition=Q(session__isnull=False, gathering__isnull=True)
                | Q(session__isnull=True, gathering__isnull=False),
            ),
            models.CheckConstraint(name="change_says_why", condition=Q(what__in=["booked", "held"]) | ~Q(why="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} at {self.at}"
