"""Reminders: the ladder of each kind of duty, and the days and the hour of everybody's mail."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from workforce.packs.schema.base import Code, Part, Positive, Ruled, SetOf, Words

# The owner of the duty, the person it is about, those of that person's line, and holders of a post.
Recipient = Literal[
    "owner", "about", "supervisor", "assessor", "manager", "group_manager", "principal", "lead", "hr"
]  # fmt: skip
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Hour = Annotated[int, Field(ge=0, le=23)]
LEAP_YEAR = 2000


class ReminderStep(Part):
    """Days from the due date, negative before it, and who is told.

    With `every` it comes again after so many days, until the duty is met or the next step takes over.
    """

    days: int
    to: Annotated[tuple[Recipient, ...], Field(min_length=1)]
    every: Positive | None = None


class ReminderLadder(Ruled):
    label: Words
    steps: tuple[ReminderStep, ...]

    @model_validator(mode="after")
    def climbing(self) -> ReminderLadder:
        days = [step.days for step in self.steps]
        if days != sorted(set(days)):
            raise ValueError("the steps are not in the order of their days")
        return self


def day_of_year(text: str) -> str:
    """The text itself; ValueError where it is no month and day."""
    date.fromisoformat(f"{LEAP_YEAR}-{text}")
    return text


DayOfYear = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(day_of_year)]


class QuietDays(Part):
    """Days of every year, both ends included, as month and day; an end before the start is in the year after."""

    label: Words
    first: DayOfYear
    last: DayOfYear


class Digest(Ruled):
    """When mail leaves: from this hour of London's clock on these days, unless a person chooses otherwise.

    People choose an hour between `earliest` and `latest`, and days of their own. On quiet days nobody is written to.
    """

    hour: Hour
    earliest: Hour
    latest: Hour
    weekdays: Annotated[SetOf[Weekday], Field(min_length=1)]
    bank_holidays: bool = False
    quiet: dict[Code, QuietDays] = Field(default_factory=dict)

    @model_validator(mode="after")
    def hour_is_offered(self) -> Digest:
        if not self.earliest <= self.hour <= self.latest:
            raise ValueError("the hour is not between the earliest and the latest")
        return self
