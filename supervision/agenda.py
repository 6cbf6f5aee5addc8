"""The door to the agenda of a session: other apps add what has happened for this worker since the last one.

Lines are kept with the record and read by all who read its personal part: figures, and never what somebody wrote.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workforce.access import Access
from workforce.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an agenda. `detail` is what stands out about it, in a few words."""

    text: str
    detail: str = ""


Source = Callable[[Person, dt.date | None, dt.date, Access], Iterable[Line]]
_sources: list[Source] = []


def add_lines(source: Source) -> None:
    """Add a source; asked with the worker, the day of the last session held or null, today, and the opener's access."""
    _sources.append(source)


def lines_for(worker: Person, since: dt.date | None, on: dt.date, access: Access) -> list[Line]:
    """Return what the apps have for this agenda, in the order in which they were added."""
    return [line for source in _sources for line in source(worker, since, on, access)]
