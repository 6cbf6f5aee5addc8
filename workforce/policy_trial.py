"""What a changed policy would do to today's people, before it takes effect. Nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from workforce.desk import Judged, Trial, trials
from workforce.facts import Facts, facts_of
from workforce.models import Person
from workforce.packs import Pack


@dataclass(frozen=True, slots=True)
class Turned:
    """Somebody who stands otherwise under the changed policy; None where a policy says nothing about them."""

    person: Person
    trial: str
    before: Judged | None
    after: Judged | None

    @property
    def turns_red(self) -> bool:
        return self.after is not None and self.after.red


@dataclass(frozen=True, slots=True)
class Tally:
    """How many are red before and after, and how many turn either way."""

    label: str
    before: int
    after: int
    turn_red: int
    turn_green: int


@dataclass(frozen=True, slots=True)
class Tried:
    people: int
    tallies: tuple[Tally, ...]
    turned: tuple[Turned, ...]


def tried(people: Iterable[Person], on: dt.date, *, now: Pack, changed: Pack) -> Tried:
    """Judge these people on a day by the policy in force and by the changed one; those who turn red come first."""
    facts = facts_of(people, on)
    tallies, turned = [], []
    for trial in trials():
        tally, found = _one(trial, facts, on, now, changed)
        tallies.append(tally)
        turned += found
    turned.sort(key=lambda one: (not one.turns_red, one.person.name, one.trial))
    return Tried(len(facts), tuple(tallies), tuple(turned))


def _one(trial: Trial, facts: dict[int, Facts], on: dt.date, now: Pack, changed: Pack) -> tuple[Tally, list[Turned]]:
    before, after = trial.judge(facts, on, now), trial.judge(facts, on, changed)
    turned = [
        Turned(known.person, trial.label, before.get(pk), after.get(pk))
        for pk, known in facts.items()
        if _red(before.get(pk)) != _red(after.get(pk))
    ]
    red = sum(one.turns_red for one in turned)
    return Tally(trial.label, _count(before.values()), _count(after.values()), red, len(turned) - red), turned


def _red(judged: Judged | None) -> bool:
    return judged is not None and judged.red


def _count(judged: Iterable[Judged]) -> int:
    return sum(one.red for one in judged)
