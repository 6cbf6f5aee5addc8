"""The crosswalk as a file, and how far evidence carries along its links (FRW-11)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, ValidationError

from frameworks.policy.shipped import FileWrong, Strict

STRENGTHS = ("strong", "partial", "related")  # strongest first
STRONG = STRENGTHS[0]
MOST_STEPS = 3  # NOS to KSS is three: NOS, PCF 2012, PCF 2018, KSS


class Table(Strict):
    """Links between two frameworks, each [number, number, strength] and where wanted a note."""

    from_: Annotated[str, Field(alias="from")]
    to: str
    links: list[Annotated[list[str], Field(min_length=3, max_length=4)]]


class CrosswalkFile(Strict):
    tables: list[Table]


@dataclass(frozen=True, slots=True)
class ShippedLink:
    """One link of the file; `key` says where it stands."""

    key: str
    from_framework: str
    from_number: str
    to_framework: str
    to_number: str
    strength: str
    note: str


def read_crosswalk(text: str, *, name: str, held: Mapping[str, Sequence[str]]) -> list[ShippedLink]:
    """The links of a file. `held` maps framework (`kss-2018`, `pcf-2018/asye`) to its numbers.

    Raises FileWrong, naming the file and the key of each fault: an unknown framework, number or strength, a link twice.
    """
    try:
        file = CrosswalkFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise FileWrong(f"{name}: {error}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()[:5]]
        raise FileWrong(f"{name}: {'; '.join(faults)}") from error
    links = [
        ShippedLink(f"tables.{t}.links.{n}", table.from_, row[0], table.to, row[1], row[2], "".join(row[3:]))
        for t, table in enumerate(file.tables)
        for n, row in enumerate(table.links)
    ]
    faults = [f"{link.key}: {fault}" for link in links for fault in _faults(link, held)]
    faults += _doubled(links)
    if faults:
        raise FileWrong(f"{name}: {'; '.join(faults[:10])}")
    return links


def _faults(link: ShippedLink, held: Mapping[str, Sequence[str]]) -> Iterable[str]:
    for framework, number in ((link.from_framework, link.from_number), (link.to_framework, link.to_number)):
        if framework not in held:
            yield f"no framework {framework} is held"
        elif number not in held[framework]:
            yield f"{framework} has no statement {number}"
    if link.strength not in STRENGTHS:
        yield f"the strength is {', '.join(STRENGTHS)}, not {link.strength}"
    if (link.from_framework, link.from_number) == (link.to_framework, link.to_number):
        yield "a statement cannot be linked to itself"
    if len(link.note) > 300:
        yield "the note is longer than 300 characters"


def _doubled(links: Sequence[ShippedLink]) -> list[str]:
    first: dict[tuple[str, str, str, str], str] = {}
    found = []
    for link in links:
        ends = (link.from_framework, link.from_number, link.to_framework, link.to_number)
        if ends in first:
            found.append(f"{link.key}: this link was already given at {first[ends]}")
        first.setdefault(ends, link.key)
    return found


Pair = tuple[int, int, str]  # two statements and the strength of the link between them


def relatives(pairs: Iterable[Pair], start: int) -> dict[int, str]:
    """What a statement is related to and how strongly, whichever way the links point; `start` is not among them.

    A link that says the same carries on to the next one, so a path holds at most one weaker link, and that gives the
    strength of the whole: two overlaps in a row would prove nothing.
    """
    return reach(neighbours(pairs), start)


def neighbours(pairs: Iterable[Pair]) -> dict[int, list[tuple[int, str]]]:
    beside: dict[int, list[tuple[int, str]]] = {}
    for one, other, strength in pairs:
        beside.setdefault(one, []).append((other, strength))
        beside.setdefault(other, []).append((one, strength))
    return beside


def reach(beside: Mapping[int, Sequence[tuple[int, str]]], start: int) -> dict[int, str]:
    """As `relatives`, from neighbours that are worked out already."""
    best: dict[int, str] = {}
    seen = {(start, STRONG)}
    paths = [(start, STRONG)]
    for _ in range(MOST_STEPS):
        further = []
        for at, weakest in paths:
            for other, strength in beside.get(at, ()):
                if STRONG not in (weakest, strength) or other == start:
                    continue
                whole = strength if weakest == STRONG else weakest
                if (other, whole) not in seen:
                    seen.add((other, whole))
                    further.append((other, whole))
                    best[other] = min(best.get(other, whole), whole, key=STRENGTHS.index)
        paths = further
    return best


@dataclass(frozen=True, slots=True)
class Route:
    """How evidence gets from one statement to another: how strong the whole is, and the statements on the way."""

    strength: str
    via: tuple[int, ...] = ()


def routes(beside: Mapping[int, Sequence[tuple[int, str]]], start: int) -> dict[int, Route]:
    """As `reach`, with the way: of equally strong ways the shortest, of equally short ones the first link's."""
    best: dict[int, Route] = {}
    seen = {(start, STRONG)}
    paths: list[tuple[int, str, tuple[int, ...]]] = [(start, STRONG, ())]
    for _ in range(MOST_STEPS):
        further = []
        for at, weakest, via in paths:
            for other, strength in beside.get(at, ()):
                if STRONG not in (weakest, strength) or other == start:
                    continue
                whole = strength if weakest == STRONG else weakest
                if (other, whole) in seen:
                    continue
                seen.add((other, whole))
                further.append((other, whole, (*via, other)))
                if other not in best or STRENGTHS.index(whole) < STRENGTHS.index(best[other].strength):
                    best[other] = Route(whole, via)
        paths = further
    return best
