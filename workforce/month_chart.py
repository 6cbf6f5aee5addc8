"""Figures month by month as a drawing: bars in percent of the width, so that it fits any page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

HEIGHT, TOP, GROUND = 190, 26, 160  # pixels
BETWEEN = 0.2  # of a month's width is left empty


@dataclass(frozen=True, slots=True)
class Series:
    """One figure a month, null where there is none."""

    label: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure; `x` and `width` are SVG lengths, `kind` the place of its series."""

    x: str
    width: str
    y: int
    height: int
    kind: int


@dataclass(frozen=True, slots=True)
class Column:
    """One month with its bars; `figure` stands above where there is one series alone."""

    short: str
    middle: str
    bars: tuple[Bar, ...]
    figure: str
    figure_y: int


@dataclass(frozen=True, slots=True)
class Chart:
    columns: tuple[Column, ...]
    legend: tuple[tuple[int, str], ...]
    rows: tuple[tuple[dt.date, tuple[float | None, ...]], ...]
    height: int = HEIGHT
    ground: int = GROUND


def drawn(firsts: Sequence[dt.date], series: Sequence[Series], *, most: float = 0, stacked: bool = False) -> Chart:
    """Draw each series beside the others, or upon them; `most` is that of a full bar, else the highest there is."""
    rows = tuple((first, tuple(one.values[place] for one in series)) for place, first in enumerate(firsts))
    top = most or max((_height(values, stacked) for _, values in rows), default=0) or 1
    step = 100 / max(len(firsts), 1)
    columns = tuple(
        _column(first, values, place * step, step, top, stacked) for place, (first, values) in enumerate(rows)
    )
    return Chart(columns, tuple((kind, one.label) for kind, one in enumerate(series)), rows)


def _height(values: Sequence[float | None], stacked: bool) -> float:
    known = [value for value in values if value is not None]
    return sum(known) if stacked else max(known, default=0)


def _column(
    first: dt.date, values: Sequence[float | None], left: float, step: float, top: float, stacked: bool
) -> Column:
    across = 1 if stacked else max(len(values), 1)
    width = step * (1 - BETWEEN) / across
    bars, base = [], 0.0
    for kind, value in enumerate(values):
        if value:
            x = left + step * BETWEEN / 2 + (0 if stacked else width * kind)
            tall = max(round((GROUND - TOP) * value / top), 1)
            under = round((GROUND - TOP) * base / top)
            bars.append(Bar(f"{x:.2f}%", f"{width:.2f}%", GROUND - under - tall, tall, kind))
            base += value if stacked else 0
    alone = values[0] if len(values) == 1 else None
    highest = min((bar.y for bar in bars), default=GROUND)
    return Column(
        f"{first:%b}", f"{left + step / 2:.2f}%", tuple(bars), "" if alone is None else f"{alone:.0f}", highest
    )
