"""Which band of a rule a day falls into, and for whom a rule holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from workforce.clock import ONE_DAY, Clock
from workforce.packs.schema.bands import Band, Edge
from workforce.packs.schema.base import Scope


@dataclass(frozen=True, slots=True)
class Who:
    """What a scope may ask about a person; an empty word is an unknown."""

    service: str = ""
    team: str = ""
    job_type: str = ""
    contract: str = ""
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person stands: the clocks that run for them, the reviews held, the pay point."""

    clock: Clock
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    reviews: Mapping[str, date] = field(default_factory=dict)
    point: int | None = None

    def on_clock(self, name: str) -> Standing:
        """The same person seen by another of their clocks; the programme's where they have no such clock."""
        other = self.clocks.get(name)
        return Standing(other, self.clocks, self.reviews, self.point) if other else self

    def begins(self, edge: Edge) -> date | None:
        """The first day at or after the edge; None while it has not come and cannot be dated."""
        if edge.unit == "month":
            return self.clock.date_of_month(edge.number)
        if edge.unit == "week":
            return self.clock.date_of_week(edge.number)
        if edge.unit == "review":
            return self.reviews.get(str(edge.value))
        if edge.unit == "calendar":
            return _first_of(edge.number, self.clock.start)
        return self.clock.start if self.point is not None and self.point >= edge.number else None

    def past(self, edge: Edge, on: date) -> bool:
        """Whether the stretch that ends with this edge is over on that day."""
        if edge.unit == "review":
            begins = self.begins(edge)
        elif edge.unit == "calendar":
            begins = self.begins(Edge("calendar", edge.number % 12 + 1))
        else:
            begins = self.begins(Edge(edge.unit, edge.number + 1))
        return begins is not None and begins <= on


class Scoped(Protocol):
    @property
    def scope(self) -> Scope: ...


AnyBand = TypeVar("AnyBand", bound=Band)
AnyRule = TypeVar("AnyRule", bound=Scoped)


def band_on(bands: Sequence[AnyBand], standing: Standing, on: date) -> AnyBand | None:
    """The last band that has begun on that day; None before the first."""
    for band in reversed(bands):
        begins = standing.begins(band.from_)
        if begins is not None and begins <= on:
            return band
    return None


@dataclass(frozen=True, slots=True)
class Laid(Generic[AnyBand]):
    """A band laid on the calendar; `to_on` is None for the last."""

    band: AnyBand
    from_on: date
    to_on: date | None

    def has(self, on: date) -> bool:
        return self.from_on <= on and (self.to_on is None or on <= self.to_on)


def laid_out(bands: Sequence[AnyBand], standing: Standing) -> tuple[Laid[AnyBand], ...]:
    """The bands that have days of their own, in order; one that a later band has overtaken has none."""
    found: list[Laid[AnyBand]] = []
    for band in reversed(bands):
        begins = standing.begins(band.from_)
        after = found[-1].from_on if found else None
        if begins is not None and (after is None or begins < after):
            found.append(Laid(band, begins, after - ONE_DAY if after else None))
    return tuple(reversed(found))


def holds(scope: Scope, who: Who) -> bool:
    """Whether the person is in the scope; what a scope asks and nobody knows is not met."""
    if who.team and who.team in scope.exempt_teams:
        return False
    asked = (
        (scope.services, who.service),
        (scope.teams, who.team),
        (scope.job_types, who.job_type),
        (scope.contracts, who.contract),
    )
    if any(allowed and value not in allowed for allowed, value in asked):
        return False
    first, end = scope.started_on_or_after, scope.started_before
    if first is None and end is None:
        return True
    started = who.started_on
    return started is not None and (first is None or started >= first) and (end is None or started < end)


def narrowest(rules: Iterable[AnyRule], who: Who) -> AnyRule | None:
    """Of the rules that hold for the person, the one with the narrowest scope; the later of equals."""
    chosen: AnyRule | None = None
    for rule in rules:
        if holds(rule.scope, who) and (chosen is None or rule.scope.narrowness >= chosen.scope.narrowness):
            chosen = rule
    return chosen


def _first_of(month: int, start: date) -> date:
    """The first day of that calendar month, the first time it comes after the start."""
    here = date(start.year, month, 1)
    return here if here > start else date(start.year + 1, month, 1)
