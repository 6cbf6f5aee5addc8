"""The door to the home page and the navigation: each app adds what it has for this person, scoped already."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workforce.access import Access


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do next. `due_on` may be unknown; the app's rules decide `late`, with `because` as the why."""

    title: str
    url: str
    detail: str = ""
    due_on: dt.date | None = None
    when: str = "By"
    late: bool = False
    mark: str = "Late"
    because: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the service navigation. `order` sorts them, low first."""

    order: int
    label: str
    url: str


TodoSource = Callable[[Access], Iterable[Todo]]
PlaceSource = Callable[[Access], Iterable[Place]]
Counter = Callable[[Access], int]
_todos: list[TodoSource] = []
_places: list[PlaceSource] = []
_counters: list[Counter] = []


def add_todos(source: TodoSource) -> None:
    """Add a source of things to do; called once from an app's `ready`."""
    _todos.append(source)


def add_places(source: PlaceSource) -> None:
    """Add a source of navigation entries; called once from an app's `ready`."""
    _places.append(source)


def todos_for(access: Access) -> list[Todo]:
    """Return everything this person has to do, late first, then by date, undated last."""
    found = [todo for source in _todos for todo in source(access)]
    return sorted(found, key=lambda todo: (not todo.late, todo.due_on or dt.date.max))


def places_for(access: Access) -> list[Place]:
    """Return this person's navigation in order."""
    return sorted((place for source in _places for place in source(access)), key=lambda place: place.order)


def add_counter(counter: Counter) -> None:
    """Add to the number of unread notices in the header; called once from an app's `ready`."""
    _counters.append(counter)


def counters() -> tuple[Counter, ...]:
    return tuple(_counters)
