"""The door to the policy desk: what is known of a person for a question, and who stands well under a policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from workforce.access import Access
from workforce.explain import Payload
from workforce.facts import Facts
from workforce.models import Person
from workforce.packs import Pack


@dataclass(frozen=True, slots=True)
class Known:
    """Fields of a question as they are for a person today, and sentences about what is left out and why."""

    facts: Payload = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


Source: TypeAlias = Callable[[Access, Person, dt.date], Known | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """How somebody stands: red or not, and in what words."""

    red: bool
    said: str


Judge: TypeAlias = Callable[[Mapping[int, Facts], dt.date, Pack], Mapping[int, Judged]]


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing a changed policy may turn red or green; `judge` looks at everybody at once."""

    key: str
    label: str
    judge: Judge


_sources: dict[str, Source] = {}
_trials: dict[str, Trial] = {}


def add_source(question: str, source: Source) -> None:
    """Say what is known of a person for a question; called once from an app's `ready`.

    A source gives only what the one who asks may see of somebody visible to them; None where nothing applies.
    """
    _sources[question] = source


def known_of(question: str, access: Access, person: Person) -> Known:
    """Return what is known of a person today for a question, as far as this reader may see it."""
    source = _sources.get(question)
    return (source(access, person, access.on) if source else None) or Known()


def has_source(question: str) -> bool:
    return question in _sources


def add_trial(trial: Trial) -> None:
    """Add something that a changed policy is tried on; called once from an app's `ready`."""
    _trials[trial.key] = trial


def trials() -> tuple[Trial, ...]:
    return tuple(_trials.values())
