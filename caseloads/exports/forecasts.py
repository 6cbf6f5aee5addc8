"""Forecasts as CSV and XLSX: a line a month and plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseloads.queries.forecast import Told
from caseloads.queries.forecast_words import moved
from workforce import spreadsheet

HEADERS = (
    "Place",
    "Plan",
    "On",
    "People known today",
    "Room of people known today",
    "Room of planned joiners",
    "Room planned leavers take away",
    "Room in all",
    "Open children",
    "Left over",
    "Too few by",
    "Open, per cent of room",
    "People without a limit",
    "Change for people known today",
)


def _rows(forecasts: Iterable[Told]) -> Iterator[list[str | int | float | None]]:
    for told in forecasts:
        for month in told.months:
            yield [
                told.known.place.label,
                told.label,
                month.on.isoformat(),
                month.people,
                month.known,
                month.joining,
                month.leaving,
                month.capacity,
                month.open,
                max(month.gap, 0),
                max(-month.gap, 0),
                month.percent,
                month.unset,
                moved(month),
            ]


def as_csv(forecasts: Iterable[Told]) -> bytes:
    rows = (["" if cell is None else str(cell) for cell in row] for row in _rows(forecasts))
    return spreadsheet.as_csv(HEADERS, rows)


def as_xlsx(forecasts: Iterable[Told]) -> bytes:
    return spreadsheet.as_xlsx("Forecast", HEADERS, _rows(forecasts))
