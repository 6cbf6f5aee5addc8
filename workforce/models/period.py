"""Time as periods: a row holds from `started_on` to `ended_on`, both days included; null while it is open."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q


class PeriodQuerySet(models.QuerySet[Any]):
    def open_on(self, on: dt.date, prefix: str = "") -> Self:
        """Return the rows whose period contains the day; `prefix` reaches them through a relation (`"posts__"`)."""
        return self.filter(holds_on(on, prefix))


def holds_on(on: dt.date, prefix: str = "") -> Q:
    """Return the condition that a period contains the day."""
    ended = Q(**{f"{prefix}ended_on__isnull": True}) | Q(**{f"{prefix}ended_on__gte": on})
    return Q(**{f"{prefix}started_on__lte": on}) & ended


def ends_after_start(name: str) -> CheckConstraint:
    """Return the constraint that a period does not end before it starts."""
    return CheckConstraint(
        name=name,
        condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
        violation_error_message="The end date must be the same as or after the start date",
    )
