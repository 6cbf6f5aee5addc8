"""The development plan: each goal with its day, how it would be known, what happened and how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from asye.models import Goal, GoalEntry, Portfolio
from asye.queries.document.blocks import Block, Section, bullets, facts, heading, said, table, words
from frameworks.models import Statement
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    rows = Goal.objects.visible_to(access).filter(portfolio=portfolio).select_related("author")
    entries = Prefetch("entries", GoalEntry.objects.select_related("by"))
    statements = Prefetch("statements", Statement.objects.select_related("section__framework"))
    blocks = [block for goal in rows.prefetch_related(entries, statements) for block in _blocks(goal)]
    return {"title": "Development plan", "blocks": blocks} if blocks else None


def _blocks(goal: Goal) -> Iterator[Block]:
    yield heading(goal.what, goal.author.name)
    dates = [("By", said(goal.by_on)), ("State", str(goal.get_status_display())), ("Planned on", said(goal.planned_at))]
    yield facts([*dates, *([("Ended on", said(goal.ended_at))] if goal.ended_at else [])])
    for title, text in (("Why", goal.why), ("How anybody will know", goal.how), ("Support", goal.support)):
        if text:
            yield words(title, text)
    if statements := goal.statements.all():
        yield bullets("For", [(f"{one.section.framework} {one.number}", one.text, "") for one in statements])
    if entries := goal.entries.all():
        told = [(said(one.at), str(one.get_kind_display()), one.words, one.by.name) for one in entries]
        yield table("What happened", ("Day", "What", "Words", "By"), told)
