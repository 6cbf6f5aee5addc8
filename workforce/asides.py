"""The door to words set aside: each app adds what it keeps of somebody's that came second, for that person alone."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workforce.access import Access
from workforce.models import SetAside


@dataclass(frozen=True, slots=True)
class Aside:
    """Words of one clash: what was written, when they came, and where both texts are."""

    what: str
    at: dt.datetime
    url: str


Source = Callable[[Access, int], Iterable[Aside]]
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Add a source; called once from an app's `ready`. It gives back at most as many as it is asked for."""
    _sources.append(source)


def asides_of(access: Access, most: int) -> list[Aside]:
    """Return the newest words of this person that were set aside, at most so many."""
    rows = SetAside.objects.visible_to(access)[:most]
    own = [Aside(str(row), row.at, row.get_absolute_url()) for row in rows]
    found = [*own, *(aside for source in _sources for aside in source(access, most))]
    return sorted(found, key=lambda aside: aside.at, reverse=True)[:most]
