"""Sections that say the same in the portfolio's PDF as in an archive of it: meetings, supervision, caseload."""

from __future__ import annotations

from asye.models import Portfolio
from asye.queries.archive.kind import Kind
from asye.queries.archive.kinds import caseload, meetings, supervision
from asye.queries.blocks import Section
from workforce.access import Access


def agreement_and_reviews(portfolio: Portfolio, access: Access) -> Section | None:
    return _section(meetings.KIND, portfolio, access)


def supervision_log(portfolio: Portfolio, access: Access) -> Section | None:
    return _section(supervision.KIND, portfolio, access)


def caseload_by_month(portfolio: Portfolio, access: Access) -> Section | None:
    return _section(caseload.KIND, portfolio, access)


def _section(kind: Kind, portfolio: Portfolio, access: Access) -> Section | None:
    blocks = [block for record in kind.gather(portfolio, (access,)) for block in kind.show(record)]
    return {"title": kind.title, "blocks": blocks} if blocks else None
