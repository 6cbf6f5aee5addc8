"""The forecast of reminders as CSV."""

from __future__ import annotations

from collections.abc import Iterable

from reminders.queries.coming import Row
from workforce import spreadsheet

HEADERS = ("Mail on", "To", "Told as", "What", "About", "Due on", "When", "Rule", "Why")


def coming_csv(rows: Iterable[Row]) -> bytes:
    """Return the forecast, a line for each reminder; dates in ISO form."""
    return spreadsheet.as_csv(HEADERS, map(_line, rows))


def _line(row: Row) -> tuple[str, ...]:
    entry = row.entry
    return (
        entry.coming.mail_on.isoformat(),
        entry.to_name,
        row.part,
        row.title,
        entry.about_name,
        entry.due_on.isoformat(),
        row.said,
        row.why.rule,
        row.why.because,
    )
