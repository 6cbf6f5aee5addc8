"""Record what happened: every deed writes the session, its audit row and the next due date together."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from reminders.services import settle
from supervision.duties import KIND, owed_for
from supervision.models import Session
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused


@transaction.atomic
def record_session(
    *,
    worker: Person,
    supervisor: Person,
    date: dt.date,
    kind: str,
    outcome: str,
    minutes: int,
    notes: str = "",
    cancelled_by: str = "",
    why_not_held: str = "",
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> Session:
    """Keep one session and set the day the next is due. `on` is today; a form sent twice gives back the first.

    Raises:
        Refused: the date is in the future or the session is already recorded.
    """
    if date > on:
        raise Refused("Enter a date that is today or in the past")
    session = Session(
        worker=worker,
        supervisor=supervisor,
        date=date,
        kind=kind,
        outcome=outcome,
        minutes=minutes if outcome == Session.Outcome.HELD else 0,
        notes=notes,
        cancelled_by=cancelled_by,
        why_not_held=why_not_held,
        sent_key=sent_key,
        recorded_by=by,
        recorded_at=at,
    )
    session, new = insert_once(session, clash="This session is already recorded: same worker, day and kind")
    if not new:
        return session
    audit.record(by=by, deed="supervision.record_session", subject=session, at=at)
    refresh_duty(worker=worker, on=on, at=at)
    return session


def refresh_duty(*, worker: Person, on: dt.date, at: dt.datetime) -> None:
    """Set the day the next session is due from the sessions as they now stand."""
    settle(kind=KIND, about=worker, owed=owed_for([worker], on), on=on, at=at)
