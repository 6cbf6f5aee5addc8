"""Training and protected time: the pathway, what was done and when, hours owed and taken."""

from __future__ import annotations

from asye.models import Portfolio, TrainingRecord
from asye.policy.protected_time import hours
from asye.queries.document.blocks import Block, Section, facts, said, table
from asye.queries.protected_time import standings_of
from asye.queries.training import lines_of
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    """Sums and titles alone: the lines of the log, and why somebody could not come, are not part of the portfolio."""
    lines = lines_of(portfolio, access.on)
    done = TrainingRecord.objects.filter(portfolio=portfolio, removed_at__isnull=True).order_by("on", "pk")
    blocks: list[Block] = []
    if lines:
        rows = [(line.item.label, line.state or line.said or "Not yet") for line in lines]
        blocks.append(facts(rows, "The pathway of the year"))
    if done:
        headers = ("What", "When", "Days")
        rows_done = [(one.title, said(one.on), f"{one.days.normalize():f}") for one in done]
        blocks.append(table("What was done", headers, rows_done))
    stands = standings_of([portfolio], access.on).get(portfolio.pk)
    if stands is not None:
        sums = [("Owed in the weeks that are over", hours(stands.owed)), ("Taken", hours(stands.taken))]
        blocks.append(facts(sums, "Protected time"))
    return {"title": "Training and protected time", "blocks": blocks} if blocks else None
