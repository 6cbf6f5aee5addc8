"""What supervision puts into a person's own calendar: their sessions, and nothing of what they are about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from reminders.calendar import Event
from supervision.queries.bookings import Booking, bookings_between
from workforce.models import Person
from workforce.policy_in_force import pack_on

TITLE = "Supervision"


def sessions_of(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    """One's sessions, as the worker or leading them. One of unknown length is shown as the shortest the policy asks."""
    rule = pack_on(first).supervision.session
    least = rule.minimum_minutes if rule else 0
    for booking in bookings_between(person, first, last):
        yield _event(booking, dt.timedelta(minutes=booking.minutes or least))


def _event(booking: Booking, length: dt.timedelta) -> Event:
    begins = timezone.make_aware(dt.datetime.combine(booking.date, booking.time)) if booking.time else None
    return Event(
        key=booking.key,
        title=TITLE,
        on=booking.date,
        address=booking.address,
        begins=begins,
        ends=begins + length if begins else None,
    )
