"""Rows of the catalogue for tests."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from asye.models import Booking, Course, CourseDate, Portfolio
from asye.services import bookings, courses
from tests.factories import NOW, TODAY
from tests.house import House

SOON = TODAY + dt.timedelta(days=10)


def course(house: House, item: str = "court", days: str = "1", title: str = "Court skills") -> Course:
    words = {"title": title, "about": "A", "provider": "Legal services", "item": item, "days": Decimal(days)}
    return courses.add_course(words=words, sent_key=uuid.uuid4(), by=house.lead, at=NOW)


def date(house: House, of: Course | None = None, on: dt.date = SOON, places: int = 3) -> CourseDate:
    return courses.set_date(
        course=of or course(house), first_on=on, last_on=on, begins=dt.time(9, 30), ends=dt.time(16, 30),
        place="Room 2", places=places, sent_key=uuid.uuid4(), by=house.lead, at=NOW,
    )  # fmt: skip


def place(house: House, on: CourseDate | None = None, portfolio: Portfolio | None = None) -> Booking:
    day = on or date(house)
    year = Portfolio.objects.select_related("practitioner", "stage").get(pk=(portfolio or house.portfolio).pk)
    return bookings.book(
        date=day, portfolio=year, sent_key=uuid.uuid4(), by=year.practitioner, on=min(TODAY, day.first_on), at=NOW
    )
