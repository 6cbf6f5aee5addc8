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
    """A kind of duty: what the app calls it to the person who owes it, and who can recompute it.

    A private one is seen by its owner, and by whom its ladder tells; by nobody else, whoever they lead.
    """

    kind: str
    title: str
    source: Source
    is_private: bool = False


_kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Make a kind of duty known; called once from an app's `ready`."""
    _kinds[kind.kind] = kind


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def private_kinds() -> list[str]:
    return [kind.kind for kind in _kinds.values() if kind.is_private]


def title_of(kind: str) -> str:
    """Return what the kind is called on a page; the kind itself if no app knows it any more."""
    known = _kinds.get(kind)
    return known.title if known else kind.replace("_", " ").capitalize()
