"""An Excel workbook as rows of text: what it may hold is checked before anything is unpacked."""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from workforce.imports.decoding import check_size, refused, unreadable

ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
MOST_ROWS = 500_000
MOST_COLUMNS = 256
MOST_PARTS = 2_000
MOST_UNPACKED = 192 * 1024 * 1024
MOST_TIMES_LARGER, SURELY_FINE = 150, 16 * 1024 * 1024
PIECE = 1024 * 1024
ENCRYPTED = 0x1
DAMAGED = "This workbook is damaged or was cut off. Save it again, or export CSV UTF-8"
WRONG_WITH_IT = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, SyntaxError, EOFError, RuntimeError,
    NotImplementedError, zipfile.BadZipFile, zlib.error, InvalidFileException,
)  # fmt: skip
Row = tuple[int, list[str]]


def is_workbook(file: Path) -> bool:
    """Say whether a file is a workbook (or another ZIP), whatever its name.

    Raises:
        FileRefused: it is an old workbook, or one with a password, or cannot be read.
    """
    try:
        with file.open("rb") as raw:
            first = raw.read(4)
    except OSError as error:
        raise unreadable(error) from error
    if first == OLD_EXCEL:
        raise refused("This is an old Excel workbook, or one with a password. Save it as .xlsx without one, or as CSV")
    return first == ZIP


@contextmanager
def sheet_rows(file: Path, *, wanted: frozenset[str]) -> Iterator[Iterator[Row]]:
    """Open the sheet whose first line has most of the headers `wanted` (folded) and give its rows as text.

    Raises:
        FileRefused: too large, damaged, no workbook, or with macros, links, merged cells or no such sheet.
    """
    check_size(file)
    with file.open("rb") as raw:
        book, sheet = _opened(raw, wanted)
        try:
            yield _rows(sheet)
        finally:
            book.close()


def _opened(raw: BinaryIO, wanted: frozenset[str]) -> tuple[Any, Any]:
    try:
        with zipfile.ZipFile(raw) as parts:
            _check(parts)
            book = load_workbook(raw, read_only=True, keep_links=False)
            sheet = _sheet(book, wanted)
            _refuse_merged(parts, sheet)
            return book, sheet
    except WRONG_WITH_IT as wrong:
        raise refused(DAMAGED) from wrong


def _check(parts: zipfile.ZipFile) -> None:
    held = parts.infolist()
    names = {part.filename.lower() for part in held}
    unpacked, packed = sum(part.file_size for part in held), sum(part.compress_size for part in held)
    if any(part.flag_bits & ENCRYPTED for part in held):
        raise refused("This file has a password. Save it without one")
    if len(held) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise refused("This workbook unpacks to more than any export can be. Export CSV, or in parts")
    if unpacked > SURELY_FINE and unpacked > packed * MOST_TIMES_LARGER:
        raise refused("This workbook unpacks to far more than it is, as no export does. Export CSV UTF-8")
    if "xl/workbook.xml" not in names:
        raise refused("This is a ZIP file and no workbook. Unpack it and send the CSV or .xlsx file in it")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise refused("This workbook holds macros. Save it as .xlsx without them, or as CSV UTF-8")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise refused("This workbook takes values from other workbooks. Save it as CSV UTF-8, so that values are fixed")
    for part in held:
        if part.filename.endswith((".xml", ".rels")):
            with parts.open(part) as text:
                if b"<!DOCTYPE" in text.read(2048):
                    raise refused(DAMAGED)


def _sheet(book: Any, wanted: frozenset[str]) -> Any:
    """Return the visible sheet whose first line has most headers we know."""
    best, most = None, 0
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    for sheet in shown:
        sheet.reset_dimensions()
        first = next(_rows(sheet), (0, []))[1]
        known = sum(" ".join(cell.split()).casefold() in wanted for cell in first)
        if known > most:
            best, most = sheet, known
    if best is None:
        raise refused(f"No sheet of this workbook begins with the header ({len(shown)} looked at). Put it first")
    return best


def _refuse_merged(parts: zipfile.ZipFile, sheet: Any) -> None:
    """A merged cell holds its value once and leaves the others empty: nobody can tell what the empty ones mean."""
    with parts.open(sheet._worksheet_path.lstrip("/")) as text:
        before = b""
        while piece := text.read(PIECE):
            if b"<mergeCell " in before + piece:
                raise refused("This sheet has merged cells. Undo the merging, or export CSV UTF-8")
            before = piece[-16:]


def _rows(sheet: Any) -> Iterator[Row]:
    width = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            if number > MOST_ROWS:
                raise refused(f"The sheet has more than {MOST_ROWS:,} lines. Export it in parts", number)
            row = [_text(cell) for cell in cells]
            while row and not row[-1]:
                row.pop()
            if row:
                width = width or len(row)
                yield number, row + [""] * (width - len(row))
    except WRONG_WITH_IT as wrong:
        raise refused(DAMAGED) from wrong


def _text(cell: object) -> str:
    """Return a cell as an export would have written it."""
    match cell:
        case None:
            return ""
        case str():
            return "" if not cell.strip() else cell
        case bool():
            return "yes" if cell else "no"
        case float() if cell.is_integer():
            return str(int(cell))
        case int() | float():
            return str(cell)
        case dt.datetime():
            return cell.date().isoformat() if cell.time() == dt.time() else cell.strftime("%Y-%m-%d %H:%M")
        case dt.date() | dt.time() | dt.timedelta():
            return str(cell)
        case _:
            return "=formula"
