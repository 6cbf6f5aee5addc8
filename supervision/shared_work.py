"""The door to work that people share: an upper app says who works with whom on which case (SUP-12)."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from workforce.models import Person


@dataclass(frozen=True, slots=True)
class Shared:
    """A case several people work on, by its reference; `people` are all of them, by name."""

    reference: str
    people: tuple[Person, ...]


Source = Callable[[Collection[int], dt.date], Iterable[Shared]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Add a source; asked with primary keys of people and today, for cases that one of them shares with somebody."""
    _sources.append(source)


def shared_by(people: Collection[int], on: dt.date) -> list[Shared]:
    """Return the cases these people share with each other or with others, by reference."""
    found = (shared for source in _sources for shared in source(people, on)) if people else ()
    return sorted(found, key=lambda shared: shared.reference)
