"""Take a place on a course, give it up, and the academy's list of who came (WRK-04, WRK-05)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction
from django.db.models import F

from asye.models import Booking, CourseDate, Portfolio, TrainingFlag, TrainingRecord
from asye.policy import training as policy
from asye.queries.training import off_days, pathway_of
from asye.services.training_duties import refresh
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused

Status = Booking.Status


@transaction.atomic
def book(
    *, date: CourseDate, portfolio: Portfolio, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Booking:
    """Take a place; asked twice it is one place. The row of the date is the lock for the last one.

    Raises:
        Refused: it is full, over or called off, or the portfolio is closed.
    """
    there = Booking.objects.filter(date=date, portfolio=portfolio).exclude(status=Status.CANCELLED).first()
    if there is not None:
        return there
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted, so no course is booked for it any more")
    if date.first_on < on or date.cancelled_at is not None:
        raise Refused("This date is over or has been called off. Choose another")
    rows = CourseDate.objects.filter(pk=date.pk, taken__lt=F("places"), cancelled_at__isnull=True)
    if not rows.update(taken=F("taken") + 1):
        raise Refused("Every place is taken. Choose another date, or ask the academy")
    booking = Booking(date=date, portfolio=portfolio, booked_by=by, booked_at=at, sent_key=sent_key)
    booking, new = insert_once(booking, clash="You have a place on this date already")
    if new:
        audit.record(by=by, deed="asye.book_course", subject=booking, at=at)
    return booking


def needs_release(booking: Booking) -> bool:
    """Whether somebody has to agree that this place is given up: it is a course that everybody takes (WRK-05)."""
    asked = {one.key for one in pathway_of(booking.portfolio) if one.mandatory}
    return booking.date.course.item in asked


@transaction.atomic
def give_up(*, booking: Booking, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Give up a place that nobody has to agree to.

    Raises:
        Refused: it is of the pathway, or the day has come.
    """
    if needs_release(booking):
        raise Refused("This course is part of the pathway: ask to be released, and say why")
    if booking.date.first_on < on:
        raise Refused("The day is over. The academy records who came")
    free_place(booking, by=by, at=at)
    audit.record(by=by, deed="asye.give_up_place", subject=booking, at=at)


def free_place(booking: Booking, *, by: Person, at: dt.datetime, why: str = "") -> None:
    """Cancel a place and let somebody else have it; inside the deed's transaction."""
    move(booking, Status.CANCELLED, by=by, at=at, why=why)
    CourseDate.objects.filter(pk=booking.date_id, taken__gt=0).update(taken=F("taken") - 1)


@transaction.atomic
def record_attendance(*, date: CourseDate, came: Collection[int], by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say who of those with a place came; everybody else did not. It may be sent again to put it right.

    `came` holds keys of places.

    Raises:
        Refused: the date is still to come, or was called off.
    """
    if date.first_on > on or date.cancelled_at is not None:
        raise Refused("Attendance is recorded on the day or after it, unless the date was called off")
    CourseDate.objects.filter(pk=date.pk).update(listed_at=at)
    rows = date.bookings.exclude(status=Status.CANCELLED).select_related(
        "portfolio__practitioner", "portfolio__stage", "portfolio__programme", "date__course"
    )
    for booking in rows:
        _mark(booking, booking.pk in came, by, at)
        refresh_flag(booking.portfolio, on, at)
        refresh(booking.portfolio, on, at)
    audit.record(by=by, deed="asye.record_attendance", subject=date, at=at)


def _mark(booking: Booking, came: bool, by: Person, at: dt.datetime) -> None:
    to = Status.CAME if came else Status.MISSED
    if booking.status != to:
        move(booking, to, by=by, at=at)
    if not came:
        TrainingRecord.objects.filter(booking=booking, removed_at__isnull=True).update(removed_at=at)
        return
    course = booking.date.course
    told = {"removed_at": None, "author": by, "at": at}
    made = {
        "portfolio": booking.portfolio, "item": course.item, "title": course.title, "on": booking.date.last_on,
        "days": course.days,
    }  # fmt: skip
    TrainingRecord.objects.update_or_create(booking=booking, defaults=told, create_defaults=told | made)


def refresh_flag(portfolio: Portfolio, on: dt.date, at: dt.datetime) -> None:
    """Raise a flag for the lead where somebody cancelled or missed too often; one at a time (WRK-05)."""
    last = TrainingFlag.objects.filter(portfolio=portfolio).order_by("-raised_on").first()
    if last is not None and last.seen_at is None:
        return
    days = [day for day in off_days(portfolio) if last is None or day > last.raised_on]
    because = policy.too_often(pack_on(on), days, on)
    if because:
        TrainingFlag.objects.create(portfolio=portfolio, raised_on=on, raised_at=at, rule="WRK-05", because=because)
