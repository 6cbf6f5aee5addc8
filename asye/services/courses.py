"""The catalogue: add a course, change it (each version is kept), withdraw it; set a date, call one off (WRK-04)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from asye.models import Booking, Course, CourseDate, CourseVersion
from asye.services.training_duties import refresh
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

WITHDRAWN = "This course is offered no more"
LABELS = {
    "title": "Title",
    "about": "What it is about",
    "provider": "Who holds it",
    "item": "Counts for",
    "days": "Days",
}


@transaction.atomic
def add_course(*, words: Mapping[str, Any], sent_key: uuid.UUID, by: Person, at: dt.datetime) -> Course:
    """Add a course with its first version; a form sent twice adds one."""
    course = Course(**words, sent_key=sent_key, saved_at=at)
    course, new = insert_once(course, clash="A course takes some time: enter how many days")
    if new:
        _keep(course, by, at)
        audit.record(by=by, deed="asye.add_course", subject=course, at=at)
    return course


def edit_course(*, course: Course, words: Mapping[str, Any], save: Save, by: Person, at: dt.datetime) -> Course:
    """Change a course and keep the version; dates and what people did keep the words of their day.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: it is withdrawn.
    """
    before = {name: getattr(course, name) for name in Course.WORDS}
    if before == dict(words):
        return course
    save_written(
        course, words, labels=LABELS, address=course.edit_address, deed="asye.edit_course", too_late=WITHDRAWN,
        save=save, by=by, at=at, then=lambda: _keep(course, by, at), withdrawn_on=None,
    )  # fmt: skip
    return course


def _keep(course: Course, by: Person, at: dt.datetime) -> None:
    words = {name: str(getattr(course, name)) for name in Course.WORDS}
    CourseVersion.objects.create(course=course, number=course.version, words=words, by=by, at=at)


@transaction.atomic
def withdraw_course(*, course: Course, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Offer it no more; what was done stays. Dates to come are called off first.

    Raises:
        Refused: a date is still to come.
    """
    if course.dates.filter(first_on__gte=on, cancelled_at__isnull=True).exists():
        raise Refused("Call off the dates that are still to come first: people have places on them")
    if Course.objects.filter(pk=course.pk, withdrawn_on__isnull=True).update(withdrawn_on=on):
        audit.record(by=by, deed="asye.withdraw_course", subject=course, at=at)


@transaction.atomic
def set_date(
    *, course: Course, first_on: dt.date, last_on: dt.date, begins: dt.time, ends: dt.time, place: str, places: int,
    sent_key: uuid.UUID, by: Person, at: dt.datetime,
) -> CourseDate:  # fmt: skip
    """Set a date; a form sent twice sets one.

    Raises:
        Refused: the course is withdrawn, or the date ends before it begins.
    """
    if course.withdrawn_on is not None:
        raise Refused(WITHDRAWN)
    date = CourseDate(
        course=course, first_on=first_on, last_on=last_on, begins=begins, ends=ends, place=place, places=places,
        set_by=by, set_at=at, sent_key=sent_key,
    )  # fmt: skip
    date, new = insert_once(date, clash="Enter an end that is later than the beginning")
    if new:
        audit.record(by=by, deed="asye.set_course_date", subject=date, at=at)
    return date


@transaction.atomic
def cancel_date(*, date: CourseDate, why: str, by: Person, at: dt.datetime) -> None:
    """Call a date off: every place is cancelled, and nobody needs to be released. Twice is as once.

    Raises:
        Refused: attendance has been recorded.
    """
    if date.listed_at is not None:
        raise Refused("Attendance has been recorded, so it took place")
    if not CourseDate.objects.filter(pk=date.pk, cancelled_at__isnull=True, listed_at__isnull=True).update(
        cancelled_at=at, why_cancelled=why
    ):
        return
    for booking in date.bookings.filter(status=Booking.Status.BOOKED).select_related("portfolio__practitioner"):
        move(booking, Booking.Status.CANCELLED, by=by, at=at, why=why)
        for release in booking.releases.filter(status="asked"):
            move(release, "withdrawn", by=by, at=at, why="The date was called off")
            refresh(booking.portfolio, timezone.localdate(at), at)
    audit.record(by=by, deed="asye.cancel_course_date", subject=date, at=at)
