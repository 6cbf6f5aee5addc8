"""Bands: stretches of a programme, one after another without gap or overlap, each with its figures.

An edge is written `week 7`, `month 5`, `review six_month_review` (from the day that review has been held),
`calendar 5` (from the first 1 May after the start) or `point 26` (from that pay point on). Both ends are written, and
both are included, so that a reader sees where a band stops and the loader sees where two bands do not meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Literal, TypeVar, cast

from pydantic import Field, PlainSerializer, PlainValidator

from workforce.packs.schema.base import Part

Unit = Literal["week", "month", "review", "calendar", "point"]
COUNTED = ("week", "month", "calendar", "point")
DAYS_PER = {"week": 7.0, "month": 30.44}


@dataclass(frozen=True, slots=True)
class Edge:
    unit: Unit
    value: int | str

    def __str__(self) -> str:
        return f"{self.unit} {self.value}"

    @property
    def number(self) -> int:
        return cast(int, self.value)


def parse_edge(text: object) -> Edge:
    """`month 5` as an Edge; ValueError in a sentence where it is none."""
    if isinstance(text, Edge):
        return text
    unit, _, value = str(text).partition(" ")
    if unit == "review" and value:
        return Edge("review", value)
    if unit in COUNTED and value.isdigit() and int(value) >= 1:
        if unit == "calendar" and int(value) > 12:
            raise ValueError(f"{text!r} is no calendar month: write 1 to 12")
        return Edge(cast(Unit, unit), int(value))
    raise ValueError(f"{text!r} is no edge: write 'week 7', 'month 5', 'review NAME', 'calendar 5' or 'point 26'")


At = Annotated[Edge, PlainValidator(parse_edge), PlainSerializer(str)]


class Band(Part):
    """A stretch from the first day of `from` to the last day of `to`; the last band of a set has no `to`."""

    from_: At = Field(alias="from")
    to: At | None = None

    @property
    def label(self) -> str:
        """The band as a person would say it: months 1 to 4, from month 11 on."""
        if self.to is None:
            return f"from {spoken(self.from_)} on"
        if self.to.unit == self.from_.unit and self.to.unit != "review":
            same = self.to.value == self.from_.value
            return spoken(self.to) if same else f"{self.to.unit}s {self.from_.value} to {self.to.value}"
        return f"{spoken(self.from_)} to {spoken(self.to)}"


AnyBand = TypeVar("AnyBand", bound=Band)


def spoken(edge: Edge) -> str:
    if edge.unit == "review":
        return str(edge.value).replace("_", " ")
    return f"{edge.unit} {edge.value}"


def joined(bands: Sequence[AnyBand]) -> Sequence[AnyBand]:
    """The bands themselves; ValueError where they do not begin at the start, leave a gap, overlap or run backwards."""
    if not bands:
        raise ValueError("there is no band")
    first = bands[0].from_
    if first.unit in ("week", "month", "point") and first.value != 1:
        raise ValueError(f"nothing is said before {first}: the first band begins at 1")
    for band, following in pairwise(bands):
        _meet(band, following)
    for band in bands:
        _forwards(band)
    if bands[-1].to is not None:
        raise ValueError(f"nothing is said after {bands[-1].to}: the last band has no 'to'")
    return bands


def _meet(band: Band, following: Band) -> None:
    end, begin = band.to, following.from_
    if end is None:
        raise ValueError(f"the band from {band.from_} has no end, but {begin} follows: they overlap")
    if end.unit != begin.unit:
        raise ValueError(
            f"one band ends with {end} and the next begins with {begin}: use the same unit where they meet"
        )
    if end.unit == "review":
        if end.value != begin.value:
            raise ValueError(f"one band ends with {end} and the next begins with {begin}: there is a gap")
    elif end.unit == "calendar":
        if begin.number != end.number % 12 + 1:
            raise ValueError(f"one band ends with {end} and the next begins with {begin}: they do not meet")
    elif begin.number > end.number + 1:
        raise ValueError(f"nothing is said between {end} and {begin}: there is a gap")
    elif begin.number <= end.number:
        raise ValueError(f"{begin} is in two bands: they overlap")


def _forwards(band: Band) -> None:
    begin, end = band.from_, band.to
    if end is None or "review" in (begin.unit, end.unit) or "calendar" in (begin.unit, end.unit):
        return
    same = begin.unit == end.unit
    early = begin.number if same else (begin.number - 1) * DAYS_PER.get(begin.unit, 1)
    late = end.number if same else end.number * DAYS_PER.get(end.unit, 1)
    if early > late:
        raise ValueError(f"the band from {begin} to {end} is upside down")
