"""Plan a group or joint session, move it, cancel it, record who came, write its note."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from supervision.models import Gathering, Session, SessionChange
from supervision.policy import groups
from supervision.queries.gatherings import JOINT, invited_to, leader_of
from supervision.services.replan import settle_and_replan
from workforce import audit
from workforce.access import Access
from workforce.clock import is_working_day
from workforce.models import Absence, Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.sentences import day, listed
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

What = SessionChange.What
NOT_PLANNED = "This session is no longer planned. Reload the page to see what became of it"
BOOKED = "One of these people has another session of this kind on that day"
LABELS = {"topic": "Topic", "tools": "Tools used", "note": "The note"}
STRANGER = "Choose from the people listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A session of several as it is asked for; `form` is the policy's code, or `joint` with the case's reference."""

    form: str
    people: Collection[Person]
    date: dt.date
    time: dt.time
    place: str
    topic: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Came:
    """Whether one person came: `minutes` is 0 for somebody absent, with the reason in `why`."""

    minutes: int
    why: str = ""


@transaction.atomic
def plan_gathering(*, wanted: Wanted, sent_key: uuid.UUID, access: Access, at: dt.datetime) -> Gathering:
    """Plan a session of several and invite them. A form sent twice plans one.

    Raises:
        Refused: this person does not lead such a session, cannot invite one of them, or the day suits somebody not.
    """
    made = Gathering.objects.filter(sent_key=sent_key).first()
    if made is not None:
        return made
    _require_leader(wanted, access)
    _require_day(wanted.date, [access.person, *wanted.people], access.on)
    joint = wanted.form == JOINT
    gathering, new = insert_once(
        Gathering(
            kind=Gathering.Kind.JOINT if joint else Gathering.Kind.GROUP,
            form="" if joint else wanted.form,
            reference=wanted.reference if joint else "",
            leader=access.person,
            date=wanted.date,
            time=wanted.time,
            place=wanted.place,
            topic=wanted.topic,
            sent_key=sent_key,
            booked_by=access.person,
            booked_at=at,
            saved_at=at,
        ),
        clash="Enter the reference of the case you all work on" if joint else "Choose a form of group supervision",
    )
    if new:
        _invite(gathering, wanted.people, at)
        _note(gathering, What.BOOKED, by=access.person, at=at, to=gathering)
        audit.record(by=access.person, deed="supervision.plan_gathering", subject=gathering, at=at)
    return gathering


def _require_leader(wanted: Wanted, access: Access) -> None:
    pack, leader = pack_on(access.on), leader_of(access)
    if wanted.form != JOINT:
        groups.may_lead(pack, wanted.form, leader).require()
    elif pack.supervision.joint is None or not leader.manages:
        raise Refused("Joint supervision is arranged by whoever supervises one of the people")
    groups.enough(len({person.pk for person in wanted.people})).require()
    allowed = set(invited_to(wanted.form, access).values_list("pk", flat=True))
    if not {person.pk for person in wanted.people} <= allowed:
        raise Refused(STRANGER)


def _require_day(date: dt.date, people: Collection[Person], on: dt.date) -> None:
    if date < on:
        raise Refused("Enter a date that is today or later")
    if not is_working_day(date):
        raise Refused(f"{day(date)} is a weekend or a bank holiday. Choose a working day")
    away = Absence.objects.filter(person__in=people, started_on__lte=date, ended_on__gte=date)
    names = list(away.order_by("person__name").values_list("person__name", flat=True).distinct())
    if names:
        raise Refused(f"Away on {day(date)}: {listed(names)}. Choose another day or leave them out")


def _invite(gathering: Gathering, people: Collection[Person], at: dt.datetime) -> None:
    rows = [
        Session(
            worker=person,
            supervisor=gathering.leader,
            date=gathering.date,
            time=gathering.time,
            place=gathering.place,
            kind=gathering.kind,
            gathering=gathering,
            outcome=Session.Outcome.PLANNED,
            recorded_by=gathering.booked_by,
            recorded_at=at,
        )
        for person in people
    ]
    try:
        with transaction.atomic():
            Session.objects.bulk_create(rows)
    except IntegrityError as clash:
        raise Refused(BOOKED) from clash


def _note(
    gathering: Gathering, what: What, *, by: Person, at: dt.datetime, why: str = "", to: Gathering | None = None
) -> None:
    SessionChange.objects.create(
        gathering=gathering,
        what=what,
        from_on=None if what == What.BOOKED else gathering.date,
        from_time=None if what == What.BOOKED else gathering.time,
        to_on=to.date if to else None,
        to_time=to.time if to else None,
        why=why,
        by=by,
        at=at,
    )


def _planned(gathering: Gathering, **told: object) -> None:
    """Write to a session of several that is still planned; the WHERE clause is the lock.

    Raises:
        Refused: somebody else was first.
    """
    if not Gathering.objects.filter(pk=gathering.pk, outcome=Gathering.Outcome.PLANNED).update(**told):
        raise Refused(NOT_PLANNED)


@transaction.atomic
def move_gathering(
    *,
    gathering: Gathering,
    date: dt.date,
    time: dt.time,
    place: str,
    why: str,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> None:
    """Move it for everybody. Sent twice it moves once.

    Raises:
        Refused: it is no longer planned, or the day suits somebody not.
    """
    was = Gathering.objects.get(pk=gathering.pk)
    if (was.date, was.time, was.place) == (date, time, place):
        return
    invited = list(Person.objects.filter(sessions__gathering=gathering))
    if date != was.date:
        _require_day(date, [gathering.leader, *invited], on)
    _planned(gathering, date=date, time=time, place=place)
    rows = gathering.attendance.filter(outcome=Session.Outcome.PLANNED)
    try:
        with transaction.atomic():
            rows.update(date=date, time=time, place=place)
    except IntegrityError as clash:
        raise Refused(BOOKED) from clash
    now = Gathering(date=date, time=time)
    _note(was, What.MOVED, by=by, at=at, why=why, to=now)
    audit.record(by=by, deed="supervision.move_gathering", subject=gathering, at=at)


@transaction.atomic
def cancel_gathering(*, gathering: Gathering, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Cancel it for everybody, with who and why (SUP-06).

    Raises:
        Refused: it is no longer planned.
    """
    _planned(gathering, outcome=Gathering.Outcome.CANCELLED)
    rows = gathering.attendance.filter(outcome=Session.Outcome.PLANNED)
    people = list(Person.objects.filter(sessions__in=rows))
    told = {"cancelled_by": by.name[:80], "why_not_held": why, "recorded_by": by, "recorded_at": at}
    rows.update(outcome=Session.Outcome.CANCELLED, **told)
    _note(gathering, What.CANCELLED, by=by, at=at, why=why)
    audit.record(by=by, deed="supervision.cancel_gathering", subject=gathering, at=at)
    settle_and_replan(people, on=on, at=at)


@transaction.atomic
def hold_gathering(
    *, gathering: Gathering, minutes: int, came: Mapping[int, Came], by: Person, on: dt.date, at: dt.datetime
) -> None:
    """Record that it was held and who came for how long, by primary key; it counts for each who came.

    Raises:
        Refused: its day is still to come, somebody is left out, or it is no longer planned.
    """
    if gathering.date > on:
        raise Refused(f"This session is on {day(gathering.date)}. Record who came on the day or later")
    _planned(gathering, outcome=Gathering.Outcome.HELD, minutes=minutes)
    rows = list(gathering.attendance.filter(outcome=Session.Outcome.PLANNED).select_related("worker"))
    for row in rows:
        if row.worker_id not in came:
            raise Refused(f"Say whether {row.worker.name} came")
        _attend(row, came[row.worker_id], minutes, by=by, at=at)
    _note(gathering, What.HELD, by=by, at=at)
    audit.record(by=by, deed="supervision.hold_gathering", subject=gathering, at=at)
    settle_and_replan([row.worker for row in rows], on=on, at=at)


def _attend(row: Session, came: Came, most: int, *, by: Person, at: dt.datetime) -> None:
    told: dict[str, object] = {"recorded_by": by, "recorded_at": at, "outcome": Session.Outcome.HELD}
    if came.minutes:
        told["minutes"] = min(came.minutes, most)
    else:
        told |= {"outcome": Session.Outcome.MISSED, "cancelled_by": row.worker.name[:80], "why_not_held": came.why}
    try:
        with transaction.atomic():
            Session.objects.filter(pk=row.pk, outcome=Session.Outcome.PLANNED).update(**told)
    except IntegrityError as clash:
        raise Refused(f"{row.worker.name} has another session of this kind recorded on that day") from clash


def save_note(
    *, gathering: Gathering, topic: str, tools: str, note: str, save: Save, by: Person, at: dt.datetime
) -> None:
    """Write the shared note, which everybody who was invited reads.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: the session was cancelled.
    """
    save_written(
        gathering, {"topic": topic, "tools": tools, "note": note}, labels=LABELS, address=gathering.note_address,
        deed="supervision.save_group_note", too_late="This session was cancelled", save=save, by=by, at=at,
        outcome__in=[Gathering.Outcome.PLANNED, Gathering.Outcome.HELD],
    )  # fmt: skip
