"""The case system's export: what it records is fact here, whatever the limits say; the pages show what is over."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from caseloads.imports import rows
from caseloads.imports.rows import CaseRow
from caseloads.models import Allocation, Case
from workforce.imports.changes import Changes, Count
from workforce.imports.faults import Fault, FileRefused
from workforce.imports.table import Source, read_lines
from workforce.models import Person

DEED = "caseloads.import_caseloads"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do; `missing` counts open allocations on cases the file does not have."""

    rows: int
    counts: dict[str, Count]
    missing: int


@transaction.atomic
def import_caseloads(
    source: Source, *, on: dt.date, at: dt.datetime, end_missing: bool = False, dry_run: bool = False
) -> Imported:
    """Read an export of allocations and write it whole. A second run of the same file writes nothing.

    About a case in the file, the file decides: whoever is no longer on it ends with yesterday. A case that is not in
    the file is left as it is, unless `end_missing`. A dry run does all of it and takes it back.

    Raises:
        FileRefused: something is wrong with the file or a row; nothing was written.
        MappingWrong: the mapping does not fit this import.
    """
    lines, reading = read_lines(source, fields=rows.FIELDS, required=rows.REQUIRED)
    found = sorted(rows.case_rows(lines), key=lambda row: row.line)
    workers = _workers(found)
    faults = [*reading.faults, *rows.among(found, reading.headers), *_unknown(found, workers, reading.headers)]
    if faults:
        raise FileRefused(faults)
    changes = Changes(DEED, at)
    cases = _put_cases(found, changes)
    missing = _put_allocations(found, cases, workers, changes, on=on, end_missing=end_missing)
    if dry_run:
        transaction.set_rollback(True)
    return Imported(len(lines), dict(changes.counts), missing)


def _workers(found: Sequence[CaseRow]) -> dict[str, Person]:
    people = Person.objects.filter(employee_number__in={row.worker for row in found})
    return {str(person.employee_number): person for person in people}


def _unknown(found: Sequence[CaseRow], workers: Mapping[str, Person], headers: dict[str, str]) -> list[Fault]:
    """Return one fault for each number nobody here has, at its first line."""
    first = {row.worker: row.line for row in reversed(found) if row.worker not in workers}
    do = "Nobody here has the number “{}”. Import the staff export first, or correct the number"
    return [Fault(line, headers["worker"], do.format(number)) for number, line in first.items()]


def _put_cases(found: Sequence[CaseRow], changes: Changes) -> dict[str, Case]:
    first = {row.reference: row for row in reversed(found)}
    held = {case.reference: case for case in Case.objects.filter(reference__in=first)}
    new = []
    for reference, row in first.items():
        values = {
            "type": row.type, "children": row.children, "complexity": row.complexity,
            "opened_on": row.opened_on, "closed_on": row.closed_on,
        }  # fmt: skip
        case = held.get(reference)
        if case is None:
            new.append(Case(reference=reference, **values))
        else:
            changes.put(case, ends=case.closed_on is None and row.closed_on is not None, **values)
    changes.insert(new)
    return held | {case.reference: case for case in new}


def _put_allocations(
    found: Sequence[CaseRow],
    cases: Mapping[str, Case],
    workers: Mapping[str, Person],
    changes: Changes,
    *,
    on: dt.date,
    end_missing: bool,
) -> int:
    """Write the allocations; return how many are open on cases that are not in the file."""
    held: dict[tuple[int, int], list[Allocation]] = defaultdict(list)
    in_file = {case.pk for case in cases.values()}
    for allocation in Allocation.objects.filter(case__in=in_file).order_by("started_on"):
        held[allocation.case_id, allocation.worker_id].append(allocation)
    new: list[Allocation] = []
    met: set[int] = set()
    for row in found:
        case, worker = cases[row.reference], workers[row.worker]
        allocation = _held(held[case.pk, worker.pk], row, met)
        values = {"role": row.role, "started_on": row.allocated_on, "ended_on": row.ended_on}
        if allocation is None:
            new.append(Allocation(case=case, worker=worker, recorded_at=changes.at, **values))
        else:
            met.add(allocation.pk)
            changes.put(allocation, ends=allocation.ended_on is None and row.ended_on is not None, **values)
    over = [a for allocations in held.values() for a in allocations if a.pk not in met and a.ended_on is None]
    gone = list(Allocation.objects.filter(ended_on__isnull=True).exclude(case__in=in_file))
    for allocation in [*over, *(gone if end_missing else ())]:
        changes.put(allocation, ends=True, ended_on=max(allocation.started_on, on - ONE_DAY))
    changes.write()
    changes.insert(new)
    return len(gone)


def _held(allocations: Sequence[Allocation], row: CaseRow, met: set[int]) -> Allocation | None:
    """Return the stored allocation of a row: of the same first day, else the one that is open."""
    left = [allocation for allocation in allocations if allocation.pk not in met]
    same = [allocation for allocation in left if allocation.started_on == row.allocated_on]
    still = [allocation for allocation in left if allocation.ended_on is None]
    return next(iter([*same, *still]), None)
