"""The development plan: goals planned, noted on, changed with a reason, met, dropped or taken up again."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction

from asye.models import Goal, GoalEntry, Portfolio
from asye.services.year_duties import refresh_year_duties
from frameworks.models import Resource, Statement
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.sentences import day
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

Status, Kind = Goal.Status, GoalEntry.Kind
CLOSED = "This portfolio has been submitted, so its plan stays as it is"
ENDED = "This goal has ended. Take it up again first"
LABELS = {
    "what": "Goal",
    "why": "Why",
    "by_on": "By when",
    "how": "How we will know",
    "support": "Support needed",
}


@transaction.atomic
def plan(
    *, portfolio: Portfolio, words: Mapping[str, Any], statements: Collection[Statement],
    resources: Collection[Resource], sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime,
) -> Goal:  # fmt: skip
    """Plan a goal; a form sent twice gives back the first.

    Raises:
        Refused: the portfolio is closed, the day has passed, or a statement is of another framework.
    """
    _require_open(portfolio)
    if words["by_on"] < on:
        raise Refused("Enter a day that is still to come")
    _require_bound(portfolio, statements)
    made = Goal(portfolio=portfolio, author=by, planned_at=at, saved_at=at, sent_key=sent_key, **words)
    goal, new = insert_once(made, clash="Say what the goal is")
    if new:
        goal.statements.set(statements)
        goal.resources.set(resources)
        audit.record(by=by, deed="asye.plan_goal", subject=goal, at=at)
        refresh_year_duties(portfolio, on=on, at=at)
    return goal


def change(
    *, goal: Goal, words: Mapping[str, Any], resources: Collection[Resource], reason: str, save: Save, by: Person,
    on: dt.date, at: dt.datetime,
) -> None:  # fmt: skip
    """Change a goal and keep what it said before, with the reason; the same words again change nothing.

    Raises:
        SavedElsewhere: somebody else changed it first.
        Refused: it has ended, or the portfolio is closed.
    """
    _require_open(goal.portfolio)
    kept = {name: _text(getattr(goal, name)) for name in Goal.WORDS}
    before = {label: kept[name] for name, label in LABELS.items() if kept[name] != _text(words[name])}

    def then() -> None:
        goal.resources.set(resources)
        if before:
            goal.entries.create(kind=Kind.CHANGED, words=reason, before=before, by=by, at=at)
        refresh_year_duties(goal.portfolio, on=on, at=at)

    save_written(
        goal, words, labels=LABELS, address=goal.edit_address, deed="asye.change_goal", too_late=ENDED, save=save,
        by=by, at=at, then=then, status=Status.OPEN,
    )  # fmt: skip


@transaction.atomic
def choose_statements(*, goal: Goal, statements: Collection[Statement], by: Person, at: dt.datetime) -> None:
    """Say which statements the goal is for; those of editions the portfolio was bound to before stay (FRW-11).

    Raises:
        Refused: it has ended, the portfolio is closed, or a statement is of another framework.
    """
    _require_open(goal.portfolio)
    if goal.status != Status.OPEN:
        raise Refused(ENDED)
    _require_bound(goal.portfolio, statements)
    earlier = goal.statements.exclude(section__framework__portfolios=goal.portfolio_id)
    goal.statements.set([*statements, *earlier])
    audit.record(by=by, deed="asye.tag_goal", subject=goal, at=at)


@transaction.atomic
def note(*, goal: Goal, words: str, by: Person, at: dt.datetime) -> None:
    """Add a note on the way; the same note again, by the same person, is there once.

    Raises:
        Refused: the portfolio is closed.
    """
    _require_open(goal.portfolio)
    last = goal.entries.last()
    if last is not None and (last.kind, last.words, last.by_id) == (Kind.NOTE, words, by.pk):
        return
    goal.entries.create(kind=Kind.NOTE, words=words, by=by, at=at)
    audit.record(by=by, deed="asye.note_on_goal", subject=goal, at=at)


@transaction.atomic
def end(*, goal: Goal, as_: str, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """End a goal as met or dropped, or take it up again (`as_` open), each with its reason.

    Raises:
        Refused: it has ended already, or the portfolio is closed.
    """
    _require_open(goal.portfolio)
    was = goal.status
    if as_ not in Goal.MOVES[was]:
        raise Refused(f"This is {goal.get_status_display().lower()} already")
    ended_at = None if as_ == Status.OPEN else at
    if not Goal.objects.filter(pk=goal.pk, status=was).update(status=as_, ended_at=ended_at):
        raise Refused("Somebody else has just changed this. Reload the page and try again")
    goal.status, goal.ended_at = as_, ended_at
    goal.entries.create(kind=as_, words=why, by=by, at=at)
    audit.record(by=by, deed="asye.end_goal", subject=goal, at=at)
    refresh_year_duties(goal.portfolio, on=on, at=at)


def _require_open(portfolio: Portfolio) -> None:
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused(CLOSED)


def _require_bound(portfolio: Portfolio, statements: Collection[Statement]) -> None:
    bound = set(portfolio.frameworks.values_list("pk", flat=True))
    if any(statement.section.framework_id not in bound for statement in statements):
        raise Refused("Choose statements from the frameworks of this portfolio")


def _text(value: Any) -> str:
    return day(value) if isinstance(value, dt.date) else str(value or "")
