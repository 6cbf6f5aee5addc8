"""The programme clock: months, weeks and milestones counted from one anchor, standing still while a pause runs.

Rules CLK-01 (months), CLK-02 (weeks), CLK-04 (pauses) and CLK-05 (deadlines on working days).
All arithmetic is on plain London dates.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays

DAYS_IN_WEEK = 7
SATURDAY = 5
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """An approved stop of the clock, both days included."""

    from_on: date
    to_on: date
    reason: str

    @property
    def days(self) -> int:
        return (self.to_on - self.from_on).days + 1


@dataclass(frozen=True, slots=True)
class Clock:
    """One person's programme from `start`, with its approved pauses and its length in months.

    The *effective* date of a day is that day less the paused days since the start (CLK-04); months, weeks and
    milestones are all read on effective dates. Pauses may overlap: a day is paused once. `done` are the days of the
    programme done elsewhere before `start`: the clock goes on where it was (CLK-04).
    """

    start: date
    pauses: tuple[Pause, ...] = ()
    months: int = 12
    done: int = 0
    spans: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        first = self.start.toordinal()
        days = ((max(p.from_on.toordinal(), first), p.to_on.toordinal() + 1) for p in self.pauses)
        object.__setattr__(self, "spans", merged(days) if self.pauses else ())

    @property
    def anchor(self) -> date:
        """The day months and weeks are counted from."""
        return self.start - timedelta(days=self.done) if self.done else self.start

    def effective(self, on: date) -> date:
        """`on` less the paused days in [start, on)."""
        if not self.spans:
            return on
        day = on.toordinal()
        paused = sum(min(day, end) - begin for begin, end in self.spans if begin < day)
        return date.fromordinal(day - paused) if paused else on

    def first_day(self, effective: date) -> date:
        """The first calendar day whose effective date is `effective` or later."""
        if not self.spans:
            return effective
        day = effective.toordinal()
        for begin, end in self.spans:
            if day <= begin:
                break
            day += end - begin
        return date.fromordinal(day)

    def month(self, on: date) -> int:
        """The programme month `on` is in: 1 for the first, below 1 before the start (CLK-01)."""
        day, anchor = self.effective(on), self.anchor
        whole = (day.year - anchor.year) * 12 + day.month - anchor.month
        return whole + 1 if add_months(anchor, whole) <= day else whole

    def week(self, on: date) -> int:
        """The programme week `on` is in: 1 for the first seven days, below 1 before the start (CLK-02)."""
        return (self.effective(on) - self.anchor).days // DAYS_IN_WEEK + 1

    def date_of_month(self, number: int) -> date:
        """The first day of programme month `number`."""
        return self.first_day(add_months(self.anchor, number - 1))

    def date_of_week(self, number: int) -> date:
        """The first day of programme week `number`."""
        return self.first_day(self.anchor + timedelta(days=DAYS_IN_WEEK * (number - 1)))

    def milestone(self, months: int) -> date:
        """The first day on which `months` whole months of the programme are done, before CLK-05."""
        return self.first_day(add_months(self.anchor, months))

    @property
    def ends_on(self) -> date:
        """The last day of the programme, pauses included."""
        return self.milestone(self.months) - ONE_DAY

    def paused(self, on: date) -> bool:
        day = on.toordinal()
        return any(begin <= day < end for begin, end in self.spans)


def add_months(day: date, months: int) -> date:
    """`day` moved by whole months; where the month is too short, its last day (31 August + 1 = 30 September)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Half-open spans of day ordinals, sorted, joined where they meet, empty ones dropped."""
    out: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((begin, end))
    return tuple(out)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> tuple[int, ...]:
    """Ordinals of the year's England and Wales bank holidays that fall on a weekday, in order."""
    found = holidays.country_holidays("GB", subdiv="ENG", years=year)
    return tuple(sorted(day.toordinal() for day in found if day.year == year and day.weekday() < SATURDAY))


def is_working_day(day: date) -> bool:
    """Monday to Friday and no England and Wales bank holiday."""
    return day.weekday() < SATURDAY and day.toordinal() not in bank_holidays(day.year)


def working_day_on_or_before(day: date) -> date:
    """A deadline moved off weekends and bank holidays to the working day before (CLK-05)."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day


def working_days(first: date, last: date) -> int:
    """Working days from `first` to `last`, both included; 0 where `last` is earlier."""
    if last < first:
        return 0
    weekdays = _weekdays_to(last.toordinal()) - _weekdays_to(first.toordinal() - 1)
    return weekdays - sum(_holidays_between(first, last, year) for year in range(first.year, last.year + 1))


def working_days_before(day: date, count: int) -> date:
    """The working day `count` working days before `day`."""
    for _ in range(count):
        day = working_day_on_or_before(day - ONE_DAY)
    return day


def overlaps(spans: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Whether any half-open span touches the days `first` to `last`."""
    return any(begin <= last and first < end for begin, end in spans)


def _weekdays_to(ordinal: int) -> int:
    weeks, rest = divmod(ordinal, DAYS_IN_WEEK)
    return weeks * SATURDAY + min(rest, SATURDAY)


def _holidays_between(first: date, last: date, year: int) -> int:
    days = bank_holidays(year)
    return bisect_right(days, last.toordinal()) - bisect_left(days, first.toordinal())
