"""Records of made-up sessions: most signed by both and sealed in one chain, some still being written."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator
from itertools import islice

from supervision.models import Action, ActionClosed, Session, SessionRecord, Signature
from workforce import seal
from workforce.demo import moment
from workforce.generate import CHUNK, Plan, key, write, written
from workforce.made_up.words import Words
from workforce.models import AuditEntry, SealedRecord, Stage

TOLD_FOR = dt.timedelta(days=400)
SETTLED_AFTER = dt.timedelta(days=10)
UNSIGNED, WITHOUT_REFLECTION, WITH_TOOL, WITH_ACTION = 0.12, 0.1, 0.3, 0.4
TOOL = "appreciative_inquiry"
SENTENCES = 3
STAMP = "1.1"


def generate(plan: Plan) -> int:
    """Write the records of the newly qualified for the last year or so; older sessions have their notes."""
    newly = Stage.objects.filter(kind=Stage.Kind.NQSW).values("person")
    held = Session.objects.filter(
        worker__in=newly, outcome=Session.Outcome.HELD, kind=Session.Kind.ONE_TO_ONE, date__gt=plan.on - TOLD_FOR
    )
    dice = plan.dice("supervision records")
    rows = held.select_related("worker", "supervisor").order_by("date", "worker__email")
    return tell(rows.iterator(chunk_size=CHUNK), dice, Words(dice, SENTENCES), plan.on)


def tell(sessions: Iterable[Session], dice: random.Random, words: Words, on: dt.date) -> int:
    """Write a record for each session, in their order, as it stands on a day; return how many."""
    waiting, count, last = iter(sessions), 0, seal.newest()
    while chunk := list(islice(waiting, CHUNK)):
        signed = [one for one in chunk if dice.random() >= UNSIGNED]
        records = {one.pk: _record(one, dice, words) for one in chunk}
        seals: dict[int, SealedRecord] = {}
        for one in signed:
            last = _sealed(one, records[one.pk], last)
            seals[one.pk] = last
        write(SealedRecord, seals.values())
        write(SessionRecord, records.values(), _entry)
        write(Signature, (row for one in signed for row in _signatures(one, records[one.pk])))
        actions = [_action(one, records[one.pk], dice) for one in signed if dice.random() < WITH_ACTION]
        write(Action, actions)
        write(ActionClosed, (_closed(one) for one in actions if one.due_on < on - SETTLED_AFTER))
        for pk, sealed in seals.items():
            records[pk].seal, records[pk].sealed, records[pk].signed_at = sealed, True, sealed.signed_at
        SessionRecord.objects.bulk_update(
            [records[pk] for pk in seals], ("seal", "sealed", "signed_at"), batch_size=500
        )
        count += len(chunk)
    return count


def _record(session: Session, dice: random.Random, words: Words) -> SessionRecord:
    at = moment(session.date, 16)
    return SessionRecord(
        session=session,
        points=words.draw(),
        reflection="" if dice.random() < WITHOUT_REFLECTION else words.draw(),
        training_to_practice=words.draw(),
        wellbeing=words.draw(),
        workload=words.draw(),
        tools=TOOL if dice.random() < WITH_TOOL else "",
        opened_by_id=session.supervisor_id,
        opened_at=at,
        saved_at=at,
    )


def _sealed(session: Session, record: SessionRecord, after: SealedRecord | None) -> SealedRecord:
    """As `services.records` seals it: what the signatures stand for."""
    snapshot = {
        "session": {"id": session.pk, "date": session.date, "kind": session.kind, "minutes": session.minutes},
        "personal": {name: getattr(record, name) for name in SessionRecord.WORDS},
    }
    signer, at = session.worker, moment(session.date, 18)
    return seal.link(kind="supervision record", snapshot=snapshot, signer=signer, at=at, after=after)


def _signatures(session: Session, record: SessionRecord) -> Iterator[Signature]:
    yield Signature(record=record, by_id=session.supervisor_id, at=moment(session.date, 17), stamp=STAMP)
    yield Signature(record=record, by_id=session.worker_id, at=moment(session.date, 18), stamp=STAMP)


def _action(session: Session, record: SessionRecord, dice: random.Random) -> Action:
    return Action(
        record=record,
        sent_key=key(dice),
        what=dice.choice(WHAT),
        owner_id=dice.choice((session.worker_id, session.supervisor_id)),
        due_on=session.date + dt.timedelta(days=14),
        added_by_id=session.supervisor_id,
        added_at=moment(session.date, 16),
        sealed=True,
    )


def _closed(action: Action) -> ActionClosed:
    at = moment(action.due_on, 15)
    return ActionClosed(action=action, outcome="Done", by_id=action.owner_id, at=at)


def _entry(record: SessionRecord) -> AuditEntry:
    return written(record.opened_by_id, "supervision.save_record", record, record.saved_at)


WHAT = (
    "Read the chronology of the older case before the next session",
    "Book the court skills day",
    "Try the three houses with the younger sibling",
    "Ask for a joint visit with the health visitor",
    "Bring one recording to talk about next time",
)
