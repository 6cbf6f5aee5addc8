"""Monitoring as CSV and XLSX: the twelve months of the whole, then each part of it in the month shown."""

from __future__ import annotations

from collections.abc import Iterator

from supervision.policy.monitoring import Tally
from supervision.queries.monitoring import Board, Line
from workforce import spreadsheet

Cell = str | int | float | None
HEADERS = (
    "Month",
    "Part",
    "People",
    "People never overdue",
    "Days counted",
    "Days overdue",
    "Days on time %",
    "Held",
    "One-to-one",
    "Group",
    "Minutes held",
    "Full length",
    "Full length %",
    "Short",
    "Cancelled by supervisor",
    "Cancelled by worker",
    "Cancelled by others or not said",
    "Missed",
    "Booked and not settled",
    "Records signed by both",
    "With reflection",
    "With reflection %",
    "Overdue on the last day",
    "Longest overdue in days",
)


def rows(board: Board) -> Iterator[list[Cell]]:
    """Yield the whole month by month, oldest first, then each line of the month shown; a share of nothing is null."""
    for first, tally in zip(board.window.firsts, board.months, strict=True):
        last = first == board.window.month
        overdue = (len(board.overdue), board.worst) if last else (None, None)
        yield _row(f"{first:%Y-%m}", board.scope.title, tally, *overdue)
    for line in board.lines:
        yield _line(board, line)


def _line(board: Board, line: Line) -> list[Cell]:
    return _row(board.window.code, line.name, line.tally, line.overdue, line.worst)


def _row(month: str, part: str, tally: Tally, overdue: int | None, worst: int | None) -> list[Cell]:
    return [
        month,
        part,
        tally.people,
        tally.people - tally.late_people,
        tally.days,
        tally.late_days,
        tally.on_time_share,
        tally.held,
        tally.one_to_one,
        tally.group,
        tally.minutes,
        tally.full_length,
        tally.full_length_share,
        tally.short,
        tally.cancelled_by_supervisor,
        tally.cancelled_by_worker,
        tally.cancelled_by_others,
        tally.missed,
        tally.unsettled,
        tally.signed,
        tally.reflective,
        tally.reflective_share,
        overdue,
        worst,
    ]


def headers(board: Board) -> list[str]:
    return [*HEADERS, *(f"Using {name}" for name in board.tools.values())]


def table(board: Board) -> Iterator[list[Cell]]:
    """Yield the rows with a column for each tool the policy names."""
    tallies = [*board.months, *(line.tally for line in board.lines)]
    for row, tally in zip(rows(board), tallies, strict=True):
        yield [*row, *(tally.using(code) for code in board.tools)]


def as_csv(board: Board) -> tuple[bytes, str]:
    """Return the file and its media type."""
    text = ([("" if value is None else str(value)) for value in row] for row in table(board))
    return spreadsheet.as_csv(headers(board), text), spreadsheet.CSV


def as_xlsx(board: Board) -> tuple[bytes, str]:
    return spreadsheet.as_xlsx("Supervision", headers(board), table(board)), spreadsheet.XLSX
