"""A mapped CSV file or workbook as lines of our fields."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from workforce.imports.cells import Line, Reading, folded
from workforce.imports.decoding import encoding_of, refused
from workforce.imports.faults import Fault, FileRefused
from workforce.imports.mapping import Mapping, MappingWrong
from workforce.imports.workbook import is_workbook, sheet_rows

DELIMITERS = (",", ";", "\t", "|")
MOST_ROWS = 500_000
WIDEST_CELL = 16 * 1024 * 1024
EXCEL_HINT = re.compile(r"^sep=(.)\r?\n", re.IGNORECASE)
BLANK = "\ufeff \t\r\n\x00"
NO_HEADER = "This line is not the header, or no column in it is known. Export the file with a header: {}"
NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, how, and by how many days its dates are moved (the demonstration is told relative to today)."""

    file: Path
    mapping: Mapping
    shift_days: int = 0

    @property
    def reading(self) -> Reading:
        tables = self.mapping.values.items()
        words = {name: {folded(word): code for word, code in table.items()} for name, table in tables}
        return Reading(
            headers=dict(self.mapping.columns),
            words=words,
            date_formats=self.mapping.file.date_formats,
            shift=dt.timedelta(days=self.shift_days),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """An open file: what its cells are read with, where each field is, and its rows with the lines they begin on."""

    reading: Reading
    at: dict[str, int]
    width: int
    rows: Iterator[tuple[int, list[str]]]

    def line(self, number: int, cells: list[str]) -> Line | None:
        """Return a row as a line of our fields; nothing where its shape is wrong, which is a fault of the reading."""
        return _line((number, cells), self.at, self.width, self.reading)


@contextmanager
def opened(
    source: Source, *, fields: Sequence[str], required: Sequence[str], hides_names: bool = False
) -> Iterator[Table]:
    """Open a file and read its header; its rows are read one by one, so that the file is never held whole.

    `fields` are the columns this import knows, `required` those without which it makes no sense. With `hides_names` no
    message repeats a cell that may be a name.

    Raises:
        FileRefused: the file, its header or its shape is wrong; no row has been looked at.
        MappingWrong: the mapping names a field this import does not know.
    """
    mapping = source.mapping
    if unknown := sorted(set(mapping.columns) - set(fields)):
        raise MappingWrong(f"The mapping names {', '.join(unknown)}. This import knows {', '.join(fields)}")
    with _raw_rows(source, fields) as rows:
        first = next(rows, None)
        if first is None:
            raise refused("The file is empty. Export it again")
        place, header = first
        header = [cell.strip("\ufeff") for cell in header]
        at = _positions(header, mapping, fields, required, place)
        reading = replace(source.reading, hides_names=hides_names)
        reading.headers.update({name: " ".join(header[index].split()) for name, index in at.items()})
        yield Table(reading, at, len(header), rows)


def read_lines(source: Source, *, fields: Sequence[str], required: Sequence[str]) -> tuple[list[Line], Reading]:
    """Return the lines of the file and what they were read with, where their faults are kept.

    Raises:
        FileRefused: the file, its header or its shape is wrong, or it has no rows.
        MappingWrong: the mapping names a field this import does not know.
    """
    with opened(source, fields=fields, required=required) as table:
        lines = [line for row in table.rows if (line := table.line(*row))]
        if not lines and not table.reading.faults:
            raise no_rows()
        return lines, table.reading


def no_rows() -> FileRefused:
    return refused("The file has a header and no rows. Export it again")


@contextmanager
def _raw_rows(source: Source, fields: Sequence[str]) -> Iterator[Iterator[tuple[int, list[str]]]]:
    if is_workbook(source.file):
        with sheet_rows(source.file, wanted=_wanted(source.mapping, fields)) as rows:
            yield rows
        return
    encoding = encoding_of(source.file, source.mapping.file.encoding)
    with source.file.open(encoding=encoding, newline="") as text:
        first = text.readline(WIDEST_CELL)
        while first and not first.strip(BLANK):
            first = text.readline(WIDEST_CELL)
        text.seek(0)
        hint = EXCEL_HINT.match(first.lstrip("\ufeff"))
        if hint:
            text.readline()
        delimiter = hint.group(1) if hint else _delimiter(first, source.mapping, fields)
        yield _rows(text, delimiter, 1 if hint else 0)


def _wanted(mapping: Mapping, fields: Sequence[str]) -> frozenset[str]:
    """Return the headers by which the header line is known, folded."""
    own = fields if not mapping.columns else ()
    names = (*mapping.columns.values(), *mapping.ignore.headers, *(name.replace("_", " ") for name in own), *own)
    return frozenset(folded(name) for name in names)


def _delimiter(first: str, mapping: Mapping, fields: Sequence[str]) -> str:
    """Return the character that splits the header into most columns we know; the mapping's own where they tie."""
    candidates = [mapping.file.delimiter, *DELIMITERS] if mapping.file.delimiter else [*DELIMITERS]
    wanted = _wanted(mapping, fields)

    def known(delimiter: str) -> tuple[int, int]:
        cells = [folded(cell.strip('\ufeff" \r\n')) for cell in first.split(delimiter)]
        return sum(cell in wanted for cell in cells), len(cells)

    return max(candidates, key=known)


def _rows(text: Iterable[str], delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on, as an editor counts."""
    before = csv.field_size_limit(WIDEST_CELL)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    begins = 1
    try:
        for row in reader:
            if begins > MOST_ROWS:
                raise refused(f"The file has more than {MOST_ROWS:,} lines. Export it in parts", begins + skipped)
            if row and (row[0][:1].isalnum() or any(cell.strip().strip(BLANK) for cell in row)):
                yield begins + skipped, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise refused(_about_quotes(error), begins + skipped) from error
    finally:
        csv.field_size_limit(before)


def _about_quotes(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return "A quotation mark opens here and is never closed, or the file was cut off. Export it again"
    if "limit" in str(error):
        return "A cell here is larger than any cell can be. Export the file again"
    return "Quotation marks inside a cell must be doubled. Export the file again as CSV"


def _positions(
    header: Sequence[str], mapping: Mapping, fields: Sequence[str], required: Sequence[str], place: int
) -> dict[str, int]:
    """Return where each field is, after telling of every header that is missing, unknown or there twice."""
    columns = mapping.columns or _own_names(header, fields)
    found = [folded(cell) for cell in header]
    ignored = {folded(name) for name in mapping.ignore.headers}
    wanted = {folded(theirs): ours for ours, theirs in columns.items()}
    if not any(cell in wanted for cell in found):
        raise refused(NO_HEADER.format(", ".join(columns.get(name, name) for name in required)), place)
    faults = [
        Fault(place, columns.get(name, name), "This column is missing. Export it, or correct its name in the mapping")
        for name in (*columns, *(name for name in required if name not in columns))
        if name not in columns or folded(columns[name]) not in found
    ]
    for index, cell in enumerate(found):
        if cell not in wanted and cell not in ignored:
            do = "This column is not known. Map it under [columns], or list it under [ignore] headers"
            faults.append(Fault(place, header[index].strip()[:60] or f"number {index + 1}", do))
        elif cell in found[:index]:
            faults.append(Fault(place, header[index].strip()[:60], "This column is there twice. Leave one of them out"))
    if faults:
        raise FileRefused(faults)
    return {ours: found.index(folded(theirs)) for ours, theirs in columns.items()}


def _own_names(header: Sequence[str], fields: Sequence[str]) -> dict[str, str]:
    """Without a mapping, headers are our own names, in whatever case: “Employee number” is `employee_number`."""
    names = {NOT_WORD.sub("_", cell.strip().lower()).strip("_"): cell for cell in header}
    return {name: names[name] for name in fields if name in names}


def _line(row: tuple[int, list[str]], at: dict[str, int], width: int, reading: Reading) -> Line | None:
    number, cells = row
    if len(cells) < width:
        do = f"This line has {len(cells)} of {width} columns: the file may have been cut off. Export it again"
    elif any(cell.strip() for cell in cells[width:]):
        do = f"This line has {len(cells)} columns, the header {width}. Text with a separator needs quotation marks"
    else:
        return Line(number, {name: cells[index] for name, index in at.items()}, reading)
    reading.faults.append(Fault(number, "", do))
    return None
