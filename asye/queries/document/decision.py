"""What was recommended and what the panel decided."""

from __future__ import annotations

from asye.models import Decision, Portfolio, Recommendation
from asye.queries.document.blocks import Block, Section, facts, said, words
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    blocks: list[Block] = []
    recommended = Recommendation.objects.visible_to(access).filter(portfolio=portfolio).select_related("by").first()
    if recommended:
        by = f"{recommended.by.name}, {said(recommended.at)}"
        title = f"The assessor recommends: {recommended.get_outcome_display().lower()}"
        blocks.append(words(title, recommended.reasons, by))
    decisions = Decision.objects.visible_to(access).select_related("signed_by", "sealed")
    decided = decisions.filter(portfolio=portfolio).first()
    if decided:
        by = f"{decided.signed_by.name}, {said(decided.signed_at)}"
        blocks.append(words(f"The panel decided: {decided.get_outcome_display().lower()}", decided.reasons, by))
        blocks.append(facts([("Sealed record", f"{decided.sealed.number}, SHA-256 {decided.sealed.sha256}")]))
    return {"title": "Recommendation and decision", "blocks": blocks} if blocks else None
