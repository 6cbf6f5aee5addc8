"""The door through which upper apps follow an import: years are opened, duties set, in the import's own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from workforce.models import Person

Follower = Callable[[Collection[Person], dt.date, dt.datetime], None]
_followers: list[tuple[int, Follower]] = []


def follow(order: int, follower: Follower) -> None:
    """Call `follower(people, on, at)` after people were imported, low order first; asked once from an app's `ready`."""
    _followers.append((order, follower))


def followed(people: Collection[Person], *, on: dt.date, at: dt.datetime) -> None:
    """Let every app follow what has changed about these people."""
    for _, follower in sorted(_followers, key=lambda pair: pair[0]):
        follower(people, on, at)
