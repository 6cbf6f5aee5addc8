"""The goals of the development plan with their days (ASY-06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from asye.models import Goal, Portfolio
from reminders.owed import Owed
from workforce.models import Person
from workforce.sentences import day

GOAL = "development_goal"


def goals_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each goal that is under way in an open portfolio: one query."""
    rows = Goal.objects.filter(
        portfolio__practitioner__in=people, portfolio__status=Portfolio.Status.OPEN, status=Goal.Status.OPEN
    )
    for goal in rows.select_related("portfolio__practitioner"):
        yield Owed(
            kind=GOAL,
            key=f"{GOAL}:{goal.pk}",
            about=goal.portfolio.practitioner,
            owner=goal.portfolio.practitioner,
            due_on=goal.by_on,
            address=goal.get_absolute_url(),
            rule="ASY-06",
            because=f"The development plan has a goal for {day(goal.by_on)}.",
        )
