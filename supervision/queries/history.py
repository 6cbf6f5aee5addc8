"""What became of bookings, newest first, as people read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.formats import date_format

from supervision.models import Gathering, Series, Session, SessionChange
from workforce.why import Why

What = SessionChange.What
MOVES = (What.MOVED, What.SHIFTED)
MOST = 60
SERIES = "The series"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history; `by` is a name, or says that the series did it."""

    title: str
    by: str
    at: dt.datetime
    text: str


def events_of(session: Session) -> list[Event]:
    return [_event(change) for change in session.changes.select_related("by")]


def events_of_gathering(gathering: Gathering) -> list[Event]:
    return [_event(change) for change in gathering.changes.select_related("by")]


def events_of_series(series: Series) -> list[Event]:
    """Return the newest changes of a series, without the booking of its sessions."""
    rows: QuerySet[SessionChange] = SessionChange.objects.filter(session__series=series).exclude(what=What.BOOKED)
    return [_event(change) for change in rows.select_related("by").order_by("-at", "-pk")[:MOST]]


@dataclass(frozen=True, slots=True)
class Move:
    """The last move of a booking: from where, and why."""

    was: str
    why: Why


def moves_of(sessions: Iterable[Session]) -> dict[int, Move]:
    """Return how each of these bookings was moved last: one query."""
    rows = SessionChange.objects.filter(session__in=[one.pk for one in sessions], what__in=MOVES).order_by("at", "pk")
    return {
        change.session_id: Move(_when(change.from_on, change.from_time), Why(because=change.why, rule=""))
        for change in rows
        if change.session_id
    }


def moved(change: SessionChange) -> str:
    was, now = _when(change.from_on, change.from_time), _when(change.to_on, change.to_time)
    return f"Moved from {was} to {now}, because: {change.why}"


def _event(change: SessionChange) -> Event:
    by = change.by.name if change.by else SERIES
    return Event(change.get_what_display(), by, change.at, _text(change))


def _text(change: SessionChange) -> str:
    if change.what in MOVES:
        return moved(change)
    if change.what == What.BOOKED:
        return " ".join(part for part in (f"For {_when(change.to_on, change.to_time)}.", change.why) if part)
    new = f" New date: {_when(change.to_on, change.to_time)}." if change.to_on else ""
    return f"{_when(change.from_on, change.from_time)}. {change.why}{'.' if change.why and new else ''}{new}".strip()


def _when(on: dt.date | None, time: dt.time | None) -> str:
    if on is None:
        return "no date"
    return f"{date_format(on, 'j F Y')}{f', {time:%H:%M}' if time else ''}"
