"""What two people do with the record of a session: open it, write it, sign it, add to it afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse

from supervision.agenda import lines_for
from supervision.models import (
    Action,
    ActionClosed,
    Addendum,
    CaseDiscussion,
    Session,
    SessionRecord,
    SetAsideWords,
    Signature,
)
from workforce import audit, keeping
from workforce.access import Access
from workforce.models import AuditEntry, Person
from workforce.seal import seal
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.versions import Save, save_words
from workforce.writing import SaidAlready

SAVED = "supervision.save_record"
SEALED = "Both have signed this record, so it cannot be changed. Add an addendum instead"
CHANGED = "The record was changed after you read it. Read it again, then sign"


class SavedElsewhere(Exception):
    """Another form saved first; `set_aside` holds the words that were sent now."""

    def __init__(self, set_aside: SetAsideWords) -> None:
        super().__init__("This record was changed in another window")
        self.set_aside = set_aside


@transaction.atomic
def open_record(*, session: Session, access: Access, at: dt.datetime) -> SessionRecord:
    """Open the record of a planned or held session with its agenda, or give back the one that is there.

    Raises:
        Refused: the session was not held.
    """
    if session.outcome not in (Session.Outcome.PLANNED, Session.Outcome.HELD):
        raise Refused("This session was not held, so there is nothing to write down")
    there = SessionRecord.objects.filter(session=session).first()
    if there is not None:
        return there
    held = Session.objects.filter(worker=session.worker, outcome=Session.Outcome.HELD, date__lt=session.date)
    since = held.order_by("-date").values_list("date", flat=True).first()
    lines = [[line.text, line.detail] for line in lines_for(session.worker, since, access.on, access)]
    told = {"since": since, "agenda": lines, "opened_by": access.person, "opened_at": at, "saved_at": at}
    record, new = SessionRecord.objects.get_or_create(session=session, defaults=told)
    if new:
        audit.record(by=access.person, deed="supervision.open_record", subject=record, at=at)
    return record


def save_record(*, record: SessionRecord, words: Mapping[str, Any], save: Save, by: Person, at: dt.datetime) -> None:
    """Save what is on the page. Nothing is lost: words that come second are set aside and shown.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: both have signed.
    """
    was = {name: getattr(record, name) for name in words}
    with transaction.atomic():
        if not record.sealed and save_words(record, words, save=save, at=at, sealed=False):
            _keep_replaced(record, words, was, by=by, at=at)
            audit.record(by=by, deed=SAVED, subject=record, at=at)
            keeping.now_saved(by, record.edit_address, words, save)
            return
        aside = _set_aside(record, words, by=by, at=at)
    if record.sealed:
        raise Refused(f"{SEALED}. The words you sent are kept with it")
    raise SavedElsewhere(aside)


def _set_aside(record: SessionRecord, words: Mapping[str, Any], *, by: Person, at: dt.datetime) -> SetAsideWords:
    newest = record.set_aside.filter(by=by).first()
    if newest is not None and newest.words == _text(words):
        return newest
    return record.set_aside.create(by=by, words=_text(words), at=at)


def _keep_replaced(
    record: SessionRecord, words: Mapping[str, Any], was: Mapping[str, Any], *, by: Person, at: dt.datetime
) -> None:
    """Where somebody goes on with the words that came second, those saved first are set aside for who saved them."""
    newest = record.set_aside.filter(by=by).first()
    if newest is None or newest.words != _text(words) or _text(was) == _text(words):
        return
    saved = AuditEntry.objects.filter(subject_type=record._meta.label, subject_id=str(record.pk), deed=SAVED).first()
    author = saved.actor if saved is not None and saved.actor is not None else by
    record.set_aside.create(by=author, words=_text(was), at=at)


def _text(words: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value or "") for name, value in words.items()}


def _change_parts(record: SessionRecord) -> None:
    """Count a change of the parts; the row stays locked until the deed is done, so that nobody signs in between.

    Raises:
        Refused: both have signed.
    """
    if not SessionRecord.objects.filter(pk=record.pk, sealed=False).update(parts=F("parts") + 1):
        raise Refused(SEALED)
    record.refresh_from_db()


@transaction.atomic
def add_discussion(
    *, record: SessionRecord, reference: str, read: Mapping[str, bool], direction: str, by: Person, at: dt.datetime
) -> CaseDiscussion:
    """Add a case to the record; `read` names each check of `CaseDiscussion.CHECKS`. Sent twice it is there once.

    Raises:
        Refused: both have signed, or the case is in the record already.
    """
    told = {"reference": reference, "direction": direction, **read}
    there = record.discussions.filter(reference__iexact=reference).first()
    if there is not None:
        if all(getattr(there, name) == value for name, value in told.items()):
            return there
        raise SaidAlready(
            f"{reference} is already in this record. Remove it first to write it anew", label="Direction given",
            said=there.direction, late=direction, what=f"{record}, {reference}", address=record.get_absolute_url(),
        )  # fmt: skip
    _change_parts(record)
    try:
        with transaction.atomic():
            discussion: CaseDiscussion = record.discussions.create(**told, added_by=by, added_at=at)
    except IntegrityError as clash:
        raise Refused(f"{reference} is already in this record. Remove it first to write it anew") from clash
    audit.record(by=by, deed="supervision.add_discussion", subject=discussion, at=at)
    return discussion


@transaction.atomic
def remove_discussion(*, discussion: CaseDiscussion, by: Person, at: dt.datetime) -> None:
    """Take a case out of a record that is not sealed.

    Raises:
        Refused: both have signed.
    """
    _change_parts(discussion.record)
    audit.record(by=by, deed="supervision.remove_discussion", subject=discussion, at=at)
    discussion.delete()


@transaction.atomic
def add_action(
    *,
    record: SessionRecord,
    what: str,
    owner: Person,
    due_on: dt.date,
    sent_key: uuid.UUID,
    by: Person,
    at: dt.datetime,
) -> Action:
    """Agree an action. It belongs to one of the two who sat together, and comes back until it is closed.

    Raises:
        Refused: both have signed, the owner was not there, or the date is before the session.
    """
    if owner.pk not in (record.session.worker_id, record.session.supervisor_id):
        raise Refused("Choose one of the two people of this session")
    if due_on < record.session.date:
        raise Refused("Enter a date that is on or after the day of the session")
    action, new = insert_once(
        Action(record=record, what=what, owner=owner, due_on=due_on, sent_key=sent_key, added_by=by, added_at=at),
        clash=SEALED,
    )
    if new:
        _change_parts(record)
        audit.record(by=by, deed="supervision.add_action", subject=action, at=at)
    return action


@transaction.atomic
def close_action(*, action: Action, outcome: str, by: Person, at: dt.datetime) -> ActionClosed:
    """Close an action with what came of it; closed twice it stays as it was closed first.

    Raises:
        SaidAlready: somebody has closed it with other words.
    """
    closed, new = ActionClosed.objects.get_or_create(action=action, defaults={"outcome": outcome, "by": by, "at": at})
    if new:
        audit.record(by=by, deed="supervision.close_action", subject=action, at=at)
    elif closed.outcome != outcome:
        raise SaidAlready(
            "This action is closed already", label="What came of it", said=closed.outcome, late=outcome,
            what=action.what, address=reverse("supervision:worker", args=[action.record.session.worker_id]),
        )  # fmt: skip
    return closed


@transaction.atomic
def sign_record(*, record: SessionRecord, stamp: str, own_view: str, by: Person, at: dt.datetime) -> Signature:
    """Sign the record as it was read; the second signature seals it (SUP-13). A form sent twice signs once.

    Raises:
        Refused: the session is not held yet, the record was changed since it was read, or this is neither of the two.
    """
    made = record.signatures.filter(by=by, stamp=stamp).first()
    if made is not None:
        if made.own_view != own_view:
            raise SaidAlready(
                "You have signed already", label="Your own view", said=made.own_view, late=own_view, what=record,
                address=record.get_absolute_url(),
            )  # fmt: skip
        return made
    session = record.session
    if by.pk not in (session.worker_id, session.supervisor_id):
        raise Refused("Only the two people of this session sign its record")
    if session.outcome != Session.Outcome.HELD:
        raise Refused("Say that the session was held, and for how long, before you sign its record")
    _lock(record, stamp)
    signature: Signature = record.signatures.create(by=by, at=at, stamp=stamp, own_view=own_view)
    audit.record(by=by, deed="supervision.sign_record", subject=record, at=at)
    signed = list(record.signatures.filter(stamp=stamp).select_related("by"))
    if {one.by_id for one in signed} == {session.worker_id, session.supervisor_id}:
        _seal(record, signed, by=by, at=at)
    return signature


def _lock(record: SessionRecord, stamp: str) -> None:
    """Hold the row until the signature is written; nobody can change it, and the other signature waits."""
    rows = SessionRecord.objects.filter(pk=record.pk, sealed=False, version=record.version, parts=record.parts)
    if record.stamp != stamp or not rows.update(parts=F("parts")):
        raise Refused(SEALED if record.sealed else CHANGED)


def _seal(record: SessionRecord, signed: list[Signature], *, by: Person, at: dt.datetime) -> None:
    sealed = seal(kind="supervision record", snapshot=_snapshot(record, signed), signer=by, at=at)
    record.discussions.update(sealed=True)
    record.actions.update(sealed=True)
    SessionRecord.objects.filter(pk=record.pk).update(sealed=True, seal=sealed, signed_at=at)
    record.refresh_from_db()
    audit.record(by=by, deed="supervision.seal_record", subject=record, at=at)


def _snapshot(record: SessionRecord, signed: list[Signature]) -> dict[str, Any]:
    """Everything the signatures stand for, in words and dates that need no other record to be read."""
    session = record.session
    return {
        "session": {
            "id": session.pk,
            "date": session.date,
            "kind": session.kind,
            "minutes": session.minutes,
            "worker": {"id": session.worker_id, "name": session.worker.name},
            "supervisor": {"id": session.supervisor_id, "name": session.supervisor.name},
        },
        "agenda": record.agenda,
        "personal": {name: getattr(record, name) for name in SessionRecord.WORDS},
        "cases": [
            {"reference": one.reference, "read": one.read, "direction": one.direction}
            for one in record.discussions.all()
        ],
        "actions": [
            {"what": one.what, "owner": one.owner.name, "due_on": one.due_on}
            for one in record.actions.select_related("owner")
        ],
        "signatures": [{"by": one.by.name, "at": one.at, "own_view": one.own_view} for one in signed],
    }


@transaction.atomic
def add_addendum(
    *, record: SessionRecord, part: str, words: str, sent_key: uuid.UUID, by: Person, at: dt.datetime
) -> Addendum:
    """Add to a sealed record, dated and named; what was signed stays as it is (SUP-13).

    Raises:
        Refused: it is not sealed yet.
    """
    if not record.sealed:
        raise Refused("This record is not signed by both yet. Write it into the record itself")
    addendum, new = insert_once(
        Addendum(record=record, part=part, words=words, sent_key=sent_key, by=by, at=at), clash=SEALED
    )
    if new:
        audit.record(by=by, deed="supervision.add_addendum", subject=addendum, at=at)
    return addendum
