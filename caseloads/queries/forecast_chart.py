"""A forecast as a drawing: lines over the months, in percent of the width, so that it fits any page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

HEIGHT, TOP, GROUND = 260, 22, 220  # pixels
MOST_LINES = 5  # across the drawing


@dataclass(frozen=True, slots=True)
class Series:
    """One figure a month; `kind` says how its line looks."""

    label: str
    kind: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Line:
    """`path` lies in a box of 100 by 100; `dots` are (x, y) as SVG lengths; `area` fills what is below."""

    label: str
    kind: str
    path: str
    area: str
    dots: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A line across with its figure, or a month below; `anchor` as SVG has it."""

    at: str
    label: str
    short: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    lines: tuple[Line, ...]
    grid: tuple[tuple[int, str], ...]
    months: tuple[Mark, ...]
    height: int = HEIGHT
    top: int = TOP
    ground: int = GROUND

    @property
    def tall(self) -> int:
        return self.ground - self.top


def drawn(days: Sequence[dt.date], series: Sequence[Series]) -> Chart:
    """Draw each series over the same days, with whole round numbers across."""
    step = _step(max((value for one in series for value in one.values), default=0))
    highest = max((value for one in series for value in one.values), default=0)
    top = step * max(-(-highest // step), 1)
    grid = tuple(
        (round(GROUND - (GROUND - TOP) * number * step / top), f"{number * step:,}")
        for number in range(int(top // step) + 1)
    )
    wide = max(len(days) - 1, 1)
    months = tuple(
        Mark(
            f"{place * 100 / wide:.2f}%",
            f"{day:%b}" if place else "Today",
            f"{day:%b}"[0] if place else "T",
            "start" if not place else "end" if place == wide else "middle",
        )
        for place, day in enumerate(days)
    )
    return Chart(tuple(_line(one, wide, top) for one in series), grid, months)


def _step(highest: float) -> int:
    for power in count():
        for first in (1, 2, 5):
            if first * 10**power * MOST_LINES >= highest:
                return int(first * 10**power)
    raise AssertionError("a step is always found")


def _line(series: Series, wide: int, top: float) -> Line:
    points = [(place * 100 / wide, 100 - 100 * value / top) for place, value in enumerate(series.values)]
    path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)
    dots = tuple((f"{x:.2f}%", f"{TOP + y * (GROUND - TOP) / 100:.1f}") for x, y in points)
    return Line(series.label, series.kind, path, f"{path}L100 100L0 100Z" if points else "", dots)
