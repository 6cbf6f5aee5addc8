"""What a portfolio has against each statement: how much, how recent, from how many sources; never a score (FRW-09)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from asye.models import BroughtRecord, Feedback, Portfolio, Reflection, WrittenWork
from asye.queries.evidence import Piece, brought_pieces, feedback_pieces, pieces, work_pieces
from frameworks.models import CrosswalkLink, Framework, Section, Statement
from frameworks.policy import crosswalk
from workforce.access import Access


@dataclass(frozen=True, slots=True)
class Covered:
    """One statement: pieces of evidence for itself, and pieces that reach it through the crosswalk only."""

    statement: Statement
    direct: int
    through: int
    latest: dt.date | None
    sources: tuple[str, ...]

    @property
    def is_gap(self) -> bool:
        return not self.direct and not self.through


@dataclass(frozen=True, slots=True)
class Domain:
    section: Section
    lines: list[Covered]


@dataclass(frozen=True, slots=True)
class Bound:
    """One framework the portfolio is bound to, domain by domain."""

    framework: Framework
    domains: list[Domain]


def coverage_of(portfolio: Portfolio, access: Access) -> list[Bound]:
    """Every statement of the portfolio's editions with what this reader may see of its evidence: five queries."""
    shown = Reflection.objects.visible_to(access).filter(portfolio=portfolio)
    given: dict[int, list[Piece]] = {}
    feedback = Feedback.objects.visible_to(access).filter(portfolio=portfolio)
    work = WrittenWork.objects.visible_to(access).filter(portfolio=portfolio)
    brought = BroughtRecord.objects.visible_to(access).filter(portfolio=portfolio)
    for piece in [*pieces(shown), *feedback_pieces(feedback), *work_pieces(work), *brought_pieces(brought)]:
        given.setdefault(piece.statement_id, []).append(piece)
    links = CrosswalkLink.objects.held().order_by().values_list("from_statement", "to_statement", "strength")
    beside = crosswalk.neighbours(links)
    rows = (
        Statement.objects.filter(section__framework__portfolios=portfolio)
        .select_related("section__framework")
        .order_by("section__framework__order", "section__order", "order")
    )
    bound: list[Bound] = []
    for statement in rows:
        section = statement.section
        if not bound or bound[-1].framework != section.framework:
            bound.append(Bound(section.framework, []))
        if not bound[-1].domains or bound[-1].domains[-1].section != section:
            bound[-1].domains.append(Domain(section, []))
        near = [piece for pk in crosswalk.reach(beside, statement.pk) for piece in given.get(pk, ())]
        bound[-1].domains[-1].lines.append(_covered(statement, given.get(statement.pk, ()), near))
    return bound


def _covered(statement: Statement, direct: Sequence[Piece], near: Sequence[Piece]) -> Covered:
    own = {(piece.source, piece.pk) for piece in direct}
    through = {(piece.source, piece.pk) for piece in near} - own
    every = [*direct, *near]
    return Covered(
        statement=statement,
        direct=len(own),
        through=len(through),
        latest=max((piece.on for piece in every), default=None),
        sources=tuple(sorted({piece.source for piece in every})),
    )
