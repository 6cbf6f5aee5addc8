"""Licensed text as an authority holds it: a CSV of code, level, number, text, checked line by line (FRW-08)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

COLUMNS = ("code", "level", "number", "text")
LONGEST_TEXT = 4000
Key = tuple[str, str]  # code and level, the level blank where the framework has none


class TextWrong(ValueError):
    """The file is refused; `problems` has a sentence for each fault, naming its line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    code: str
    level: str
    number: str
    text: str

    @property
    def key(self) -> Key:
        return self.code, self.level


def named(key: Key) -> str:
    code, level = key
    return f"{code} at level {level}" if level else f"{code} (no level)"


def read_rows(stream: TextIO) -> list[Row]:
    """The rows of the file, each with the line it begins on. Raises TextWrong when it is no such table."""
    reader = csv.reader(stream, strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if sorted(header) != sorted(COLUMNS):
            raise TextWrong([f"line 1: the columns must be {', '.join(COLUMNS)}; found {', '.join(header) or 'none'}"])
        return list(_rows(reader, header))
    except csv.Error as error:
        raise TextWrong([f"line {reader.line_num}: {error}"]) from error


def _rows(reader: Iterator[list[str]], header: Sequence[str]) -> Iterator[Row]:
    begins = reader.line_num + 1  # type: ignore[attr-defined]
    for cells in reader:
        line, begins = begins, reader.line_num + 1  # type: ignore[attr-defined]
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise TextWrong([f"line {line}: expected {len(header)} columns, found {len(cells)}"])
        given = {name: " ".join(cell.split()) for name, cell in zip(header, cells, strict=True)}
        yield Row(line=line, **given)


def check(rows: Sequence[Row], held: Mapping[Key, Sequence[str]]) -> None:
    """Refuse a file that names what is not held, names it twice, or leaves a statement out.

    `held` maps each framework to its numbers in order. Every framework that the file names must be there complete.
    Raises TextWrong with every fault found.
    """
    if not rows:
        raise TextWrong(["line 1: the file has no statements"])
    problems = [*_faults(rows, held), *_missing(rows, held)]
    if problems:
        raise TextWrong(problems)


def _faults(rows: Iterable[Row], held: Mapping[Key, Sequence[str]]) -> Iterator[str]:
    first: dict[tuple[Key, str], int] = {}
    for row in rows:
        if row.key not in held:
            yield f"line {row.line}: no framework {named(row.key)} is held"
        elif row.number not in held[row.key]:
            yield f"line {row.line}: {named(row.key)} has no statement {row.number or '(blank)'}"
        elif (row.key, row.number) in first:
            yield f"line {row.line}: statement {row.number} was already given on line {first[row.key, row.number]}"
        else:
            first[row.key, row.number] = row.line
            if not row.text:
                yield f"line {row.line}: statement {row.number} has no text"
            if len(row.text) > LONGEST_TEXT:
                yield f"line {row.line}: statement {row.number} is longer than {LONGEST_TEXT} characters"


def _missing(rows: Sequence[Row], held: Mapping[Key, Sequence[str]]) -> Iterator[str]:
    """A missing statement is reported at the line it should have followed."""
    for key in dict.fromkeys(row.key for row in rows if row.key in held):
        lines = {row.number: row.line for row in rows if row.key == key}
        at = min(lines.values())
        for number in held[key]:
            if number in lines:
                at = lines[number]
            else:
                yield f"line {at}: statement {number} of {named(key)} is missing after this line"
