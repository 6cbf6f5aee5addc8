"""Book a series of sessions, and cancel the rest of one."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable

from django.db import transaction

from supervision import policy
from supervision.models import Series, Session
from supervision.queries.series import End, plan_of
from supervision.services.replan import book_dates, withdraw
from workforce import audit
from workforce.clock import is_working_day
from workforce.models import Absence, Person
from workforce.sent_once import insert_once
from workforce.sentences import day
from workforce.verdict import Refused

ALREADY = "There is a series for this worker already. Cancel the rest of it first"
CHANGED = "The dates have changed since you looked: read them again, then book"
LONGEST = dt.timedelta(days=731)


def stamp_of(dates: Iterable[policy.Planned]) -> str:
    """Return what a check page stands for: the days it showed."""
    return hashlib.sha256(",".join(one.on.isoformat() for one in dates).encode()).hexdigest()[:32]


def proposed(series: Series, on: dt.date) -> tuple[tuple[policy.Planned, ...], End]:
    """Return the dates of a series that is not booked yet, and its last day.

    Raises:
        Refused: the first date cannot be booked, the end is too far off, or the policy gives no rhythm to plan by.
    """
    require_day(series.worker, series.supervisor, series.first_on, on)
    if series.until < series.first_on:
        raise Refused("Choose an end that is after the first date")
    if series.until - series.first_on > LONGEST:
        raise Refused("Choose an end within two years of the first date")
    if Series.objects.open().filter(worker=series.worker, supervisor=series.supervisor).exists():
        raise Refused(ALREADY)
    plan = plan_of(series, on)
    if not plan.dates:
        raise Refused("The policy gives no rhythm to plan by. Book the sessions one by one")
    return plan.dates, plan.end


@transaction.atomic
def book_series(*, series: Series, stamp: str, by: Person, on: dt.date, at: dt.datetime) -> Series:
    """Write the series with all its bookings, if the dates are those that were shown. Sent twice it is written once.

    Raises:
        Refused: it cannot be booked, or the dates have changed since they were shown.
    """
    made = Series.objects.filter(sent_key=series.sent_key).first()
    if made is not None:
        return made
    dates, _ = proposed(series, on)
    if stamp_of(dates) != stamp:
        raise Refused(CHANGED)
    series.booked_by, series.booked_at = by, at
    series, new = insert_once(series, clash=ALREADY)
    if new:
        book_dates(series, dates, by=by, at=at)
        audit.record(by=by, deed="supervision.book_series", subject=series, at=at)
    return series


@transaction.atomic
def cancel_rest(*, series: Series, why: str, by: Person, on: dt.date, at: dt.datetime) -> int:
    """End a series: what is still to come is taken out of it, what was moved by hand too. Return how many.

    Raises:
        Refused: it has ended already.
    """
    rows = Series.objects.open().filter(pk=series.pk)
    if not rows.update(ended_at=at, ended_by=by, why_ended=why):
        raise Refused("This series has ended already")
    ahead = list(series.sessions.filter(outcome=Session.Outcome.PLANNED, date__gte=on))
    for row in ahead:
        withdraw(row, why, by=by, at=at)
    audit.record(by=by, deed="supervision.cancel_rest_of_series", subject=series, at=at)
    return len(ahead)


def require_day(worker: Person, supervisor: Person, date: dt.date, on: dt.date) -> None:
    """Raise Refused with what to do where a day cannot be booked for these two."""
    if date < on:
        raise Refused("Enter a date that is today or later. A session that was held is added with “Add a session”")
    if not is_working_day(date):
        raise Refused(f"{day(date)} is a weekend or a bank holiday. Choose a working day")
    away = Absence.objects.filter(person__in=[worker, supervisor], started_on__lte=date, ended_on__gte=date)
    absent = away.select_related("person").first()
    if absent is not None:
        raise Refused(f"{absent.person.name} is away on {day(date)}. Choose another day")
