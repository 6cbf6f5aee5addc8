"""A timeline as a drawing: bars in percent of the width, so that it fits any page and its words keep their size."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workforce.explain import Stretch, Timeline

HEIGHT, TOP, GROUND = 190, 30, 150  # pixels
AFTER = dt.timedelta(days=61)  # how much of a last band without an end is drawn
GAP = 0.3  # percent between two bars


@dataclass(frozen=True, slots=True)
class Bar:
    """One band; places are SVG lengths."""

    x: str
    width: str
    y: int
    height: int
    middle: str
    figure: str
    here: bool


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`now` is the place of the day asked about, None where it lies outside; its line begins at `now_from`."""

    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]
    now: str | None
    now_from: int
    begins: dt.date
    ends: dt.date
    height: int = HEIGHT
    ground: int = GROUND


def drawn(timeline: Timeline, on: dt.date | None) -> Chart | None:
    """Lay the timeline out to the width of the page; None where there is nothing to draw."""
    if not timeline.stretches:
        return None
    begins, ends = timeline.stretches[0].from_on, _end(timeline, on)
    tallest = max((stretch.figure or 0 for stretch in timeline.stretches), default=0) or 1
    span = (ends - begins).days + 1

    def place(day: dt.date) -> float:
        return (day - begins).days / span * 100

    bars = []
    for stretch in timeline.stretches:
        left, right = place(stretch.from_on), place(min(stretch.to_on or ends, ends)) + 100 / span
        tall = (GROUND - TOP) * ((stretch.figure or 0) / tallest if stretch.figure is not None else 0.25)
        bars.append(
            Bar(
                x=_percent(left),
                width=_percent(max(right - left - GAP, GAP)),
                y=round(GROUND - tall),
                height=round(tall),
                middle=_percent((left + right) / 2),
                figure="" if stretch.figure is None else f"{stretch.figure:g}",
                here=on is not None and holds(stretch, on),
            )
        )
    dots = tuple(Dot(_percent(place(mark.on)), mark.label) for mark in timeline.marks if begins <= mark.on <= ends)
    now = _percent(place(on)) if on is not None and begins <= on <= ends else None
    return Chart(tuple(bars), dots, now, min((bar.y for bar in bars if bar.here), default=TOP), begins, ends)


def holds(stretch: Stretch, on: dt.date) -> bool:
    return stretch.from_on <= on and (stretch.to_on is None or on <= stretch.to_on)


def _end(timeline: Timeline, on: dt.date | None) -> dt.date:
    last = timeline.stretches[-1]
    days = [last.to_on or last.from_on + AFTER, *(mark.on for mark in timeline.marks)]
    return max([*days, *([on] if on else [])])


def _percent(place: float) -> str:
    return f"{place:.2f}%"
