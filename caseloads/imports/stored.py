"""What is stored of the cases of a file: plain tuples, and no more of them than the file asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from caseloads.models import Allocation, Case, CaseQuerySet
from workforce.imports.changes import batched
from workforce.models import Person

ASKED_AT_ONCE = 900
READ_AT_ONCE = 5_000
CASE_FIELDS = (
    "type", "children", "complexity", "opened_on", "closed_on", "received_at", "allegation", "kept_by_feed",
)  # fmt: skip
ALLOCATION_FIELDS = ("pk", "case", "worker", "role", "started_on", "ended_on")


class StoredCase(NamedTuple):
    pk: int
    type: str
    children: int
    complexity: int
    opened_on: dt.date
    closed_on: dt.date | None
    received_at: dt.datetime | None
    allegation: bool
    kept_by_feed: bool


class StoredAllocation(NamedTuple):
    pk: int
    case: int
    worker: int
    role: str
    started_on: dt.date
    ended_on: dt.date | None


def workers() -> dict[str, int]:
    """Return the keys of people by their employee number."""
    return {str(n): pk for n, pk in Person.objects.exclude(employee_number=None).values_list("employee_number", "pk")}


def cases(references: Collection[str]) -> dict[str, StoredCase]:
    """Return every open case, and of the closed ones those that are asked for."""
    found = _cases(Case.objects.filter(closed_on=None))
    left = (reference for reference in references if reference not in found)
    for some in batched(left, ASKED_AT_ONCE):
        found |= _cases(Case.objects.filter(reference__in=some))
    return found


def _cases(rows: CaseQuerySet) -> dict[str, StoredCase]:
    found = rows.order_by().values_list("reference", "pk", *CASE_FIELDS).iterator(READ_AT_ONCE)
    return {row[0]: StoredCase._make(row[1:]) for row in found}


def open_allocations() -> Iterator[StoredAllocation]:
    rows = Allocation.objects.filter(ended_on=None).order_by()
    yield from map(StoredAllocation._make, rows.values_list(*ALLOCATION_FIELDS).iterator(READ_AT_ONCE))


def allocations_of(keys: Iterable[int]) -> Iterator[StoredAllocation]:
    """Yield every allocation of these cases, the first first."""
    for some in batched(keys, ASKED_AT_ONCE):
        rows = Allocation.objects.filter(case__in=some).order_by("started_on", "pk")
        yield from map(StoredAllocation._make, rows.values_list(*ALLOCATION_FIELDS))
