"""Sloppy and hostile files: each ends in a complete import or in none, with a message one can act on."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.workbook.defined_name import DefinedName

from caseloads.imports import import_caseloads
from caseloads.models import Allocation, Case, NoteCount
from tests.factories import NOW, TODAY, PersonFactory
from workforce.imports import decoding, table, workbook
from workforce.imports.faults import FileRefused
from workforce.imports.mapping import Mapping
from workforce.imports.table import Source

pytestmark = pytest.mark.django_db
FIELDS = ["reference", "kind", "children", "worker", "role", "allocated_on", "ended_on", "opened_on", "closed_on",
          "received_at", "allegation", "notes_due", "notes_late"]  # fmt: skip
HEADER = ",".join(FIELDS)
GOOD = "CS-000001,CIN,2,000300,sole,12/01/2026,,05/01/2026,,,,,"
OTHER = "CS-000002,CP,3,000300,allocated,13/01/2026,,13/01/2026,,,,,"
CELLS = dict(zip(FIELDS, GOOD.split(","), strict=True))
WHOLE = ["CS-000001", "CS-000002"]


def file(*lines: str, end: str = "\n") -> str:
    return end.join([HEADER, *lines]) + end


def changed(**cells: str) -> str:
    return file(",".join((CELLS | cells).values()), OTHER)


def sheet(*rows: list[Any], title: str = "Export") -> Workbook:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def values(line: str) -> list[Any]:
    return [cell or None for cell in line.split(",")]


def typed(line: str) -> list[Any]:
    """Cells as Excel holds them: numbers as numbers, days as days."""
    cells = dict(zip(FIELDS, values(line), strict=True))
    days = {
        name: dt.datetime.strptime(cells[name], "%d/%m/%Y") if cells[name] else None  # noqa: DTZ007 - Excel knows no zones
        for name in ("allocated_on", "opened_on")
    }
    return list((cells | days | {"children": int(str(cells["children"]))}).values())


def saved(book: Workbook) -> bytes:
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def table_of(*lines: str) -> Workbook:
    return sheet(FIELDS, *(values(line) for line in lines))


def with_part(name: str, content: bytes) -> bytes:
    """A good workbook with one more part, or one in place of another."""
    old, raw = zipfile.ZipFile(io.BytesIO(saved(table_of(GOOD, OTHER)))), io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return raw.getvalue()


def merged() -> bytes:
    book = table_of(GOOD, OTHER)
    book.active.merge_cells("A2:A3")
    return saved(book)


def with_cover() -> bytes:
    book = sheet(["Report of the day"], title="Cover")
    for row in (FIELDS, values(GOOD), values(OTHER)):
        (book["Data"] if "Data" in book.sheetnames else book.create_sheet("Data")).append(row)
    return saved(book)


def hidden() -> bytes:
    book = sheet(["Nothing here"])
    secret = book.create_sheet("Data")
    secret.sheet_state = "hidden"
    for row in (FIELDS, values(GOOD)):
        secret.append(row)
    return saved(book)


def named_range() -> bytes:
    book = table_of(GOOD, OTHER)
    book.defined_names["evil"] = DefinedName("evil", attr_text="Export!$A$1:$XFD$1048576")
    return saved(book)


def wide() -> bytes:
    """One cell in the last column of all: a careless reader makes sixteen thousand of each row."""
    book = table_of(GOOD, OTHER)
    book.active.cell(row=2, column=16_384, value=" ")
    return saved(book)


def zipped(name: str, content: str) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as parts:
        parts.writestr(name, content)
    return raw.getvalue()


def password() -> bytes:
    """A ZIP whose first entry says that it is encrypted."""
    raw = bytearray(saved(table_of(GOOD)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    return bytes(raw)


AT = "line 2, column “{}”: "
CORRECT_DATE = "Enter a date that exists, day first, for example 31/01/2026, not “{}”"
NAMED = "This looks like a name. No name of a child is kept here (CSL-16): enter the reference of the case system"
BORN = "This looks like a date of birth. No child can be found by it here (CSL-16): enter the reference of the system"
BIRTH = AT.format("reference") + BORN
NO_SHEET = "line 1: No sheet of this workbook begins with the header ({} looked at). Put it first"
NO_HEADER = (
    "line 1: This line is not the header, or no column in it is known. Export the file with a header: "
    "reference, kind, children, worker, role, allocated_on"
)
DAMAGED = "line 1: This workbook is damaged or was cut off. Save it again, or export CSV UTF-8"
GOOD_FILE = file(GOOD, OTHER)

# What makes a complete import.
READ: dict[str, Callable[[], str | bytes]] = {
    "plain": lambda: GOOD_FILE,
    "UTF-8 with a mark": lambda: GOOD_FILE.encode("utf-8-sig"),
    "two marks": lambda: ("\ufeff" + GOOD_FILE).encode("utf-8-sig"),
    "UTF-16 with a mark": lambda: GOOD_FILE.encode("utf-16"),
    "UTF-16 without": lambda: GOOD_FILE.encode("utf-16-le"),
    "UTF-16, the other way round": lambda: GOOD_FILE.encode("utf-16-be"),
    "UTF-32": lambda: GOOD_FILE.encode("utf-32"),
    "Windows-1252 with a non-breaking space": lambda: changed(kind="CIN\u00a0").encode("cp1252"),
    "semicolons": lambda: GOOD_FILE.replace(",", ";"),
    "tabs": lambda: GOOD_FILE.replace(",", "\t"),
    "bars": lambda: GOOD_FILE.replace(",", "|"),
    "Excel's own hint": lambda: "sep=;\r\n" + GOOD_FILE.replace(",", ";"),
    "CR LF": lambda: file(GOOD, OTHER, end="\r\n"),
    "CR alone": lambda: file(GOOD, OTHER, end="\r"),
    "no end of the last line": lambda: GOOD_FILE.rstrip("\n"),
    "empty lines and lines of separators": lambda: file("", GOOD, "," * 12, "  ", OTHER, ""),
    "trailing separators": lambda: file(GOOD + ",,,", OTHER),
    "everything in quotes": lambda: "\n".join(
        ",".join(f'"{cell}"' for cell in line.split(",")) for line in (HEADER, GOOD, OTHER)
    ),
    "columns in another order": lambda: "\n".join(
        ",".join(reversed(line.split(","))) for line in (HEADER, GOOD, OTHER)
    ),
    "spaces around cells and double spaces in headers": lambda: GOOD_FILE.replace(",", " , ").replace(
        "allocated_on", "Allocated  on"
    ),
    "zero-width letters": lambda: changed(kind="\u200bCIN\ufeff", worker="000\u200b300"),
    "times at midnight": lambda: changed(allocated_on="12/01/2026 00:00:00"),
    "ISO days": lambda: changed(allocated_on="2026-01-12"),
    "a referral with its time": lambda: changed(received_at="04/01/2026 16:45", allegation="Yes"),
    "notes": lambda: changed(notes_due="3", notes_late="1"),
    "a workbook": lambda: saved(table_of(GOOD, OTHER)),
    "a workbook with Excel's days and numbers": lambda: saved(sheet(FIELDS, typed(GOOD), typed(OTHER))),
    "a workbook with a cover sheet": with_cover,
    "a workbook with a named range of everything": named_range,
    "a workbook with a cell in the last column": wide,
    "an empty row in a workbook": lambda: saved(sheet(FIELDS, values(GOOD), [None] * 13, values(OTHER))),
}

# What writes nothing, and what is said.
REFUSED: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "nothing": (lambda: b"", "line 1: The file is empty. Export it again"),
    "white space": (lambda: " \r\n\t\r\n", "line 1: The file is empty. Export it again"),
    "NUL throughout": (lambda: b"\x00" * 64, "line 1: The file is empty. Export it again"),
    "a header only": (lambda: HEADER, "line 1: The file has a header and no rows. Export it again"),
    "no header": (lambda: f"{GOOD}\n{OTHER}", NO_HEADER),
    "a page of a web site": (lambda: "<!DOCTYPE html><html><body>Sign in</body></html>", NO_HEADER),
    "letters of no encoding": (
        lambda: b"\x81\x8d\x8f\x90" * 9,
        "line 1: The letters of this file cannot be read. Export it again as CSV UTF-8",
    ),
    "a column missing": (
        lambda: GOOD_FILE.replace("allocated_on", "from"),
        "line 1, column “allocated_on”: This column is missing. Export it, or correct its name in the mapping\n"
        "line 1, column “from”: This column is not known. Map it under [columns], or list it under [ignore] headers",
    ),
    "a column with names": (
        lambda: GOOD_FILE.replace("complexity", "x").replace("notes_late", "child_name"),
        "line 1, column “child_name”: This column is not known. Map it under [columns], or list it under "
        "[ignore] headers",
    ),
    "a column twice": (
        lambda: GOOD_FILE.replace("ended_on", "worker"),
        "line 1, column “worker”: This column is there twice. Leave one of them out",
    ),
    "swapped columns": (
        lambda: GOOD_FILE.replace("children,worker", "worker,children"),
        AT.format("children") + "Enter a whole number from 1 to 20, not “000300”\n"
        + "line 3, column “children”: Enter a whole number from 1 to 20, not “000300”",
    ),
    "31 February": (
        lambda: changed(allocated_on="31/02/2026"), AT.format("allocated_on") + CORRECT_DATE.format("31/02/2026"),
    ),
    "month before day": (
        lambda: changed(allocated_on="01/13/2026"), AT.format("allocated_on") + CORRECT_DATE.format("01/13/2026"),
    ),
    "a year of two digits": (
        lambda: changed(allocated_on="12/01/26"),
        AT.format("allocated_on") + "Write the year with four digits, not “12/01/26”",
    ),
    "Excel's number of a day": (
        lambda: changed(allocated_on="46034"),
        AT.format("allocated_on") + "A spreadsheet has changed this date to the number “46034”. Export it as a date",
    ),
    "the year 9999": (
        lambda: changed(closed_on="31/12/9999"), AT.format("closed_on") + "Check the year: 9999 cannot be right",
    ),
    "a referral without a real time": (
        lambda: changed(received_at="04/01/2026 25:00"),
        AT.format("received_at") + "Enter a date and a time, for example 31/01/2026 14:30, not “04/01/2026 25:00”",
    ),
    "a name as reference": (lambda: changed(reference="Maisie Brown"), AT.format("reference") + NAMED),
    "a name in capitals with a number": (lambda: changed(reference="BROWN-0412"), AT.format("reference") + NAMED),
    "a name and a day of birth": (lambda: changed(reference="MB-04-12-2014"), BIRTH),
    "a name in the wrong column": (
        lambda: changed(kind="Maisie Brown"),
        AT.format("kind") + "A value that may be a name is not known. Correct it, or add it under [values.kind]",
    ),
    "a reference with a space": (lambda: changed(reference="CS 000001"), AT.format("reference") + NAMED),
    "no reference": (lambda: changed(reference=""), AT.format("reference") + "Fill this in"),
    "NUL in a cell": (
        lambda: changed(reference="CS-0\x000001"),
        AT.format("reference") + "This holds a NUL character, so the file is damaged. Export it again",
    ),
    "letters that were lost": (
        lambda: changed(role="s\ufffdle"),
        AT.format("role") + "Letters were lost in the export. Export it again as CSV UTF-8",
    ),
    "writing turned round": (
        lambda: changed(role="\u202eelos"),
        AT.format("role") + "This holds a character that turns the writing direction. Take it out",
    ),
    "a control character": (
        lambda: changed(role="so\x07le"), AT.format("role") + "This holds a control character. Take it out",
    ),
    "a formula": (
        lambda: changed(worker="=HYPERLINK(1)"),
        AT.format("worker") + "This looks like a spreadsheet formula. Export values, not formulas",
    ),
    "a command of a spreadsheet": (
        lambda: changed(role="@SUM(1)"),
        AT.format("role") + "This looks like a spreadsheet formula. Export values, not formulas",
    ),
    "a number made large": (
        lambda: changed(worker="3.00E+05"),
        AT.format("worker") + "A spreadsheet has changed this number to “3.00E+05”. Export it as text",
    ),
    "no children": (
        lambda: changed(children="0"), AT.format("children") + "Enter a whole number from 1 to 20, not “0”",
    ),
    "children below nothing": (
        lambda: changed(children="-2"), AT.format("children") + "Enter a whole number from 1 to 20, not “-2”",
    ),
    "half a child": (
        lambda: changed(children="1.5"), AT.format("children") + "Enter a whole number from 1 to 20, not “1.5”",
    ),
    "a digit of another script": (
        lambda: changed(children="٢"), AT.format("children") + "Enter a whole number from 1 to 20, not “٢”",
    ),
    "a very long cell": (
        lambda: changed(role="x" * 5_000), AT.format("role") + "Shorten this: it has 5,000 characters",
    ),
    "an unknown role": (
        lambda: changed(role="boss 1"),
        AT.format("role") + "A value that may be a name is not known. Correct it, or add it under [values.role]",
    ),
    "an unknown kind": (
        lambda: changed(kind="XX"), AT.format("kind") + "“XX” is not known. Correct it, or add it under [values.kind]",
    ),
    "an unknown worker": (
        lambda: changed(worker="999"),
        AT.format("worker") + "Nobody here has the number “999”. Import the staff export first, or correct the number",
    ),
    "one worker twice on a case": (
        lambda: file(GOOD, GOOD),
        "line 3, column “worker”: Line 2 has this worker on this case already. "
        "Leave one of them out, or say when one ended",
    ),
    "allocations that overlap": (
        lambda: file(GOOD.replace("2026,,05", "2026,20/01/2026,05"), GOOD.replace("12/01/2026", "15/01/2026")),
        "line 3, column “worker”: Line 2 has this worker on this case already. "
        "Leave one of them out, or say when one ended",
    ),
    "one case told in two ways": (
        lambda: file(GOOD, GOOD.replace("CIN,2,000300", "CP,2,000400")),
        "line 3, column “reference”: Line 2 gives this case another type, number of children, complexity or date. "
        "Correct one",
    ),
    "closed before it was given": (
        lambda: changed(closed_on="11/01/2026"),
        AT.format("closed_on") + "The case was closed before the worker was given it. Correct one of the two dates",
    ),
    "given before it was opened": (
        lambda: changed(opened_on="13/01/2026"),
        AT.format("allocated_on") + "The worker was given this case before it was opened. Correct one of the two dates",
    ),
    "closed before it was opened, without a worker": (
        lambda: changed(worker="", role="", allocated_on="", closed_on="04/01/2026"),
        AT.format("closed_on") + "The case was closed before it was opened. Correct one of the two dates",
    ),
    "a role without a worker": (
        lambda: changed(worker=""),
        AT.format("worker") + "Fill this in, or leave the role, the first day and the notes empty too",
    ),
    "more notes late than due": (
        lambda: changed(notes_due="1", notes_late="2"),
        AT.format("notes_late") + "More notes are late than fell due. Correct one of the two numbers",
    ),
    "a quotation mark left open": (
        lambda: changed(kind='"CIN'),
        "line 2: A quotation mark opens here and is never closed, or the file was cut off. Export it again",
    ),
    "quotation marks inside a cell": (
        lambda: changed(kind='"CI"N"'),
        "line 2: Quotation marks inside a cell must be doubled. Export the file again as CSV",
    ),
    "cut off in the middle": (
        lambda: GOOD_FILE[:-30],
        "line 3: This line has 5 of 13 columns: the file may have been cut off. Export it again",
    ),
    "a separator in a cell": (
        lambda: changed(kind="CIN,CP", notes_due="1", notes_late="1"),
        "line 2: This line has 14 columns, the header 13. Text with a separator needs quotation marks",
    ),
    "an old workbook": (
        lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
        "line 1: This is an old Excel workbook, or one with a password. Save it as .xlsx without one, or as CSV",
    ),
    "a workbook with a password": (password, "line 1: This file has a password. Save it without one"),
    "a workbook cut off": (lambda: saved(table_of(GOOD))[:3_000], DAMAGED),
    "a sheet that is no XML": (lambda: with_part("xl/worksheets/sheet1.xml", b"<worksheet><row"), DAMAGED),
    "a sheet with entities": (
        lambda: with_part("xl/worksheets/sheet1.xml", b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'), DAMAGED,
    ),
    "a workbook with macros": (
        lambda: with_part("xl/vbaProject.bin", b"x"),
        "line 1: This workbook holds macros. Save it as .xlsx without them, or as CSV UTF-8",
    ),
    "a workbook with links": (
        lambda: with_part("xl/externalLinks/externalLink1.xml", b"<x/>"),
        "line 1: This workbook takes values from other workbooks. Save it as CSV UTF-8, so that values are fixed",
    ),
    "a workbook that is a bomb": (
        lambda: with_part("xl/media/bomb.xml", b" " * 40_000_000),
        "line 1: This workbook unpacks to far more than it is, as no export does. Export CSV UTF-8",
    ),
    "a ZIP with a CSV in it": (
        lambda: zipped("cases.csv", GOOD_FILE),
        "line 1: This is a ZIP file and no workbook. Unpack it and send the CSV or .xlsx file in it",
    ),
    "merged cells": (merged, "line 1: This sheet has merged cells. Undo the merging, or export CSV UTF-8"),
    "the wrong sheet": (lambda: saved(sheet(["Team", "Total"], ["North", 12])), NO_SHEET.format(1)),
    "the right sheet hidden": (hidden, NO_SHEET.format(1)),
    "an empty workbook": (lambda: saved(Workbook()), NO_SHEET.format(1)),
    "a workbook with a header only": (
        lambda: saved(sheet(FIELDS)), "line 1: The file has a header and no rows. Export it again",
    ),
    "a formula in a workbook": (
        lambda: saved(table_of(GOOD.replace("CS-000001", "=A3"), OTHER)),
        AT.format("reference") + "This looks like a spreadsheet formula. Export values, not formulas",
    ),
    "a mistake of Excel's": (
        lambda: saved(table_of(GOOD.replace("CIN", "#N/A"), OTHER)),
        AT.format("kind") + "“#N/A” is not known. Correct it, or add it under [values.kind]",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _workers(db: None) -> None:
    for number in ("000300", "000400"):
        PersonFactory(employee_number=number)


def bring(folder: Path, content: str | bytes) -> None:
    path = folder / "cases"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    import_caseloads(Source(path, Mapping()), on=TODAY, at=NOW)


def refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(FileRefused) as refused:
        bring(folder, content)
    return str(refused.value)


def test_there_are_more_than_sixty() -> None:
    assert len(READ) + len(REFUSED) >= 60


@pytest.mark.parametrize("made", READ.values(), ids=READ)
def test_what_can_be_read_is_imported_whole(tmp_path: Path, made: Callable[[], str | bytes]) -> None:
    bring(tmp_path, made())
    assert list(Case.objects.values_list("reference", flat=True)) == WHOLE
    rows = Allocation.objects.order_by("case__reference").values_list("worker__employee_number", "role", "started_on")
    assert list(rows) == [("000300", "sole", dt.date(2026, 1, 12)), ("000300", "allocated", dt.date(2026, 1, 13))]


@pytest.mark.rule("CSL-16")
@pytest.mark.parametrize(("made", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_read_writes_nothing_and_says_what_to_do(
    tmp_path: Path, made: Callable[[], str | bytes], said: str
) -> None:
    assert refusal(tmp_path, made()) == said
    assert (Case.objects.count(), Allocation.objects.count(), NoteCount.objects.count()) == (0, 0, 0)


def test_a_million_lines_are_refused_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is lowered: what is tested is that reading stops there, and that faults before it do not hide it."""
    monkeypatch.setattr(table, "MOST_ROWS", 1_000)
    lines = [f"CS-{number:07d},CIN,2,000300,sole,12/01/2026,,,,,,," for number in range(1_100)]
    assert refusal(tmp_path, file(*lines)) == "line 1001: The file has more than 1,000 lines. Export it in parts"
    assert table.MOST_ROWS < 10**6


def test_a_long_sheet_is_refused_at_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    book = table_of(GOOD, OTHER, OTHER, OTHER)
    assert refusal(tmp_path, saved(book)) == "line 4: The sheet has more than 3 lines. Export it in parts"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LARGEST_FILE", 1024 * 1024)
    said = "line 1: The file is larger than 1 MB. Export it in parts"
    assert refusal(tmp_path, "x" * (1024 * 1024 + 1)) == said
    with_noise = with_part("xl/media/noise.bin", bytes(range(256)) * 20_000)
    monkeypatch.setattr(decoding, "LARGEST_FILE", len(with_noise) - 1)
    assert refusal(tmp_path, with_noise).startswith("line 1: The file is larger than ")


def test_reading_stops_where_faults_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("caseloads.imports.MOST_FAULTS", 20)
    lines = [GOOD, *(GOOD.replace("CIN", "XX") for _ in range(100)), GOOD]
    said = refusal(tmp_path, file(*lines)).splitlines()
    assert (len(said), said[0]) == (
        22,
        "line 1: The file has more than 20 faults and was not read further. Correct how it is exported first",
    )
