"""When a person's mail may leave: the hour and the days, the authority's quiet days, the person's own, and absence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workforce.clock import ONE_DAY, SATURDAY, bank_holidays

if TYPE_CHECKING:
    from workforce.packs import Pack

LONDON = ZoneInfo("Europe/London")
EVERY_DAY = frozenset(range(1, 8))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LOOKED_AHEAD = 400  # days; who is away for longer is looked at again then
Span = tuple[dt.date, dt.date]  # first and last day, both included


@dataclass(frozen=True, slots=True)
class Yearly:
    """Quiet days of every year, as (month, day); an end before the start is in the year after."""

    label: str
    first: tuple[int, int]
    last: tuple[int, int]

    def holds(self, day: dt.date) -> bool:
        at = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= at <= self.last
        return at >= self.first or at <= self.last


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One person's mail: from `hour` of London's clock on `weekdays` (Monday is 1), at most once a day.

    `earliest` and `latest` are the hours one may choose from. `quiet` are the days the person chose, `away` recorded
    absence, `had_on` the day of the last mail.
    """

    hour: int = 0
    earliest: int = 0
    latest: int = 23
    weekdays: frozenset[int] = EVERY_DAY
    bank_holidays: bool = True
    yearly: tuple[Yearly, ...] = ()
    quiet: tuple[Span, ...] = ()
    away: tuple[Span, ...] = ()
    had_on: dt.date | None = None


def rhythm(pack: Pack) -> Rhythm:
    """Return the rhythm of somebody who chose nothing. Where the policy does not say, mail leaves at once."""
    rule = pack.digest
    if rule is None:
        return Rhythm()
    return Rhythm(
        hour=rule.hour,
        earliest=rule.earliest,
        latest=rule.latest,
        weekdays=frozenset(number for number, name in enumerate(WEEKDAYS, 1) if name.lower() in rule.weekdays),
        bank_holidays=rule.bank_holidays,
        yearly=tuple(Yearly(span.label, _of_year(span.first), _of_year(span.last)) for span in rule.quiet.values()),
    )


def chosen(given: Rhythm, *, hour: int | None = None, weekdays: str = "", quiet: Sequence[Span] = ()) -> Rhythm:
    """Return a rhythm with what a person chose in place of the policy's; `weekdays` as "12345".

    An hour that the policy does not offer any more becomes the nearest it offers.
    """
    return replace(
        given,
        hour=given.hour if hour is None else min(max(hour, given.earliest), given.latest),
        weekdays=frozenset(int(number) for number in weekdays) or given.weekdays,
        quiet=tuple(quiet),
    )


def why_not(rhythm: Rhythm, day: dt.date) -> str:
    """Return why no mail leaves on the day, as the end of a sentence; nothing where it may."""
    if day.isoweekday() not in rhythm.weekdays:
        return f"{WEEKDAYS[day.weekday()]} is no day for mail"
    if not rhythm.bank_holidays and day.weekday() < SATURDAY and day.toordinal() in bank_holidays(day.year):
        return "it is a bank holiday"
    for span in rhythm.yearly:
        if span.holds(day):
            return f"it is a quiet day: {span.label}"
    if _within(rhythm.quiet, day):
        return "it is a quiet day of their own"
    return "they are away" if _within(rhythm.away, day) else ""


def next_day(rhythm: Rhythm, day: dt.date) -> dt.date:
    """Return the first day from `day` on at which mail may leave."""
    for _ in range(LOOKED_AHEAD):
        if not why_not(rhythm, day):
            return day
        day += ONE_DAY
    return day


def next_moment(rhythm: Rhythm, at: dt.datetime) -> dt.datetime:
    """Return `at` where mail may leave then, else the first moment after it."""
    local = at.astimezone(LONDON)
    day = local.date()
    if rhythm.had_on is not None:
        day = max(day, rhythm.had_on + ONE_DAY)
    found = next_day(rhythm, day)
    opens = dt.datetime(found.year, found.month, found.day, rhythm.hour, tzinfo=LONDON)
    return max(at, opens.astimezone(dt.UTC))


def _within(spans: Sequence[Span], day: dt.date) -> bool:
    return any(first <= day <= last for first, last in spans)


def _of_year(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)
