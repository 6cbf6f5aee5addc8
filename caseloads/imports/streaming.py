"""The rows of a large file, quickly: what a cell means is worked out once, and the next row with the same cell asks.

A row that is as it should be takes this way; what is doubtful goes through `rows.case_row`, which says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any

from caseloads.imports import rows
from caseloads.imports.rows import CaseRow
from workforce.imports.cells import Line
from workforce.imports.table import Table

MOST_REMEMBERED = 20_000
SURE = re.compile(r"[A-Z]{1,3}[-/]?\d{4,18}").fullmatch
Read = Callable[[Line], Any]
READERS: dict[str, Read] = {
    "kind": rows.kind,
    "children": rows.children,
    "complexity": rows.complexity,
    "worker": rows.worker,
    "role": rows.role,
    "allocated_on": lambda line: line.date("allocated_on"),
    "ended_on": lambda line: line.date("ended_on"),
    "opened_on": lambda line: line.date("opened_on"),
    "closed_on": lambda line: line.date("closed_on"),
    "received_at": lambda line: line.moment("received_at"),
    "allegation": rows.allegation,
    "notes_due": lambda line: rows.notes(line, "notes_due"),
    "notes_late": lambda line: rows.notes(line, "notes_late"),
}


class Doubtful(Exception):
    """A cell with a fault: the row is read the slow way, which keeps it with its place."""


class Column(dict[str, Any]):
    """What each cell of one column means, by its text."""

    def __init__(self, name: str, read: Read, table: Table) -> None:
        super().__init__()
        self.name, self.read, self.table = name, read, table

    def __missing__(self, text: str) -> Any:
        reading = replace(self.table.reading, faults=[])
        value = self.read(Line(0, {self.name: text}, reading))
        if reading.faults:
            raise Doubtful
        if len(self) < MOST_REMEMBERED:
            self[text] = value
        return value


def case_rows(table: Table, most_faults: int) -> Iterator[CaseRow]:
    """Yield the good rows of a file; the faults of the others are with the table's reading. Too many end it."""
    width, at = table.width, table.at
    columns = [Column(name, read, table) for name, read in READERS.items()]
    take = itemgetter(*(at.get(name, width) for name in READERS))  # a column that is not there is one empty cell more
    references, reference_at = Column("reference", rows.reference, table), at["reference"]
    for number, cells in table.rows:
        row = None
        if len(cells) == width:
            text = cells[reference_at]
            cells.append("")
            try:
                # References hardly ever repeat: what is plainly one is neither looked at twice nor remembered.
                known = text if SURE(text) else references[text]
                row = _sure(number, known, [column[cell] for column, cell in zip(columns, take(cells), strict=True)])
            except Doubtful:
                row = None
            cells.pop()
        if row is None:
            line = table.line(number, cells)
            row = rows.case_row(line) if line else None
            if len(table.reading.faults) > most_faults:
                return
        if row is not None:
            yield row


def _sure(number: int, reference: str, values: list[Any]) -> CaseRow | None:
    """Return the row where nothing in it stands against anything else."""
    row = CaseRow(number, reference, *values)
    first, opened, closed = row.allocated_on, row.opened_on, row.closed_on
    if not row.worker or not row.role or first is None or row.notes_late > row.notes_due:
        return None
    if opened is not None and first < opened:
        return None
    last = row.ended_on
    if last is None and closed is not None:
        last = closed
        row = row._replace(ended_on=closed)
    if (closed is not None and closed < first) or (last is not None and last < first):
        return None
    return row
