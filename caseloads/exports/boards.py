"""The workers of a board as CSV and XLSX that no spreadsheet can be tricked into running."""

from __future__ import annotations

from collections.abc import Iterable

from caseloads.queries.boards import Row
from workforce import spreadsheet

HEADERS = (
    "Name",
    "Employee number",
    "Service",
    "Team",
    "Stage",
    "Month of the programme",
    "Share of full time",
    "Children held",
    "Own",
    "Co-worked",
    "Least",
    "Limit",
    "Weighted points",
    "Weighted, per cent of room",
    "Above the limit since",
    "At capacity since",
    "Next step",
    "Limit from then",
    "Notes in time, per cent",
)


def _cells(row: Row) -> list[str | int | float | None]:
    """One line; dates in ISO form, what is unknown empty."""
    breach, note = row.beside.breach, row.beside.note
    return [
        row.person.name,
        row.person.employee_number or "",
        row.team.service.name,
        row.team.name,
        row.facts.stage.get_kind_display() if row.facts.stage else "",
        row.month,
        row.facts.fte,
        row.held,
        row.own,
        row.co,
        row.minimum,
        row.maximum,
        row.points,
        row.percent,
        breach.since.isoformat() if breach else "",
        note.since.isoformat() if note else "",
        row.steps_up_on.isoformat() if row.steps_up_on else "",
        row.steps_up_to,
        row.notes_percent,
    ]


def as_csv(rows: Iterable[Row]) -> bytes:
    return spreadsheet.as_csv(HEADERS, (["" if cell is None else str(cell) for cell in _cells(row)] for row in rows))


def as_xlsx(rows: Iterable[Row]) -> bytes:
    return spreadsheet.as_xlsx("Caseloads", HEADERS, map(_cells, rows))
