"""Bring what follows from somebody's facts in line with them: the duty, then the bookings of their series.

Everything here is safe to run twice: what is in line already is not written.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from reminders.services import settle
from supervision import policy
from supervision.duties import KIND, owed_for
from supervision.models import Series, Session, SessionChange
from supervision.queries.series import End, Plan, plan_of
from workforce import audit
from workforce.models import Person

What = SessionChange.What
NOT_NEEDED = "The policy asks for no session here any more"
LONGEST_WHY = 500
ORDER = 50  # after years are opened, before duties are settled


def settle_and_replan(workers: Collection[Person], *, on: dt.date, at: dt.datetime) -> None:
    """Set the day each worker's next session is due, then re-plan their series. Called in the deed's transaction."""
    for worker in workers:
        settle(kind=KIND, about=worker, owed=owed_for([worker], on), on=on, at=at)
    replan_people(workers, on, at)


def replan_people(people: Collection[Person], on: dt.date, at: dt.datetime) -> None:
    """Re-plan every open series in which one of these people takes part, after their facts have changed."""
    for series in Series.objects.open().filter(Q(worker__in=people) | Q(supervisor__in=people)):
        replan_series(series, on=on, at=at)


@transaction.atomic
def replan_series(series: Series, *, on: dt.date, at: dt.datetime) -> bool:
    """Move, add and withdraw what is still to come and free; say whether anything changed."""
    locked = Series.objects.open().select_for_update(of=("self",)).select_related("worker", "supervisor")
    found = locked.filter(pk=series.pk).first()
    if found is None:
        return False
    plan = plan_of(found, on)
    changed = _follow(found, plan, at)
    if plan.end.on < on:
        _end(found, plan.end, at)
        changed = True
    if changed:
        audit.record(by=None, deed="supervision.replan_series", subject=found, at=at)
    return changed


def _end(series: Series, end: End, at: dt.datetime) -> None:
    why = end.because or "The series has come to its last day"
    for row in series.sessions.filter(outcome=Session.Outcome.PLANNED, date__gt=end.on):
        withdraw(row, why, by=None, at=at)
    Series.objects.filter(pk=series.pk).update(ended_at=at, why_ended=why)


def _follow(series: Series, plan: Plan, at: dt.datetime) -> bool:
    """Give the free bookings the dates of the plan: a date both have stays with its booking, the others go in order."""
    wanted = {planned.on: planned for planned in plan.dates}
    moving = [row for row in plan.free if row.date not in wanted]
    missing = [planned for on, planned in wanted.items() if on not in {row.date for row in plan.free}]
    for row, planned in zip(moving, missing, strict=False):
        shift(row, planned, at)
    book_dates(series, missing[len(moving) :], by=None, at=at)
    for row in moving[len(missing) :]:
        withdraw(row, plan.end.because or NOT_NEEDED, by=None, at=at)
    return bool(moving or missing)


def shift(row: Session, planned: policy.Planned, at: dt.datetime) -> None:
    """Move a free booking to the day the plan asks for, and keep from where, to where and why."""
    Session.objects.filter(pk=row.pk, outcome=Session.Outcome.PLANNED).update(date=planned.on)
    SessionChange.objects.create(
        session=row,
        what=What.SHIFTED,
        from_on=row.date,
        from_time=row.time,
        to_on=planned.on,
        to_time=row.time,
        why=planned.because[:LONGEST_WHY],
        at=at,
    )
    row.date = planned.on


def withdraw(row: Session, why: str, *, by: Person | None, at: dt.datetime) -> None:
    """Take a booking out of its series: it was never to be held, so nobody cancelled it."""
    rows = Session.objects.filter(pk=row.pk, outcome=Session.Outcome.PLANNED)
    if rows.update(outcome=Session.Outcome.WITHDRAWN, why_not_held=why[:200]):
        SessionChange.objects.create(
            session=row, what=What.WITHDRAWN, from_on=row.date, from_time=row.time, why=why, by=by, at=at
        )


def book_dates(
    series: Series, dates: Collection[policy.Planned], *, by: Person | None, at: dt.datetime
) -> list[Session]:
    """Write bookings of a series, each with the reason for its date.

    Raises:
        IntegrityError: a day is booked already; the caller's transaction is at its end.
    """
    made = [
        Session(
            worker=series.worker,
            supervisor=series.supervisor,
            date=planned.on,
            time=series.time,
            place=series.place,
            series=series,
            outcome=Session.Outcome.PLANNED,
            recorded_by=by or series.booked_by,
            recorded_at=at,
        )
        for planned in dates
    ]
    Session.objects.bulk_create(made)
    SessionChange.objects.bulk_create(
        SessionChange(
            session=row, what=What.BOOKED, to_on=row.date, to_time=row.time, why=why[:LONGEST_WHY], by=by, at=at
        )
        for row, why in zip(made, (planned.because for planned in dates), strict=True)
    )
    return made


def replan_all(*, on: dt.date, at: dt.datetime) -> int:
    """Re-plan every open series, each in a transaction of its own; return how many had drifted. Twice is as once."""
    drifted = 0
    for series in Series.objects.open().order_by("pk"):
        drifted += replan_series(series, on=on, at=at)
    return drifted
