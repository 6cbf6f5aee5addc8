"""“I am at capacity”: said, answered, ended; unanswered it climbs to the tier above (CSL-14)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from caseloads import duties, policy
from caseloads.models import CapacityNote
from caseloads.queries.loads import loads_of
from caseloads.queries.people import tier_above
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.writing import SaidAlready

Status = CapacityNote.Status


@transaction.atomic
def say(*, by: Person, words: str, sent_key: uuid.UUID, on: dt.date, at: dt.datetime) -> CapacityNote:
    """Say it as the worker, with or without words. Said twice while it stands, the first stays."""
    live = CapacityNote.objects.live().filter(worker=by).first()
    if live is not None:
        return live
    held = loads_of([by], on)[by.pk].held
    note = CapacityNote(worker=by, said_on=on, said_at=at, words=words, held=held, sent_key=sent_key)
    note, new = insert_once(note, clash="You have said so already")
    if new:
        note.moves.create(from_status="", to_status=Status.SAID, by=by, at=at)
        audit.record(by=by, deed="caseloads.say_at_capacity", subject=note, at=at)
        duties.settle(duties.AT_CAPACITY, by, on=on, at=at)
    return note


@transaction.atomic
def take_further(*, note: CapacityNote, tried: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Put it to the tier above as the worker, saying what was tried (WRK-12). A second time changes nothing.

    Raises:
        Refused: it is answered or ended, there is time left to answer, or nobody stands above.
    """
    if note.taken_to_id is not None:
        return
    if by.pk != note.worker_id:
        raise Refused("Only the worker takes it further")
    if not tried.strip():
        raise Refused("Say what you have tried")
    policy.may_take_further(pack_on(on), said_on=note.said_on, on=on).require()
    above = tier_above(note.worker, on)
    if above is None:
        raise Refused("Nobody is named above your manager. Tell the principal social worker")
    waiting = CapacityNote.objects.filter(pk=note.pk, status=Status.SAID, taken_to__isnull=True)
    if not waiting.update(taken_to=above, taken_on=on, tried=tried):
        raise Refused("This has been answered or ended meanwhile. Reload the page")
    note.refresh_from_db()
    audit.record(by=by, deed="caseloads.take_capacity_further", subject=note, at=at)
    duties.settle(duties.AT_CAPACITY, note.worker, on=on, at=at)


@transaction.atomic
def answer(*, note: CapacityNote, answer: str, words: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Answer as the manager. A second answer is refused: the first stands on the record.

    Raises:
        Refused: it is answered or ended, or it is one's own.
    """
    if by.pk == note.worker_id:
        raise Refused("Somebody else answers what you have said")
    mine = CapacityNote.objects.filter(pk=note.pk, status=Status.SAID)
    if not mine.update(answer=answer, answer_words=words, answered_by=by, answered_on=on):
        note.refresh_from_db()
        if note.answer_words != words:
            raise SaidAlready(
                "This is answered already", label="The answer", said=note.answer_words, late=words, what=note,
                address=note.get_absolute_url(),
            )  # fmt: skip
    move(note, Status.ANSWERED, by=by, at=at, why=words)
    audit.record(by=by, deed="caseloads.answer_capacity", subject=note, at=at)
    duties.settle(duties.AT_CAPACITY, note.worker, on=on, at=at)


@transaction.atomic
def end(*, note: CapacityNote, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take it back as the worker, or end it as a manager who has answered. A second time changes nothing."""
    if note.status == Status.ENDED:
        return
    if by.pk != note.worker_id and note.status == Status.SAID:
        raise Refused("Answer it first. Only the worker takes it back unanswered")
    move(note, Status.ENDED, by=by, at=at)
    CapacityNote.objects.filter(pk=note.pk).update(ended_by=by, ended_on=on)
    audit.record(by=by, deed="caseloads.end_capacity", subject=note, at=at)
    duties.settle(duties.AT_CAPACITY, note.worker, on=on, at=at)
