"""What there is against each statement: how much, how recent, from how many kinds of source. Never a score (FRW-09)."""

from __future__ import annotations

from asye.models import Portfolio
from asye.queries.coverage import Covered, coverage_of
from asye.queries.document.blocks import Section, said, table
from workforce.access import Access

HEADERS = ("Statement", "Direct", "Through the crosswalk", "Latest")


def section(portfolio: Portfolio, access: Access) -> Section | None:
    blocks = [
        table(f"{bound.framework}: {domain.section}", HEADERS, [_row(line) for line in domain.lines])
        for bound in coverage_of(portfolio, access)
        for domain in bound.domains
    ]
    return {"title": "Evidence by statement", "blocks": blocks} if blocks else None


def _row(line: Covered) -> tuple[str, str, str, str]:
    statement = f"{line.statement.number} {line.statement.text}"
    return (statement, str(line.direct or "–"), str(line.through or "–"), said(line.latest) or "–")
