"""The demonstration's training: a catalogue with dates, who came, who asks not to come, study days that were noted."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from asye.models import Booking, Course, CourseDate, Portfolio
from asye.queries.training import pathway_of
from asye.services import bookings, courses, releases, training_duties, training_records
from workforce.clock import is_working_day, working_day_on_or_before
from workforce.demo import DOMAIN, Story, moment
from workforce.models import Person

TRAINING_DEMO = 54
KEYS = uuid.UUID("2f9a8f3e-5a0e-4f0c-a3b0-3bb8a6e6f6aa")
PLACES, COMING = 16, 5
SET_BEFORE = dt.timedelta(days=60)


def load_training(story: Story) -> str:
    told = tomllib.loads((story.folder / "training.toml").read_text("utf-8"))
    teller = Teller(story, told, Person.objects.get(email=f"lead@{DOMAIN}"))
    for given in told["courses"]:
        teller.course(given)
    years = Portfolio.objects.filter(status=Portfolio.Status.OPEN).order_by("pk")
    for year in years.select_related("practitioner", "stage", "programme").prefetch_related("stage__pauses"):
        teller.year(year)
    for date in CourseDate.objects.filter(first_on__lt=story.on).order_by("first_on"):
        came = set(date.bookings.values_list("pk", flat=True))
        bookings.record_attendance(date=date, came=came, by=teller.lead, on=date.last_on, at=moment(date.last_on, 17))
    for year in years.select_related("practitioner", "stage", "programme").prefetch_related("stage__pauses"):
        teller.fill(year)
    for given in told["releases"]:
        teller.release(given)
    return f"{Course.objects.count()} courses, {Booking.objects.count()} places"


@dataclass(frozen=True, slots=True)
class Teller:
    """Does each deed as its person, on its day."""

    story: Story
    told: Mapping[str, Any]
    lead: Person
    dates: dict[str, list[CourseDate]] = field(default_factory=dict)

    def course(self, given: Mapping[str, Any]) -> None:
        words = {name: given[name] for name in Course.WORDS} | {"days": Decimal(str(given["days"]))}
        on = working_day_on_or_before(self.story.on - dt.timedelta(days=300))
        key = uuid.uuid5(KEYS, given["key"])
        course = courses.add_course(words=words, sent_key=key, by=self.lead, at=moment(on, 10))
        self.dates[given["item"]] = [self.date(course, number) for number in given["dates"]]

    def date(self, course: Course, number: int) -> CourseDate:
        first = working_day_on_or_before(self.story.on + dt.timedelta(days=number))
        last = first
        while (course.days > 1 and last == first) or not is_working_day(last):
            last += dt.timedelta(days=1)
        return courses.set_date(
            course=course, first_on=first, last_on=last, begins=dt.time(9, 30), ends=dt.time(16, 30),
            place="Academy, room 2", places=PLACES, sent_key=uuid.uuid5(KEYS, f"{course.pk}:{number}"), by=self.lead,
            at=moment(min(first, self.story.on) - SET_BEFORE, 11),
        )  # fmt: skip

    def year(self, year: Portfolio) -> None:
        """A place on the last date before an item is due, where there was one in the year; some are on one to come."""
        left_out = self.told["missing"].get(str(year.practitioner.employee_number), [])
        for item in pathway_of(year):
            dates = self.dates.get(item.key, [])
            past = [one for one in dates if year.started_on <= one.first_on < self.story.on]
            due = item.due_on is not None and item.due_on < self.story.on
            coming = [one for one in dates if one.first_on >= self.story.on][:1] if year.pk % COMING == 0 else []
            for date in [] if item.key in left_out else past or ([] if due else coming):
                on = min(date.first_on, self.story.on) - dt.timedelta(days=8)
                if date.bookings.count() < PLACES:
                    bookings.book(
                        date=date, portfolio=year, sent_key=uuid.uuid5(KEYS, f"{year.pk}:{date.pk}"),
                        by=year.practitioner, on=on, at=moment(on, 9),
                    )  # fmt: skip

    def fill(self, year: Portfolio) -> None:
        """What was due and has no date in the catalogue was done at an earlier one; study days were noted."""
        left_out = self.told["missing"].get(str(year.practitioner.employee_number), [])
        for item in pathway_of(year):
            late = item.due_on is not None and item.due_on < self.story.on and item.kind == "course"
            if late and item.key not in left_out and not year.training.filter(item=item.key).exists():
                assert item.due_on is not None
                on = working_day_on_or_before(max(year.started_on, item.due_on - dt.timedelta(days=10)))
                self.note(year, item.key, item.label, on, self.lead)
        on = year.started_on + dt.timedelta(days=self.told["study_every"])
        while on < self.story.on and year.training.filter(item="study").count() < 3:
            self.note(year, "study", "Study day: reading for a reflection", working_day_on_or_before(on), None)
            on += dt.timedelta(days=self.told["study_every"])
        training_duties.refresh(year, self.story.on, self.story.at)

    def note(self, year: Portfolio, item: str, title: str, on: dt.date, by: Person | None) -> None:
        training_records.note(
            portfolio=year, item=item, title=title, on=on, days=Decimal(1), words="",
            sent_key=uuid.uuid5(KEYS, f"{year.pk}:{item}:{on}"), by=by or year.practitioner, today=on,
            at=moment(on, 17),
        )  # fmt: skip

    def release(self, given: Mapping[str, Any]) -> None:
        person = Person.objects.get(email=f"{given['practitioner']}@{DOMAIN}")
        year = Portfolio.objects.select_related("practitioner", "stage", "programme").get(
            practitioner=person, status=Portfolio.Status.OPEN
        )
        date = next(one for one in self.dates[given["course"]] if one.first_on >= self.story.on)
        on = working_day_on_or_before(self.story.on - dt.timedelta(days=1))
        key = uuid.uuid5(KEYS, f"release:{year.pk}")
        place = bookings.book(date=date, portfolio=year, sent_key=key, by=person, on=on, at=moment(on, 9))
        releases.ask(booking=place, reason=given["reason"], sent_key=key, by=person, on=on, at=moment(on, 12))
