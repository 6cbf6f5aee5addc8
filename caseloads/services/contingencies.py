"""Raise a contingency action when demand passes capacity, and close it with what came of it (CSL-15)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from caseloads import duties
from caseloads.models import Contingency
from workforce import audit
from workforce.models import Person, Team
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.writing import SaidAlready


@transaction.atomic
def raise_action(
    *,
    team: Team,
    what: str,
    owner: Person,
    due_on: dt.date,
    demand: int,
    capacity: int,
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> Contingency:
    """Write an action with its owner and day, beside the figures it answers; a form sent twice writes one."""
    if due_on < on:
        raise Refused("Enter a day from today on")
    action = Contingency(
        team=team,
        what=what,
        owner=owner,
        due_on=due_on,
        demand=demand,
        capacity=capacity,
        raised_by=by,
        raised_on=on,
        raised_at=at,
        sent_key=sent_key,
    )
    action, new = insert_once(action, clash="This could not be kept. Reload the page and try again")
    if new:
        audit.record(by=by, deed="caseloads.raise_contingency", subject=action, at=at)
        duties.settle(duties.CONTINGENCY, owner, on=on, at=at)
    return action


@transaction.atomic
def close(*, action: Contingency, outcome: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Close it with its outcome; a second time is refused, so that no outcome takes another's place."""
    closed = Contingency.objects.live().filter(pk=action.pk)
    if not closed.update(closed_on=on, closed_by=by, outcome=outcome):
        action.refresh_from_db()
        if action.outcome != outcome:
            raise SaidAlready(
                "This action is closed already", label="What came of it", said=action.outcome, late=outcome,
                what=action, address=action.get_absolute_url(),
            )  # fmt: skip
        raise Refused("This action is closed already")
    audit.record(by=by, deed="caseloads.close_contingency", subject=action, at=at)
    duties.settle(duties.CONTINGENCY, action.owner, on=on, at=at)
