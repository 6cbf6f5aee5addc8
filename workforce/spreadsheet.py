"""Tables for any spreadsheet, as CSV and XLSX: what looks like a formula is shown, not run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
ILLEGAL = {number: None for number in range(32) if number not in (9, 10, 13)}


def safe(value: str) -> str:
    """Return the text with an apostrophe before anything a spreadsheet would run, and without control characters."""
    clean = value if value.isprintable() else value.translate(ILLEGAL)
    return f"'{clean}" if clean.lstrip(" \u00a0").startswith(RUNS) else clean


def as_csv(headers: Sequence[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return the table as CSV with a byte-order mark, so that Excel reads the accents."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headers)
    writer.writerows([safe(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(title: str, headers: Sequence[str], rows: Iterable[Iterable[str | int | float | None]]) -> bytes:
    """Return the table as a workbook of one sheet. Numbers stay numbers; text is made safe, so none is a formula."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    sheet.append(headers)
    for row in rows:
        sheet.append([safe(value) if isinstance(value, str) else value for value in row])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
