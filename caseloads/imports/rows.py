"""A case system's export row by row: one row is one worker on one case. No name of a child gets in (CSL-16)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from caseloads.models import REFERENCE, Allocation, Case
from workforce.imports.cells import Line
from workforce.imports.faults import Fault

FIELDS = (
    "reference", "kind", "children", "complexity", "worker", "role",
    "allocated_on", "ended_on", "opened_on", "closed_on",
)  # fmt: skip
REQUIRED = ("reference", "kind", "children", "worker", "role", "allocated_on")
MOST_CHILDREN, MOST_COMPLEX = 20, 10
CAPITALISED = re.compile(r"[A-Z][a-z]{2,}")
NAMED = "This looks like a name. No name of a child is kept here (CSL-16): enter the reference of the case system"


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One worker on one case, as exported."""

    line: int
    reference: str
    type: str
    children: int
    complexity: int
    worker: str
    role: str
    allocated_on: dt.date
    ended_on: dt.date | None
    opened_on: dt.date
    closed_on: dt.date | None

    @property
    def case(self) -> tuple[str, int, int, dt.date, dt.date | None]:
        """What every row of the same case must agree on."""
        return self.type, self.children, self.complexity, self.opened_on, self.closed_on


def case_rows(lines: Iterable[Line]) -> list[CaseRow]:
    """Read every line; rows with a fault are left out, their faults are with the reading."""
    return [row for line in lines if (row := _row(line)) is not None]


def _row(line: Line) -> CaseRow | None:
    before = len(line.reading.faults)
    allocated_on = line.date("allocated_on", required=True)
    closed_on = line.date("closed_on")
    row = CaseRow(
        line=line.number,
        reference=_reference(line),
        type=str(line.word("kind", dict(Case.Type.choices), required=True) or ""),
        children=line.whole("children", lowest=1, highest=MOST_CHILDREN, required=True) or 0,
        complexity=line.whole("complexity", lowest=1, highest=MOST_COMPLEX) or 1,
        worker=line.reference("worker", required=True),
        role=str(line.word("role", dict(Allocation.Role.choices), required=True) or ""),
        allocated_on=allocated_on or dt.date.min,
        ended_on=line.date("ended_on") or closed_on,
        opened_on=line.date("opened_on") or allocated_on or dt.date.min,
        closed_on=closed_on,
    )
    if len(line.reading.faults) == before:
        _check(line, row)
    return row if len(line.reading.faults) == before else None


def _reference(line: Line) -> str:
    """Return the reference; where it may be a name, the fault does not repeat it."""
    value = line.text("reference", required=True, longest=30)
    if value and (CAPITALISED.search(value) or not re.fullmatch(REFERENCE.regex, value)):
        line.fault("reference", NAMED)
        return ""
    return value


def _check(line: Line, row: CaseRow) -> None:
    if row.allocated_on < row.opened_on:
        line.fault("allocated_on", "The worker was given this case before it was opened. Correct one of the two dates")
    elif row.closed_on and row.closed_on < row.allocated_on:
        line.fault("closed_on", "The case was closed before the worker was given it. Correct one of the two dates")
    elif row.ended_on and row.ended_on < row.allocated_on:
        line.fault("ended_on", "The allocation ends before it starts. Correct one of the two dates")


def among(rows: Iterable[CaseRow], headers: dict[str, str]) -> list[Fault]:
    """Return what is wrong between rows: one case told in two ways, one worker twice on one case."""
    faults: list[Fault] = []
    cases: dict[str, CaseRow] = {}
    pairs: dict[tuple[str, str], CaseRow] = {}
    for row in rows:
        first = cases.setdefault(row.reference, row)
        twin = pairs.setdefault((row.reference, row.worker), row)
        if first.case != row.case:
            do = f"Line {first.line} gives this case another type, number of children, complexity or date. Correct one"
            faults.append(Fault(row.line, headers["reference"], do))
        elif twin is not row and (twin.ended_on is None or twin.ended_on >= row.allocated_on):
            do = f"Line {twin.line} has this worker on this case already. Leave one of them out, or say when one ended"
            faults.append(Fault(row.line, headers["worker"], do))
        elif twin is not row:
            pairs[row.reference, row.worker] = row
    return faults
