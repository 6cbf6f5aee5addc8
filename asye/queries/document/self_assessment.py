"""Finished self-assessments side by side: the practitioner's own view of each standard at each time."""

from __future__ import annotations

from asye.models import Portfolio, SelfAssessment
from asye.queries.document.blocks import Section, facts, said, table
from asye.queries.self_assessment import Line, beside
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    finished = list(SelfAssessment.objects.visible_to(access).filter(portfolio=portfolio, sealed=True))
    if not finished:
        return None
    headers = ("Standard", *(one.label for one in finished))
    groups = beside(portfolio, finished)
    blocks = [facts([(one.label, f"Finished on {said(one.finished_at)}") for one in finished])]
    blocks += [table(group.framework, headers, [_row(line) for line in group.lines]) for group in groups]
    return {"title": "Self-assessment", "blocks": blocks}


def _row(line: Line) -> tuple[str, ...]:
    return (line.item.label, *(f"{one.level}. {one.why}" if one.why else one.level or "–" for one in line.said))
