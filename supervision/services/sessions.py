"""Record what happened: every deed writes the session, its audit row and the next due date together."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from supervision.models import Session, SessionChange
from supervision.services.replan import settle_and_replan
from supervision.services.series import require_day
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.sentences import day
from workforce.verdict import Refused

ALREADY = "This session is already recorded: same worker, day and kind"
What = SessionChange.What
BOOKED = "A session of this kind is already booked on this day"
NOT_PLANNED = "This session is no longer planned. Reload the page to see what became of it"


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
    planned = Session.objects.filter(
        worker=worker, date=date, kind=kind, outcome=Session.Outcome.PLANNED, gathering=None
    ).first()
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
    if planned is not None:
        _become(session, planned, by=by, at=at)
    else:
        session, new = insert_once(session, clash=ALREADY)
        if not new:
            return session
    audit.record(by=by, deed="supervision.record_session", subject=session, at=at)
    refresh_duty(worker=worker, on=on, at=at)
    return session


def _become(session: Session, planned: Session, *, by: Person, at: dt.datetime) -> None:
    """The booking becomes this session, with the record that was opened for it."""
    session.pk, session.supervisor = planned.pk, planned.supervisor
    session.moved_to_id = planned.moved_to_id
    _settle_planned(session)
    _note(session, What(session.outcome), by=by, at=at)


def refresh_duty(*, worker: Person, on: dt.date, at: dt.datetime) -> None:
    """Set the day the next session is due from the sessions as they now stand."""
    settle_and_replan([worker], on=on, at=at)


def _settle_planned(session: Session) -> None:
    """Write what became of a planned session; the WHERE clause is the lock.

    Raises:
        Refused: somebody else was first, or the same session is recorded already.
    """
    told = ("outcome", "minutes", "notes", "cancelled_by", "why_not_held", "sent_key", "recorded_by", "recorded_at")
    rows = Session.objects.filter(pk=session.pk, outcome=Session.Outcome.PLANNED)
    try:
        with transaction.atomic():
            written = rows.update(**{name: getattr(session, name) for name in told})
    except IntegrityError as clash:
        raise Refused(ALREADY) from clash
    if not written:
        raise Refused(NOT_PLANNED)


def _note(session: Session, what: What, *, by: Person, at: dt.datetime, to: Session | None = None) -> None:
    """Keep what became of a booking, with the reason the session has."""
    SessionChange.objects.create(
        session=session,
        what=what,
        from_on=session.date,
        from_time=session.time,
        to_on=to.date if to else None,
        to_time=to.time if to else None,
        why=session.why_not_held,
        by=by,
        at=at,
    )


@transaction.atomic
def plan_session(
    *,
    worker: Person,
    date: dt.date,
    kind: str,
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
    time: dt.time | None = None,
    place: str = "",
) -> Session:
    """Book a session. A form sent twice books one.

    Raises:
        Refused: the day is past, no working day, a day of recorded absence, or booked already.
    """
    session = Session(worker=worker, supervisor=by, date=date, kind=kind, time=time, place=place, sent_key=sent_key)
    return _book(session, by=by, on=on, at=at)


def _book(session: Session, *, by: Person, on: dt.date, at: dt.datetime) -> Session:
    """Write a booking, its audit row and its history, and let the series go round it."""
    require_day(session.worker, session.supervisor, session.date, on)
    session.outcome = Session.Outcome.PLANNED
    session.recorded_by, session.recorded_at = by, at
    session, new = insert_once(session, clash=BOOKED)
    if new:
        SessionChange.objects.create(
            session=session, what=What.BOOKED, to_on=session.date, to_time=session.time, by=by, at=at
        )
        audit.record(by=by, deed="supervision.plan_session", subject=session, at=at)
        settle_and_replan([session.worker], on=on, at=at)
    return session


@transaction.atomic
def move_session(
    *,
    session: Session,
    date: dt.date,
    time: dt.time | None,
    place: str,
    why: str,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> None:
    """Move a booking by hand: it stays there, and the rest of its series goes round it. Sent twice it moves once.

    Raises:
        Refused: it is no longer planned, the day cannot be booked, or another of its kind is booked on that day.
    """
    if (session.date, session.time, session.place) == (date, time, place):
        return
    if date != session.date:
        require_day(session.worker, session.supervisor, date, on)
    told = {"date": date, "time": time, "place": place, "fixed": True, "stands_for": session.stands_for or session.date}
    rows = Session.objects.filter(pk=session.pk, outcome=Session.Outcome.PLANNED, date=session.date, time=session.time)
    try:
        with transaction.atomic():
            moved = rows.update(**told)
    except IntegrityError as clash:
        raise Refused(BOOKED) from clash
    if not moved:
        raise Refused(NOT_PLANNED)
    SessionChange.objects.create(
        session=session,
        what=What.MOVED,
        from_on=session.date,
        from_time=session.time,
        to_on=date,
        to_time=time,
        why=why,
        by=by,
        at=at,
    )
    session.refresh_from_db()
    audit.record(by=by, deed="supervision.move_session", subject=session, at=at)
    settle_and_replan([session.worker], on=on, at=at)


@transaction.atomic
def hold_session(*, session: Session, minutes: int, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say that a planned session was held, and for how long.

    Raises:
        Refused: its day is still to come, or it is no longer planned.
    """
    if session.date > on:
        raise Refused(f"This session is on {day(session.date)}. It can be marked as held on the day or later")
    session.outcome, session.minutes = Session.Outcome.HELD, minutes
    session.recorded_by, session.recorded_at = by, at
    _settle_planned(session)
    _note(session, What.HELD, by=by, at=at)
    audit.record(by=by, deed="supervision.hold_session", subject=session, at=at)
    refresh_duty(worker=session.worker, on=on, at=at)


@transaction.atomic
def drop_session(
    *,
    session: Session,
    outcome: str,
    cancelled_by: str,
    why_not_held: str,
    new_date: dt.date | None,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> None:
    """Say that a planned session was cancelled or missed, by whom and why, and book the new date (SUP-06).

    Raises:
        Refused: it is no longer planned, or the new date cannot be booked.
    """
    session.outcome, session.cancelled_by, session.why_not_held = outcome, cancelled_by, why_not_held
    session.recorded_by, session.recorded_at = by, at
    _settle_planned(session)
    moved_to = _instead(session, new_date, by=by, on=on, at=at) if new_date is not None else None
    if moved_to is not None:
        Session.objects.filter(pk=session.pk).update(moved_to=moved_to)
    _note(session, What(outcome), by=by, at=at, to=moved_to)
    audit.record(by=by, deed="supervision.drop_session", subject=session, at=at)
    refresh_duty(worker=session.worker, on=on, at=at)


def _instead(session: Session, date: dt.date, *, by: Person, on: dt.date, at: dt.datetime) -> Session:
    """Book the new date of a session that was not held; in a series it takes its place and stays there."""
    new = Session(
        worker=session.worker,
        supervisor=session.supervisor,
        date=date,
        kind=session.kind,
        time=session.time,
        place=session.place,
        series=session.series,
        fixed=True,
        stands_for=min(session.stands_for or session.date, date),
    )
    return _book(new, by=by, on=on, at=at)
