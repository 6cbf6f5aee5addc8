"""Allocations of the file against the stored ones: about a case in the file, the file decides."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from caseloads.imports import stored
from caseloads.imports.rows import CaseRow
from caseloads.imports.stored import StoredAllocation
from caseloads.models import Allocation
from caseloads.models.history import keep_roles
from workforce.imports.changes import Changes

ONE_DAY = dt.timedelta(days=1)
Pair = tuple[int, int]
Placed = tuple[CaseRow, int, int]


def put(
    found: Sequence[CaseRow],
    cases: Mapping[str, int],
    workers: Mapping[str, int],
    closed: Collection[int],
    changes: Changes,
    *,
    on: dt.date,
) -> None:
    """Write the allocations of the file; on its cases, and on the `closed` ones, every other that is open ends."""
    still: dict[Pair, StoredAllocation] = {(one.case, one.worker): one for one in stored.open_allocations()}
    met: set[int] = set()
    changed: list[tuple[StoredAllocation, CaseRow]] = []
    left: list[Placed] = []
    same = 0
    for row in found:
        if not row.worker:
            continue
        case, worker = cases[row.reference], workers[row.worker]
        one = still.get((case, worker))
        if one is None or one.started_on != row.allocated_on:
            left.append((row, case, worker))
            continue
        met.add(one.pk)
        if one.role == row.role and row.ended_on is None:
            same += 1
        else:
            changed.append((one, row))
    new, again = _match(left, met, changed)
    ours = set(cases.values()) | set(closed)
    over = [one for one in still.values() if one.pk not in met and one.case in ours]
    changes.count(Allocation).unchanged += same
    ends = [(one, max(one.started_on, min(on, again.get(one.pk, on)) - ONE_DAY)) for one in over]
    _write(changed, ends, changes, on=on)
    changes.insert(_new(new, changes.at))


def _match(
    left: Sequence[Placed], met: set[int], changed: list[tuple[StoredAllocation, CaseRow]]
) -> tuple[list[Placed], dict[int, dt.date]]:
    """Find the stored allocation of each row among all of its case.

    Returns the rows that have none, and of stored ones that begin anew the day on which they do: what was before that
    day stays as it was.
    """
    again: dict[int, dt.date] = {}
    held: dict[Pair, list[StoredAllocation]] = defaultdict(list)
    for one in stored.allocations_of({case for _, case, _ in left}):
        held[one.case, one.worker].append(one)
    new: list[Placed] = []
    for row, case, worker in left:
        known = _held(held[case, worker], row, met)
        if known is None:
            new.append((row, case, worker))
        elif row.allocated_on and known.started_on < row.allocated_on:
            again[known.pk] = row.allocated_on
            new.append((row, case, worker))
        else:
            met.add(known.pk)
            changed.append((known, row))
    return new, again


def _held(allocations: Sequence[StoredAllocation], row: CaseRow, met: Collection[int]) -> StoredAllocation | None:
    """Return the stored allocation of a row: of the same first day, else the one that is open."""
    left = [one for one in allocations if one.pk not in met]
    same = [one for one in left if one.started_on == row.allocated_on]
    still = [one for one in left if one.ended_on is None]
    return next(iter([*same, *still]), None)


def _write(
    changed: Sequence[tuple[StoredAllocation, CaseRow]],
    over: Sequence[tuple[StoredAllocation, dt.date]],
    changes: Changes,
    *,
    on: dt.date,
) -> None:
    """Write what differs, first what ends: at no moment has a worker one case twice."""
    count = changes.count(Allocation)
    ending: list[tuple[Any, ...]] = [(one.role, one.started_on, last, one.pk) for one, last in over]
    other: list[tuple[Any, ...]] = []
    roles: list[tuple[int, str, dt.date]] = []
    for one, row in changed:
        values = (row.role, row.allocated_on, row.ended_on)
        if values == (one.role, one.started_on, one.ended_on):
            count.unchanged += 1
            continue
        if one.role != row.role:
            roles.append((one.pk, one.role, one.started_on))
        (ending if one.ended_on is None and row.ended_on else other).append((*values, one.pk))
    count.ended += len(ending)
    count.changed += len(other)
    keep_roles(roles, on=on)
    changes.rewrite(Allocation, ["role", "started_on", "ended_on"], [*ending, *other])


def _new(rows: Sequence[Placed], at: dt.datetime) -> Iterator[Allocation]:
    for row, case, worker in rows:
        yield Allocation(
            case_id=case,
            worker_id=worker,
            role=row.role,
            started_on=row.allocated_on or at.date(),  # a row with a worker has its first day
            ended_on=row.ended_on,
            recorded_at=at,
        )
