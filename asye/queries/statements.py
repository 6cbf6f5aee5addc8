"""The statements something may be tagged with, and those it is tagged with, by framework and domain."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from asye.models import Portfolio, Reflection, WrittenWork
from frameworks.models import Framework, Section, Statement


@dataclass(frozen=True, slots=True)
class Choice:
    """A statement that may be chosen; `why` is its author's sentence, where it is chosen."""

    statement: Statement
    chosen: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Domain:
    """One section of a framework with its statements; `chosen` counts those that are tagged."""

    section: Section
    choices: list[Choice]

    @property
    def chosen(self) -> int:
        return sum(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Bound:
    """One framework the portfolio is bound to."""

    framework: Framework
    domains: list[Domain]


def statement_groups(of: Reflection | WrittenWork) -> list[Bound]:
    """Return every statement that may be chosen, in the order of the frameworks: two queries."""
    chosen = dict(of.tags.values_list("statement", "why"))
    rows = Statement.objects.filter(section__framework__portfolios=of.portfolio_id)
    return _grouped(rows, chosen)


def to_choose(portfolio: Portfolio, chosen: Mapping[int, str]) -> list[Bound]:
    """Return every statement of the portfolio’s frameworks, with those of `chosen` marked: one query."""
    return _grouped(Statement.objects.filter(section__framework__portfolios=portfolio.pk), chosen)


def chosen_statements(of: Reflection | WrittenWork) -> list[Bound]:
    """Return only the statements that are tagged: two queries."""
    chosen = dict(of.tags.values_list("statement", "why"))
    return _grouped(Statement.objects.filter(pk__in=chosen), chosen)


def groups_of(statements: Iterable[Statement], chosen: Collection[int] | None = None) -> list[Bound]:
    """Return these statements by framework and domain: those `chosen`, or all of them, marked as chosen."""
    rows = list(statements)
    marked = [statement.pk for statement in rows] if chosen is None else chosen
    found = Statement.objects.filter(pk__in=[statement.pk for statement in rows])
    return _grouped(found, dict.fromkeys(marked, ""))


def _grouped(rows: Iterable[Statement], chosen: Mapping[int, str]) -> list[Bound]:
    ordered = rows.select_related("section__framework").order_by(  # type: ignore[attr-defined]
        "section__framework__order", "section__order", "order"
    )
    bound: list[Bound] = []
    for statement in ordered:
        section = statement.section
        if not bound or bound[-1].framework != section.framework:
            bound.append(Bound(section.framework, []))
        if not bound[-1].domains or bound[-1].domains[-1].section != section:
            bound[-1].domains.append(Domain(section, []))
        choice = Choice(statement, statement.pk in chosen, chosen.get(statement.pk, ""))
        bound[-1].domains[-1].choices.append(choice)
    return bound
