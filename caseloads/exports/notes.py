"""Case notes in time as CSV and XLSX: counts and shares, never a note."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseloads.policy.notes import Written
from caseloads.queries.timeliness import TeamNotes
from workforce import spreadsheet

HEADERS = (
    "Team",
    "Worker",
    "Employee number",
    "Child protection: due",
    "Child protection: late",
    "Child protection: in time, per cent",
    "All others: due",
    "All others: late",
    "All others: in time, per cent",
)
Cells = list[str | int | None]


def as_csv(teams: Iterable[TeamNotes]) -> bytes:
    return spreadsheet.as_csv(HEADERS, (["" if cell is None else str(cell) for cell in row] for row in _rows(teams)))


def as_xlsx(teams: Iterable[TeamNotes]) -> bytes:
    return spreadsheet.as_xlsx("Case notes", HEADERS, _rows(teams))


def _rows(teams: Iterable[TeamNotes]) -> Iterator[Cells]:
    """A line a worker; what fell due is empty where none did, so that no share is read as none in time."""
    for team in teams:
        for worker, told in team.workers:
            yield [
                team.team, worker.name, worker.employee_number or "", *_cells(told.child_protection),
                *_cells(told.others),
            ]  # fmt: skip


def _cells(written: Written) -> list[int | None]:
    return [written.due, written.late, written.in_time]
