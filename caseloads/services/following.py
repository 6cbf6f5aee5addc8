"""What follows a file of the case system, in its transaction: passed limits, and allegations that somebody has now."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from caseloads import duties
from caseloads.models import Allegation, Allocation, Case
from caseloads.services.allegations import put_told_on_clock
from caseloads.services.breaches import open_found_breaches


def follow_cases(*, on: dt.date, at: dt.datetime) -> None:
    """Open and close passed limits as the loads now stand; start and stop the clocks of allegations.

    Safe to do again: what stands is left alone.
    """
    open_found_breaches(on, at)
    put_told_on_clock(on=on, at=at)
    for allegation in Allegation.objects.waiting().select_related("manager"):
        _stop_clock(allegation, on=on, at=at)


def _stop_clock(allegation: Allegation, *, on: dt.date, at: dt.datetime) -> None:
    received = timezone.localtime(allegation.received_at).date()
    given = (
        Allocation.objects.open_on(on)
        .filter(case__reference=allegation.reference, started_on__gte=received)
        .order_by("started_on", "pk")
        .first()
    )
    if given is None:
        _end_with_case(allegation, on=on, at=at)
        return
    # The file knows the day and not the hour: the day's beginning is taken, or the moment it came in.
    began = timezone.make_aware(dt.datetime.combine(given.started_on, dt.time()))
    Allegation.objects.waiting().filter(pk=allegation.pk).update(
        allocation=given, allocated_at=max(began, allegation.received_at)
    )
    duties.settle(duties.ALLEGATION, allegation.manager, on=on, at=at)


def _end_with_case(allegation: Allegation, *, on: dt.date, at: dt.datetime) -> None:
    """A case that the case system has closed without a worker is no longer waited for; the row says since when."""
    closed_cases = Case.objects.filter(reference=allegation.reference, closed_on__lt=on)
    closed: dt.date | None = closed_cases.values_list("closed_on", flat=True).first()
    if closed is not None and Allegation.objects.waiting().filter(pk=allegation.pk).update(closed_on=closed):
        duties.settle(duties.ALLEGATION, allegation.manager, on=on, at=at)
