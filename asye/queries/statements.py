"""The statements a reflection may be tagged with, and those it is tagged with, by framework and domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from asye.models import Reflection
from frameworks.models import Framework, Section, Statement


@dataclass(frozen=True, slots=True)
class Choice:
    statement: Statement
    chosen: bool


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


def statement_groups(reflection: Reflection) -> list[Bound]:
    """Return every statement that may be chosen, in the order of the frameworks: two queries."""
    chosen = set(reflection.tags.values_list("statement", flat=True))
    rows = Statement.objects.filter(section__framework__portfolios=reflection.portfolio_id)
    return _grouped(rows, chosen)


def chosen_statements(reflection: Reflection) -> list[Bound]:
    """Return only the statements that are tagged: one query."""
    rows = Statement.objects.filter(pk__in=reflection.tags.values("statement"))
    return _grouped(rows, None)


def _grouped(rows: Iterable[Statement], chosen: set[int] | None) -> list[Bound]:
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
        choice = Choice(statement, chosen is None or statement.pk in chosen)
        bound[-1].domains[-1].choices.append(choice)
    return bound
