"""Cases of the file against the stored ones: what has changed is written, what it was before is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from caseloads.imports.rows import CaseRow
from caseloads.imports.stored import CASE_FIELDS, StoredCase
from caseloads.models import Case
from caseloads.models.history import keep_case_versions
from workforce.imports.changes import Changes

ONE_DAY = dt.timedelta(days=1)


def put(
    found: Sequence[CaseRow], held: Mapping[str, StoredCase], has: Collection[str], changes: Changes, *, on: dt.date
) -> dict[str, int]:
    """Write the cases of the file and return their keys by reference; `has` names the columns of the file."""
    first = {row.reference: row for row in reversed(found)}
    earliest = {} if "opened_on" in has and all(row.opened_on for row in first.values()) else _first_days(found)
    changed: list[tuple[Any, ...]] = []
    closed: list[tuple[Any, ...]] = []
    before: list[StoredCase] = []
    count = changes.count(Case)
    keys: dict[str, int] = {}
    for reference, row in first.items():
        stored = held.get(reference)
        if stored is None:
            continue
        keys[reference] = stored.pk
        values = _values(row, stored, has, earliest)
        if stored[1:] == values:
            count.unchanged += 1
            continue
        if stored[1:4] != values[:3]:
            before.append(stored)
        (closed if stored.closed_on is None and row.closed_on else changed).append((*values, stored.pk))
    count.changed += len(changed)
    count.ended += len(closed)
    keep_case_versions([(case.pk, *case[1:5]) for case in before], on=on)
    changes.rewrite(Case, CASE_FIELDS, [*closed, *changed])
    new = [row for reference, row in first.items() if reference not in held]
    changes.insert(_new(new, has, earliest))
    keys.update(_keys([row.reference for row in new]))
    return keys


def close(gone: Sequence[StoredCase], changes: Changes, *, on: dt.date) -> None:
    """Close cases that the file no longer has, with yesterday."""
    changes.count(Case).ended += len(gone)
    changes.rewrite(Case, ["closed_on"], [(max(case.opened_on, on - ONE_DAY), case.pk) for case in gone])


def _first_days(found: Sequence[CaseRow]) -> dict[str, dt.date]:
    """Return the first day anybody had each case: where the file does not say, it was opened then at the latest."""
    days: dict[str, dt.date] = {}
    for row in found:
        if row.allocated_on and row.allocated_on < days.get(row.reference, dt.date.max):
            days[row.reference] = row.allocated_on
    return days


def _values(
    row: CaseRow, stored: StoredCase | None, has: Collection[str], earliest: Mapping[str, dt.date]
) -> tuple[Any, ...]:
    """Return the values of CASE_FIELDS; what the file has no column for stays as it is stored."""
    opened_on = row.opened_on
    if opened_on is None:
        opened_on = earliest[row.reference]
        opened_on = min(opened_on, stored.opened_on) if stored else opened_on
    complexity, received_at, allegation = row.complexity, row.received_at, row.allegation
    if stored is not None:
        complexity = complexity if "complexity" in has else stored.complexity
        received_at = received_at if "received_at" in has else stored.received_at
        allegation = allegation if "allegation" in has else stored.allegation
    return row.type, row.children, complexity, opened_on, row.closed_on, received_at, allegation, True


def _new(rows: Sequence[CaseRow], has: Collection[str], earliest: Mapping[str, dt.date]) -> Iterator[Case]:
    for row in rows:
        values = _values(row, None, has, earliest)
        yield Case(reference=row.reference, **dict(zip(CASE_FIELDS, values, strict=True)))


def _keys(references: Sequence[str]) -> dict[str, int]:
    if not references:
        return {}
    wanted = set(references)
    rows = Case.objects.order_by().values_list("reference", "pk").iterator(2_000)
    return {reference: pk for reference, pk in rows if reference in wanted}
