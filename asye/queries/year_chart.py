"""The years of a cohort as a drawing: a line for each person, a dot for each meeting, a mark where they stand now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from asye.queries.cohort import Row

LINE, TOP, FOOT = 40, 24, 8  # pixels


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    state: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One person; places along the line are SVG lengths in percent, down the page pixels."""

    name: str
    y: int
    text_y: int
    begins: str
    ends: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    months: tuple[tuple[str, str], ...]
    now: str
    height: int
    top: int
    foot: int


def drawn(rows: Sequence[Row], on: dt.date) -> Chart | None:
    """Twelve months of the calendar, from five before today to seven after, with every year that touches them."""
    if not rows:
        return None
    first, last = _month(on, -5), _month(on, 7)
    span = (last - first).days

    def place(day: dt.date) -> str:
        return f"{min(max((day - first).days / span, 0), 1) * 100:.2f}%"

    lines = []
    for number, row in enumerate(rows):
        y = TOP + LINE * number + LINE // 2 + 10
        dots = tuple(Dot(place(one.due_on), state, one.label) for one, state in row.dots if first <= one.due_on < last)
        ends = max(row.clock.ends_on, first)
        lines.append(Line(row.person.name, y, y - 13, place(max(row.clock.start, first)), place(ends), dots))
    months = tuple((place(day), f"{day:%b}") for number in range(12) if (day := _month(first, number)))
    height = TOP + LINE * len(rows) + FOOT
    return Chart(tuple(lines), months, place(on), height, TOP, height - FOOT)


def _month(on: dt.date, ahead: int) -> dt.date:
    """The first day of the month so many months on."""
    index = on.year * 12 + on.month - 1 + ahead
    return dt.date(index // 12, index % 12 + 1, 1)
