"""A case system's export row by row: one row is one worker on one case. No name of a child gets in (CSL-16)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from caseloads.models import Allocation, Case
from caseloads.models.reference import unfit
from workforce.imports.cells import Line
from workforce.imports.faults import Fault

FIELDS = (
    "reference", "kind", "children", "complexity", "worker", "role",
    "allocated_on", "ended_on", "opened_on", "closed_on",
    "received_at", "allegation", "notes_due", "notes_late",
)  # fmt: skip
REQUIRED = ("reference", "kind", "children", "worker", "role", "allocated_on")
MOST_CHILDREN, MOST_COMPLEX, MOST_NOTES = 20, 10, 999
YES_NO = {"yes": "Yes", "no": "No", "y": "Y", "n": "N", "true": "True", "false": "False", "1": "1", "0": "0"}
YES = frozenset({"yes", "y", "true", "1", "True", True})


class CaseRow(NamedTuple):
    """One worker on one case, as exported; without a worker the case is there and nobody has it yet."""

    line: int
    reference: str
    type: str
    children: int
    complexity: int
    worker: str
    role: str
    allocated_on: dt.date | None
    ended_on: dt.date | None
    opened_on: dt.date | None
    closed_on: dt.date | None
    received_at: dt.datetime | None
    allegation: bool
    notes_due: int
    notes_late: int

    @property
    def told(self) -> tuple[object, ...]:
        """What every row of the same case must agree on."""
        return (*self[2:5], *self[9:13])


def case_row(line: Line) -> CaseRow | None:
    """Read a line with everything that is wrong with it; nothing where something is."""
    before = len(line.reading.faults)
    closed_on = line.date("closed_on")
    row = CaseRow(
        line=line.number,
        reference=reference(line),
        type=kind(line),
        children=children(line),
        complexity=complexity(line),
        worker=worker(line),
        role=role(line),
        allocated_on=line.date("allocated_on"),
        ended_on=line.date("ended_on") or closed_on,
        opened_on=line.date("opened_on"),
        closed_on=closed_on,
        received_at=line.moment("received_at"),
        allegation=allegation(line),
        notes_due=notes(line, "notes_due"),
        notes_late=notes(line, "notes_late"),
    )
    if len(line.reading.faults) == before:
        _check(line, row)
    return row if len(line.reading.faults) == before else None


def reference(line: Line) -> str:
    """Return the reference; where it may be a name, the fault does not repeat it."""
    value = line.text("reference", required=True, longest=30)
    if value and (why := unfit(value)):
        line.fault("reference", why)
        return ""
    return value


def kind(line: Line) -> str:
    return str(line.word("kind", dict(Case.Type.choices), required=True) or "")


def children(line: Line) -> int:
    return line.whole("children", lowest=1, highest=MOST_CHILDREN, required=True) or 0


def complexity(line: Line) -> int:
    return line.whole("complexity", lowest=1, highest=MOST_COMPLEX) or 1


def worker(line: Line) -> str:
    return line.reference("worker")


def role(line: Line) -> str:
    return str(line.word("role", dict(Allocation.Role.choices)) or "")


def allegation(line: Line) -> bool:
    return line.word("allegation", YES_NO) in YES


def notes(line: Line, name: str) -> int:
    return line.whole(name, lowest=0, highest=MOST_NOTES) or 0


def _check(line: Line, row: CaseRow) -> None:
    if not row.worker:
        _check_without_worker(line, row)
        return
    if not row.role:
        line.fault("role", "Fill this in")
    if row.allocated_on is None:
        line.fault("allocated_on", "Fill this in")
    elif row.opened_on and row.allocated_on < row.opened_on:
        line.fault("allocated_on", "The worker was given this case before it was opened. Correct one of the two dates")
    elif row.closed_on and row.closed_on < row.allocated_on:
        line.fault("closed_on", "The case was closed before the worker was given it. Correct one of the two dates")
    elif row.ended_on and row.ended_on < row.allocated_on:
        line.fault("ended_on", "The allocation ends before it starts. Correct one of the two dates")
    if row.notes_late > row.notes_due:
        line.fault("notes_late", "More notes are late than fell due. Correct one of the two numbers")


def _check_without_worker(line: Line, row: CaseRow) -> None:
    """A case nobody has yet says so by an empty worker, role and first day, and by the day it was opened."""
    if row.role or row.allocated_on or row.notes_due or row.notes_late:
        line.fault("worker", "Fill this in, or leave the role, the first day and the notes empty too")
    elif row.opened_on is None:
        line.fault("opened_on", "Fill this in for a case without a worker")
    elif row.closed_on and row.closed_on < row.opened_on:
        line.fault("closed_on", "The case was closed before it was opened. Correct one of the two dates")


def among(rows: Iterable[CaseRow], headers: dict[str, str]) -> list[Fault]:
    """Return what is wrong between rows: one case told in two ways, one worker twice on one case."""
    faults: list[Fault] = []
    cases: dict[str, CaseRow] = {}
    pairs: dict[str, list[CaseRow]] = {}
    for row in rows:
        first = cases.setdefault(row.reference, row)
        if first is row:
            continue
        if first.told != row.told:
            do = f"Line {first.line} gives this case another type, number of children, complexity or date. Correct one"
            faults.append(Fault(row.line, headers["reference"], do))
            continue
        others = pairs.setdefault(row.reference, [first])
        if twin := next((other for other in others if row.worker and _overlap(other, row)), None):
            do = f"Line {twin.line} has this worker on this case already. Leave one of them out, or say when one ended"
            faults.append(Fault(row.line, headers["worker"], do))
        others.append(row)
    return faults


def _overlap(one: CaseRow, other: CaseRow) -> bool:
    if one.worker != other.worker or one.allocated_on is None or other.allocated_on is None:
        return False
    return (one.ended_on is None or one.ended_on >= other.allocated_on) and (
        other.ended_on is None or other.ended_on >= one.allocated_on
    )
