"""What becomes of self-assessments when a year moves to other editions (FRW-11).

Each stays as it was written. A standard that was looked at is one of the new editions too, or has its like there by
the crosswalk, or stands alone. Nobody is told a level or a sentence here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from asye.models import SelfAssessment
from asye.policy.self_assessment import looked_at
from asye.queries.carried import ALONE, DIRECT, THROUGH, Editions, Ground
from frameworks.models import Section, Statement
from frameworks.policy import crosswalk
from workforce.access import Access

Key = tuple[bool, int]  # whether it is a statement or a section, and its primary key


@dataclass(frozen=True, slots=True)
class Standard:
    """A domain, standard or statement; `statements` are those it is made of, or the one it is."""

    key: Key
    framework: int
    short: str
    label: str
    statements: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.short} {self.label}"


@dataclass(frozen=True, slots=True)
class LookedAt:
    """One standard that was looked at, and those of the new editions that have a statement like one of its own."""

    standard: Standard
    state: str
    ways: tuple[Standard, ...]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One self-assessment; `finished_on` is nothing for one that its author still writes."""

    label: str
    finished_on: dt.date | None
    lines: tuple[LookedAt, ...]

    def number(self, state: str) -> int:
        return sum(line.state == state for line in self.lines)

    @property
    def stay(self) -> int:
        return self.number(DIRECT)

    @property
    def through(self) -> int:
        return self.number(THROUGH)

    @property
    def alone(self) -> int:
        return self.number(ALONE)


@dataclass(frozen=True, slots=True)
class SelfAssessed:
    """Those of one year. `uncovered` are the standards of the new editions that none of them has looked at."""

    made: tuple[Assessed, ...]
    uncovered: tuple[Standard, ...]

    @property
    def changed(self) -> list[LookedAt]:
        """Each standard once that is not among the new editions."""
        found = {line.standard.key: line for one in self.made for line in one.lines if line.state != DIRECT}
        return list(found.values())


Made = Mapping[int, Sequence[SelfAssessment]]


def made_for(access: Access, near: Collection[int]) -> Made:
    """Those of portfolios this reader is near to (`near_to`), by portfolio: one query.

    Finished ones are for the two and for who runs the programme; one that is being written is its author's.
    """
    rows = SelfAssessment.objects.filter(Q(sealed=True) | Q(author=access.person))
    found: dict[int, list[SelfAssessment]] = defaultdict(list)
    for row in rows.filter(portfolio__in=near):
        found[row.portfolio_id].append(row)
    return found


def statements_of(made: Made) -> Q:
    """The condition of the statements that were looked at, alone or with their domain."""
    keys = _keys(row for rows in made.values() for row in rows)
    return Q(section__in=[pk for is_one, pk in keys if not is_one]) | Q(pk__in=[pk for is_one, pk in keys if is_one])


def self_assessed(made: Made, editions: Mapping[int, Editions], ground: Ground) -> dict[int, SelfAssessed]:
    """By portfolio what its self-assessments come to under its editions; no query."""
    kinds = {row.of_statements for rows in made.values() for row in rows}
    known = _standards(ground.known.values(), kinds)
    return {year: _assessed(rows, editions[year], known, ground.beside) for year, rows in made.items()}


def _keys(rows: Iterable[SelfAssessment]) -> set[Key]:
    return {(row.of_statements, pk) for row in rows for pk in looked_at(row.words)}


def _standards(statements: Iterable[Statement], kinds: Collection[bool]) -> dict[Key, Standard]:
    """In the order of the standards."""
    found: dict[Key, list[Statement]] = defaultdict(list)
    for row in statements:
        for is_one in kinds:
            found[is_one, row.pk if is_one else row.section_id].append(row)
    return {key: _standard(key, rows[0], rows) for key, rows in found.items()}


def _standard(key: Key, first: Statement, rows: Sequence[Statement]) -> Standard:
    section: Section = first.section
    label = f"{first.number} {first.text}" if key[0] else section.label
    framework = section.framework
    return Standard(key, framework.pk, framework.short, label, tuple(row.pk for row in rows))


def _assessed(
    made: Sequence[SelfAssessment],
    own: Editions,
    known: Mapping[Key, Standard],
    beside: Mapping[int, Sequence[tuple[int, str]]],
) -> SelfAssessed:
    kind = made[-1].of_statements
    here = [one for key, one in known.items() if key[0] == kind and one.framework in own]
    found, seen = [], set()
    for row in made:
        keys = _keys([row])
        lines = tuple(_line(one, here, own, beside) for key, one in known.items() if key in keys)
        seen |= keys if row.finished_at else set()
        finished_on = timezone.localdate(row.finished_at) if row.finished_at else None
        found.append(Assessed(row.label, finished_on, lines))
    return SelfAssessed(tuple(found), tuple(one for one in here if one.key not in seen))


def _line(
    standard: Standard, here: Sequence[Standard], own: Editions, beside: Mapping[int, Sequence[tuple[int, str]]]
) -> LookedAt:
    if standard.framework in own:
        return LookedAt(standard, DIRECT, ())
    reached = {to for pk in standard.statements for to in crosswalk.reach(beside, pk)}
    ways = tuple(one for one in here if reached & set(one.statements))
    return LookedAt(standard, THROUGH if ways else ALONE, ways)
