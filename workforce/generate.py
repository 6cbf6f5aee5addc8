"""A large made-up authority for benchmarks, and the door through which each app fills its own tables."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from django.db import models, transaction

from workforce.clock import add_months
from workforce.demo import moment
from workforce.models import AuditEntry, Person
from workforce.verdict import Refused

DOMAIN = "generated.example"
ACCOUNTS = ("nqsw", "assessor", "manager", "chair", "hr")
FEWEST, FEWEST_YEARS = 50, 1
DEED = "workforce.generate"
STAFF = 20
CHUNK = 2000
Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Plan:
    """How many people over how many years up to `on`; the same plan makes the same rows, keys of the database apart."""

    people: int
    years: int
    seed: int
    on: dt.date

    @property
    def began(self) -> dt.date:
        return add_months(self.on, -12 * self.years)

    @property
    def at(self) -> dt.datetime:
        return moment(self.on, 6)

    def dice(self, part: str) -> random.Random:
        """Return chance for one part, so that a change in one part leaves the others as they are."""
        return random.Random(f"{self.seed}:{part}")


Generator = Callable[[Plan], str]
_generators: list[tuple[int, Generator]] = []


def add_generator(order: int, generator: Generator) -> None:
    """Add a part of the authority, low order first; called once from an app's `ready`. It says what it made."""
    _generators.append((order, generator))


@transaction.atomic
def generate(plan: Plan) -> list[str]:
    """Make the authority, all or nothing, and return a line for each part.

    Raises:
        Refused: somebody is here already, or the plan is too small to hold the accounts that benchmarks use.
    """
    from workforce.made_up import people

    others = Person.objects.count()
    if others:
        raise Refused(f"{others} {'person is' if others == 1 else 'people are'} here already. Use an empty database")
    if plan.people < FEWEST or plan.years < FEWEST_YEARS:
        raise Refused(f"Ask for at least {FEWEST} people and {FEWEST_YEARS} year")
    AuditEntry.objects.create(
        at=plan.at, kind=AuditEntry.Kind.WRITE, deed=DEED, subject_type="generated", subject_id=plan.on.isoformat()
    )
    parts = sorted([*_generators, (STAFF, people.generate)], key=lambda part: part[0])
    return [generator(plan) for _, generator in parts]


def account(name: str) -> Person:
    """Return one of the people that benchmarks sign in as: bench-nqsw, bench-assessor and so on."""
    return Person.objects.get(email=f"bench-{name}@{DOMAIN}")


def key(dice: random.Random) -> uuid.UUID:
    """Return a form's key that the same chance gives again."""
    return uuid.UUID(int=dice.getrandbits(128), version=4)


def write(model: type[Row], rows: Iterable[Row], entry: Callable[[Row], AuditEntry] | None = None) -> int:
    """Insert the rows a few thousand at a time, each with its audit entry where one is given; return how many."""
    waiting, count = iter(rows), 0
    while chunk := list(islice(waiting, CHUNK)):
        model._default_manager.bulk_create(chunk, batch_size=CHUNK)
        if entry is not None:
            AuditEntry.objects.bulk_create([entry(row) for row in chunk], batch_size=CHUNK)
        count += len(chunk)
    return count


def written(by: int | None, deed: str, subject: Any, at: dt.datetime) -> AuditEntry:
    """Return the audit entry of a deed, not yet inserted; `by` is a primary key."""
    return AuditEntry(
        at=at,
        actor_id=by,
        kind=AuditEntry.Kind.WRITE,
        deed=deed,
        subject_type=subject._meta.label,
        subject_id=str(subject.pk),
    )
