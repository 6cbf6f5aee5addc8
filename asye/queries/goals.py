"""The development plan as its pages and reviews show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, QuerySet
from django.utils import timezone

from asye.models import Goal, Portfolio, SavedResource
from frameworks.models import Resource, Statement
from workforce.sentences import day

SHOWN = 20  # goals in what a review says


def resources_for(portfolio: Portfolio, gap: Statement | None, chosen: Collection[int] = ()) -> QuerySet[Resource]:
    """What somebody may learn from for a goal: saved in their plan, helping with the gap, or chosen already."""
    saved = SavedResource.objects.filter(
        person=portfolio.practitioner_id, purpose=SavedResource.Purpose.PLAN, done_at=None
    )
    keys = set(saved.order_by().values_list("resource", flat=True)) | set(chosen)
    if gap is not None:
        keys |= set(Resource.objects.filter(statements=gap, withdrawn_at=None).values_list("pk", flat=True)[:10])
    return Resource.objects.filter(pk__in=keys).order_by("title")


def overdue_of(portfolios: Collection[int], on: dt.date) -> dict[int, int]:
    """By portfolio how many goals are past their day: one query."""
    rows = Goal.objects.overdue(on).filter(portfolio__in=portfolios).order_by()
    return dict(rows.values_list("portfolio").annotate(number=Count("pk")))


def known_lines(portfolio: Portfolio, since: dt.date, on: dt.date) -> tuple[tuple[str, ...], str, str]:
    """What a review says of the plan: the goals that go on, and how those ended that ended since the last review."""
    rows = Goal.objects.filter(portfolio=portfolio).prefetch_related("entries")
    lines = []
    for goal in rows:
        last = next((entry for entry in reversed(goal.entries.all()) if entry.words), None)
        said = f". {last.get_kind_display()}: {last.words}" if last else ""
        if goal.status == Goal.Status.OPEN:
            late = ", which has passed" if goal.by_on < on else ""
            lines.append(f"{goal.what}, by {day(goal.by_on)}{late}{said}")
        elif goal.ended_at is not None and since <= timezone.localdate(goal.ended_at) <= on:
            lines.append(f"{goal.get_status_display()} on {day(timezone.localdate(goal.ended_at))}: {goal.what}{said}")
    return tuple(lines[:SHOWN]), "ASY-06", "The development plan is looked at in each review; open goals go on."
