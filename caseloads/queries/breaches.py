"""Passed limits: of a worker in a stretch of time, and who they are that are above their limit now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from caseloads.models import Breach, BreachEntry
from workforce.models import Person

TERMS = (BreachEntry.Kind.AGREED, BreachEntry.Kind.ADDED, BreachEntry.Kind.EXTENDED)


@dataclass(frozen=True, slots=True)
class Passed:
    """One passed limit as a panel reads it. `days` counts those within the stretch asked about."""

    breach: Breach
    days: int
    worst: int
    reason: str
    plan: str
    authorised_by: Person | None
    words: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.breach.ended_on is None


def breaches_of(person: Person, first: dt.date, last: dt.date) -> list[Passed]:
    """Return a worker's passed limits that touch the days from the first to the last, oldest first: two queries.

    Whoever calls has made sure that the reader may see this worker's load.
    """
    rows = (
        Breach.objects.filter(worker=person)
        .touching(first, last)
        .prefetch_related("entries__authorised_by")
        .order_by("opened_on", "pk")
    )
    return [_passed(breach, first, last) for breach in rows]


def _passed(breach: Breach, first: dt.date, last: dt.date) -> Passed:
    entries = list(breach.entries.all())
    terms = next((entry for entry in reversed(entries) if entry.kind in TERMS), None)
    end = min(breach.ended_on - dt.timedelta(days=1) if breach.ended_on else last, last)
    return Passed(
        breach=breach,
        days=max((end - max(breach.opened_on, first)).days + 1, 0),
        worst=max([breach.held, *(entry.held or 0 for entry in entries)]),
        reason=terms.reason if terms else "",
        plan=terms.plan if terms else "",
        authorised_by=terms.authorised_by if terms else None,
        words=tuple(entry.words for entry in entries if entry.kind == BreachEntry.Kind.WORDS),
    )


def live_of(people: Iterator[int] | list[int]) -> dict[int, Breach]:
    """Return the live breach of each person who has one: one query."""
    return {breach.worker_id: breach for breach in Breach.objects.live().filter(worker__in=list(people))}
