"""What is wrong with a file, in words that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One wrong cell or row. `line` counts from 1 as an editor does; `column` is the file's own header, or empty."""

    line: int
    column: str
    do: str

    def __str__(self) -> str:
        where = f"line {self.line}, column “{self.column}”" if self.column else f"line {self.line}"
        return f"{where}: {self.do}"


class FileRefused(Exception):
    """Nothing was written; `faults` says why, in the order of the file."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        shown = [str(fault) for fault in self.faults[:MOST_SHOWN]]
        more = len(self.faults) - len(shown)
        return [*shown, f"and {more} more"] if more else shown
