"""Passed limits: of a worker in a stretch of time, and who they are that are above their limit now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Value

from caseloads.models import Breach, BreachEntry
from workforce.access import Access
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
    may_open: bool

    @property
    def is_open(self) -> bool:
        return self.breach.ended_on is None

    @property
    def last_day(self) -> dt.date | None:
        """The last day above the limit; `ended_on` is the first day back within it."""
        return self.breach.ended_on - dt.timedelta(days=1) if self.breach.ended_on else None


def breaches_of(person: Person, first: dt.date, last: dt.date, access: Access | None = None) -> list[Passed]:
    """Return a worker's passed limits that touch the days from the first to the last, oldest first: one query.

    Whoever calls has made sure that the reader may see what is told of these; with `access` each says whether this
    reader may also open the record itself.
    """
    opens: Any = Value(False)
    if access is not None:
        opens = Exists(Breach.objects.visible_to(access).filter(pk=OuterRef("breach")))
    rows = (
        BreachEntry.objects.filter(breach__in=Breach.objects.filter(worker=person).touching(first, last).order_by())
        .annotate(may_open=opens)
        .select_related("breach", "authorised_by")
        .order_by("breach__opened_on", "breach", "at", "pk")
    )
    together = groupby(rows, key=lambda entry: entry.breach_id)
    return [_passed(list(entries), first, last) for _, entries in together]


def _passed(entries: list[Any], first: dt.date, last: dt.date) -> Passed:
    breach: Breach = entries[0].breach
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
        may_open=entries[0].may_open,
    )


def live_of(people: Iterator[int] | list[int]) -> dict[int, Breach]:
    """Return the live breach of each person who has one: one query."""
    return {breach.worker_id: breach for breach in Breach.objects.live().filter(worker__in=list(people))}
