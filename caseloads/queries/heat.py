"""The weeks of a year as a drawing and as a table: a row a worker or team, a column a week."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseloads.queries.boards import Cell

GAP = 0.1  # of a week's width, left white between two


@dataclass(frozen=True, slots=True)
class HeatRow:
    """`paths` are (level, what an SVG path draws): one a level and not one a week, so that a page stays small."""

    label: str
    paths: tuple[tuple[int, str], ...]
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heat:
    days: tuple[dt.date, ...]
    rows: tuple[HeatRow, ...]


def heat(rows: Iterable[tuple[str, Sequence[Cell]]]) -> Heat | None:
    """Draw rows of weeks, all of the same days; nothing where there is none."""
    found = [(label, cells) for label, cells in rows if cells]
    if not found:
        return None
    return Heat(tuple(cell.on for cell in found[0][1]), tuple(_row(label, cells) for label, cells in found))


def _row(label: str, cells: Sequence[Cell]) -> HeatRow:
    drawn: dict[int, list[str]] = defaultdict(list)
    for place, cell in enumerate(cells):
        drawn[cell.level].append(f"M{place} 0h{1 - GAP}v1h-{1 - GAP}z")
    figures = (f"{cell.held}" if cell.room is None else f"{cell.held}/{cell.room:g}" for cell in cells)
    return HeatRow(label, tuple((level, "".join(parts)) for level, parts in sorted(drawn.items())), tuple(figures))
