"""A person's calendar as iCalendar bytes (RFC 5545): the same bytes for the same entries, whenever asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from reminders.models import CalendarEntry

LONDON = ZoneInfo("Europe/London")
ASK_AGAIN = dt.timedelta(hours=6)
ONE_DAY = dt.timedelta(days=1)
NO_SHIFT, SUMMER = dt.timedelta(0), dt.timedelta(hours=1)


def calendar_bytes(entries: Iterable[CalendarEntry]) -> bytes:
    """The feed. It names nobody: not even whose it is."""
    calendar = Calendar()
    calendar.add("prodid", "-//Workforce//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", "Workforce")
    calendar.add("x-wr-calname", "Workforce")
    calendar.add("x-wr-timezone", LONDON.key)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    calendar.add_component(london())
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def london() -> Timezone:
    """Europe/London by its rule, as short as every calendar reads it: the library would list each change since 1970."""
    zone = Timezone()
    zone.add("tzid", LONDON.key)
    zone.add_component(_change(TimezoneDaylight(), "BST", "1996-03-31T01:00:00", 3, NO_SHIFT, SUMMER))
    zone.add_component(_change(TimezoneStandard(), "GMT", "1996-10-27T02:00:00", 10, SUMMER, NO_SHIFT))
    return zone


def _change(part: Any, name: str, first: str, month: int, before: dt.timedelta, after: dt.timedelta) -> Any:
    """The change on the last Sunday of a month; `first` is the clock's own time as it was before."""
    part.add("tzname", name)
    part.add("dtstart", dt.datetime.fromisoformat(first))
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
    return part


def _event(entry: CalendarEntry) -> Event:
    event = Event()
    link = settings.BASE_URL + entry.address
    event.add("uid", f"{entry.key}-{entry.person_id}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", entry.changed_at.astimezone(dt.UTC))
    event.add("last-modified", entry.changed_at.astimezone(dt.UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("url", link)
    event.add("description", link)  # Outlook does not show the URL
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.begins is None:
        event.add("dtstart", entry.on)
        event.add("dtend", entry.on + ONE_DAY)
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", entry.begins.astimezone(LONDON))
        event.add("dtend", (entry.ends or entry.begins).astimezone(LONDON))
    return event
