"""The door through which each app hands in what stands in a person's own calendar feed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from workforce.models import Person


@dataclass(frozen=True, slots=True)
class Event:
    """Something in one person's calendar: all day, or from `begins` to `ends` where the time is known.

    `key` names it for good ("session-412"). A calendar is often open to colleagues, so `title` says what kind of thing
    it is and nothing else: no name, no case. `address` is a page that asks for signing in.
    """

    key: str
    title: str
    on: dt.date
    address: str
    begins: dt.datetime | None = None
    ends: dt.datetime | None = None
    is_cancelled: bool = False


Source = Callable[[Person, dt.date, dt.date], Iterable[Event]]
_sources: list[Source] = []


def add_events(source: Source) -> None:
    """Add a source of events, asked with a person, the first and the last day; called once from an app's `ready`.

    What it gives is the person's own: the feed is read without signing in, by whoever has its secret address.
    """
    _sources.append(source)


def events_of(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    """Everything of this person's in the days given, each key once."""
    seen: set[str] = set()
    for source in _sources:
        for event in source(person, first, last):
            if event.key not in seen and first <= event.on <= last:
                seen.add(event.key)
                yield event
