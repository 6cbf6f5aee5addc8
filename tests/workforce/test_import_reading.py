"""Files as they really arrive: whatever is wrong with one is said by line, by column and by what to do."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.workforce.importing import (
    ASSESSOR,
    HEADERS,
    MANAGER,
    MAPPING,
    NOW,
    NQSW,
    STAFF,
    TODAY,
    bring_in,
    faults_of,
    text_of,
)
from workforce.imports import decoding, table
from workforce.imports.faults import FileRefused
from workforce.imports.mapping import Mapping as FileMapping
from workforce.imports.mapping import MappingWrong
from workforce.imports.staff import import_staff
from workforce.imports.table import Source
from workforce.models import AuditEntry, Person, Post

pytestmark = pytest.mark.django_db
NAME = "Aoife O'Brien–Ó Súilleabháin"
PLAIN = "Aoife O'Brien-Ó Súilleabháin"
FIRST_ROW = 2
WAYS = {
    "utf-8": lambda text: text.encode(),
    "byte order mark": lambda text: text.encode("utf-8-sig"),
    "windows-1252": lambda text: text.encode("cp1252"),
    "utf-16 with a mark": lambda text: text.encode("utf-16"),
    "utf-16 little end first, without": lambda text: text.encode("utf-16-le"),
    "utf-16 big end first, without": lambda text: text.encode("utf-16-be"),
    "windows line ends": lambda text: text.replace("\n", "\r\n").encode(),
    "letters with their accents apart": lambda text: text.replace("Ó", "O\u0301").replace("ú", "u\u0301").encode(),
    "empty lines": lambda text: text.replace("\n", "\n\n").encode(),
    "rows of separators": lambda text: (text + "," * (len(HEADERS) - 1) + "\n").encode(),
    "headers in capitals": lambda text: (text.split("\n", 1)[0].upper() + "\n" + text.split("\n", 1)[1]).encode(),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_name_survives_however_the_file_is_written(tmp_path: Path, way: object) -> None:
    bring_in(tmp_path, way(text_of(STAFF).replace("\r\n", "\n")))  # type: ignore[operator]
    assert Person.objects.get(employee_number="000300").name == NAME
    assert Person.objects.get(employee_number="000300").email == "aoife@example.org"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("hint", [False, True])
def test_any_separator_is_found(tmp_path: Path, delimiter: str, hint: bool) -> None:
    awkward = {**MANAGER, "name": 'Imran, "Immi"; | Qadeer'}
    text = text_of([NQSW, awkward, ASSESSOR], delimiter=delimiter)
    bring_in(tmp_path, (f"sep={delimiter}\r\n" if hint else "") + text)
    assert Person.objects.get(employee_number="000100").name == 'Imran, "Immi"; | Qadeer'
    assert Person.objects.count() == len(STAFF)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "line 1: The file is empty. Export it again"),
        ("\ufeff\r\n \r\n", "line 1: The file is empty. Export it again"),
        (b"\x00\x00\x00\x00", "line 1: The file is empty. Export it again"),
        (text_of([]), "line 1: The file has a header and no rows. Export it again"),
        (b"\x81\xff\xfe\x8d", "line 1: The letters of this file cannot be read. Export it again as CSV UTF-8"),
    ],
)
def test_a_file_without_rows_is_refused(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert faults_of(tmp_path, content) == [said]


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    without = {ours: theirs for ours, theirs in HEADERS.items() if ours != "line_manager"}
    assert faults_of(tmp_path, text_of(STAFF, headers=without)) == [
        "line 1, column “Manager No”: This column is missing. Export it, or correct its name in the mapping"
    ]


def test_an_unknown_column_is_named_and_an_ignored_one_is_not(tmp_path: Path) -> None:
    lines = text_of(STAFF).splitlines()
    more = "\n".join([f"{lines[0]},Work Base,Shoe Size", *(f"{line},Kiln Lane,7" for line in lines[1:])])
    assert faults_of(tmp_path, more) == [
        "line 1, column “Shoe Size”: This column is not known. "
        "Map it under [columns], or list it under [ignore] headers"
    ]


def test_a_column_that_is_there_twice_is_named(tmp_path: Path) -> None:
    lines = text_of(STAFF).splitlines()
    twice = "\n".join([f"{lines[0]},E-mail", *(f"{line},x@example.org" for line in lines[1:])])
    assert faults_of(tmp_path, twice) == ["line 1, column “E-mail”: This column is there twice. Leave one of them out"]


CELLS = {
    "a day that does not exist": (
        {"started_on": "31/02/2025"},
        "column “Start”: Enter a date that exists, day first, for example 31/01/2026, not “31/02/2025”",
    ),
    "month before day": (
        {"started_on": "09/25/2025"},
        "column “Start”: Enter a date that exists, day first, for example 31/01/2026, not “09/25/2025”",
    ),
    "a year of two digits": (
        {"started_on": "08/09/25"},
        "column “Start”: Write the year with four digits, not “08/09/25”",
    ),
    "the first year there is": ({"started_on": "0001-01-01"}, "column “Start”: Check the year: 0001 cannot be right"),
    "no start": ({"started_on": ""}, "column “Start”: Fill this in"),
    "only spaces": ({"employee_number": " \u00a0"}, "column “Employee No”: Fill this in"),
    "an end before the start": (
        {"ended_on": "07/09/2025"},
        "column “End”: The post ends before it starts. Correct one of the two dates",
    ),
    "no address": (
        {"email": "aoife at example"},
        "column “E-mail”: Enter an e-mail address, like name@example.gov.uk, not “aoife at example”",
    ),
    "a formula": (
        {"name": '=HYPERLINK("http://example.org","Aoife")'},
        "column “Name”: This looks like a spreadsheet formula. Export values, not formulas",
    ),
    "a number a spreadsheet has changed": (
        {"employee_number": "3E+05"},
        "column “Employee No”: A spreadsheet has changed this number to “3E+05”. Export it as text",
    ),
    "NUL": (
        {"name": "Aoife\x00"},
        "column “Name”: This holds a NUL character, so the file is damaged. Export it again",
    ),
    "an escape": ({"name": "Aoife\x1b[2J"}, "column “Name”: This holds a control character. Take it out"),
    "writing turned around": (
        {"name": "Aoife\u202eneirb"},
        "column “Name”: This holds a character that turns the writing direction. Take it out",
    ),
    "lost letters": (
        {"name": "\ufffdoife"},
        "column “Name”: Letters were lost in the export. Export it again as CSV UTF-8",
    ),
    "a megabyte": ({"title": "x" * 1_048_576}, "column “Position”: Shorten this: it has 1,048,576 characters"),
    "a long name": ({"name": "x" * 151}, "column “Name”: Shorten this to 150 characters: it has 151"),
    "more than full time": ({"fte": "37"}, "column “FTE”: Enter the share of full time, for example 0.80, not “37”"),
    "not a number": ({"fte": "NaN"}, "column “FTE”: Enter the share of full time, for example 0.80, not “NaN”"),
    "a grade in words": ({"grade": "eight"}, "column “Grade”: Enter a whole number from 1 to 30, not “eight”"),
    "a digit that is not ours": ({"grade": "²"}, "column “Grade”: Enter a whole number from 1 to 30, not “²”"),
    "an unknown word": (
        {"contract": "Zero hours"},
        "column “Contract”: “Zero hours” is not known. Correct it, or add it under [values.contract]",
    ),
    "an unknown title": (
        {"title": "Wizard"},
        "column “Position”: “Wizard” is no job we know. Add it under [values.job] of the mapping",
    ),
    "a team of no service": ({"service": ""}, "column “Service”: Say which service this team belongs to"),
    "one's own manager": (
        {"line_manager": "000300"},
        "column “Manager No”: Nobody can do this for themselves. Enter somebody else's number or leave it empty",
    ),
    "a year that never began": (
        {"asye_started_on": ""},
        "column “ASYE Start”: Say when the assessed year began",
    ),
    "a year before registration": (
        {"registered_on": "09/09/2025"},
        "column “Registered”: The assessed year cannot begin before registration (CLK-07). Correct one of them",
    ),
}


@pytest.mark.parametrize(("change", "said"), CELLS.values(), ids=CELLS)
def test_a_wrong_cell_is_named_and_nothing_is_written(tmp_path: Path, change: Mapping[str, str], said: str) -> None:
    assert faults_of(tmp_path, [{**NQSW, **change}, MANAGER, ASSESSOR]) == [f"line {FIRST_ROW}, {said}"]
    assert (Person.objects.count(), Post.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_every_fault_is_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    rows = [{**NQSW, "started_on": "31/02/2025", "email": ""}, {**MANAGER, "fte": "2"}, ASSESSOR]
    assert [line.split(":")[0] for line in faults_of(tmp_path, rows)] == [
        "line 2, column “E-mail”",
        "line 2, column “Start”",
        "line 3, column “FTE”",
    ]


def test_a_line_break_inside_a_cell_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    rows = [{**NQSW, "name": "Aoife\nO'Brien"}, {**MANAGER, "fte": "2"}, ASSESSOR]
    assert faults_of(tmp_path, rows) == [
        "line 4, column “FTE”: Enter the share of full time, for example 0.80, not “2”"
    ]


@pytest.mark.parametrize("lost", [1, 40])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, lost: int) -> None:
    text = text_of([MANAGER, ASSESSOR, NQSW]).rstrip("\r\n")
    cut = text[: text.rindex("01/08/2025") - lost]
    (said,) = faults_of(tmp_path, cut)
    assert said.startswith("line 4: This line has ")
    assert said.endswith("the file may have been cut off. Export it again")


def test_a_file_cut_off_inside_quotation_marks_is_refused(tmp_path: Path) -> None:
    text = text_of([MANAGER, ASSESSOR, {**NQSW, "name": "O'Brien, Aoife"}])
    assert faults_of(tmp_path, text[: text.index("Aoife")]) == [
        "line 4: A quotation mark opens here and is never closed, or the file was cut off. Export it again"
    ]


def test_quotation_marks_that_are_not_doubled_are_refused(tmp_path: Path) -> None:
    text = text_of([{**NQSW, "name": "O'Brien, Aoife"}, MANAGER, ASSESSOR]).replace("\"O'Brien", '"O\'"Brien')
    assert faults_of(tmp_path, text) == [
        "line 2: Quotation marks inside a cell must be doubled. Export the file again as CSV"
    ]


def test_a_separator_without_quotation_marks_is_refused(tmp_path: Path) -> None:
    text = text_of(STAFF).replace("Aoife O'", "Aoife, O'")
    (said,) = faults_of(tmp_path, text)
    assert said.endswith(f"columns, the header {len(HEADERS)}. Text with a separator needs quotation marks")


def test_size_is_checked_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "LARGEST_FILE", 3 * 1024 * 1024)
    monkeypatch.setattr(Path, "read_bytes", lambda self: pytest.fail("it was read"))
    assert faults_of(tmp_path, b"x" * (3 * 1024 * 1024 + 1)) == [
        "line 1: The file is larger than 3 MB. Export it in parts"
    ]


def test_too_many_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 2)
    assert faults_of(tmp_path, STAFF) == ["line 3: The file has more than 2 lines. Export it in parts"]


def test_without_a_mapping_our_own_names_are_headers(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Employee number;Name;Email;Job;Started on\n7;Ada;ADA@example.org;hr;2024-02-29\n")
    import_staff(Source(file, FileMapping.for_file(file, None)), on=TODAY, at=NOW)
    ada = Person.objects.get(email="ada@example.org")
    assert (ada.name, ada.posts.get().job, ada.posts.get().started_on.isoformat()) == ("Ada", "hr", "2024-02-29")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[columns", "mapping.toml is not TOML: "),
        ("[file]\nencoding = 'klingon'", "mapping.toml: file.encoding: Value error, no encoding is called klingon"),
        ("[colums]\n", "mapping.toml: colums: Extra inputs are not permitted"),
        ("[columns]\nshoe_size = 'Shoes'", "The mapping names shoe_size. This import knows "),
    ],
)
def test_a_wrong_mapping_is_refused(tmp_path: Path, toml: str, said: str) -> None:
    mapping, file = tmp_path / "mapping.toml", tmp_path / "staff.csv"
    mapping.write_text(toml)
    file.write_text(text_of(STAFF))
    with pytest.raises(MappingWrong) as refused:
        import_staff(Source(file, FileMapping.for_file(file, mapping)), on=TODAY, at=NOW)
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"contract": {"Permanent": "perm"}},
            "column “Contract”: [values.contract] gives “perm” for this. "
            "Use one of permanent, fixed_term, agency, invited",
        ),
        (
            {"service": {"Assessment": "ASSESSMENT-AND-MORE"}},
            "column “Service”: Give this service a code of up to 12 letters under [values.service] of the mapping",
        ),
    ],
)
def test_a_code_the_mapping_gives_must_be_one_of_ours(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    mapping = MAPPING.model_copy(update={"values": MAPPING.values | values})
    file = tmp_path / "staff.csv"
    file.write_text(text_of([MANAGER]))
    with pytest.raises(FileRefused) as refused:
        import_staff(Source(file, mapping), on=TODAY, at=NOW)
    assert refused.value.lines() == [f"line 2, {said}"]


def test_a_mapping_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingWrong, match=r"gone\.toml cannot be read: No such file or directory"):
        FileMapping.for_file(tmp_path / "staff.csv", tmp_path / "gone.toml")
