"""The door through which each app says what is owed: to the deed that changes a date, and to the nightly recount."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workforce.models import Person


@dataclass(frozen=True, slots=True)
class Owed:
    """What `owner` owes about `about` by `due_on`. `key` names it for good; `because` is the policy's sentence."""

    kind: str
    key: str
    about: Person
    owner: Person
    due_on: dt.date
    address: str
    rule: str
    because: str


Source = Callable[[Iterable[Person], dt.date], Iterable[Owed]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of duty: what the app calls it to the person who owes it, and who can recompute it."""

    kind: str
    title: str
    source: Source


_kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Make a kind of duty known; called once from an app's `ready`."""
    _kinds[kind.kind] = kind


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def title_of(kind: str) -> str:
    """Return what the kind is called on a page; the kind itself if no app knows it any more."""
    known = _kinds.get(kind)
    return known.title if known else kind.replace("_", " ").capitalize()
