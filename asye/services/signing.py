"""A meeting is put to signature, signed in the order of its form, sent back, sealed, and added to afterwards."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import F

from asye.models import Meeting, MeetingAddendum, MeetingSignature, Party
from asye.queries.meetings import dated
from asye.queries.parties import Holders, holders_of
from asye.queries.turns import next_signer, written
from asye.services.meetings import next_key, open_meeting, refresh_duties, refresh_known, require_planned
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.seal import seal
from workforce.sent_once import insert_once
from workforce.sentences import listed
from workforce.verdict import Refused
from workforce.writing import SaidAlready

Status = Meeting.Status


@transaction.atomic
def put_to_signature(*, meeting: Meeting, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Freeze the parts and what the system knows, and ask for the first signature. Twice is as once.

    Raises:
        Refused: it was not held yet, or somebody has not handed in their part.
    """
    if meeting.status == Status.SIGNING:
        return
    require_planned(meeting)
    if meeting.held_on is None:
        raise Refused("Say first when it was held and who was there")
    form = dated(meeting).form
    holders = holders_of([meeting.portfolio.practitioner], on)[meeting.portfolio.practitioner_id]
    missing = written(meeting.parts.all(), holders).missing(form)
    if missing:
        raise Refused(f"Not handed in yet: the part of the {listed([Party(one).label.lower() for one in missing])}")
    vacant = [Party(party).label.lower() for party in form.signed_by if party not in holders]
    if vacant:
        raise Refused(f"There is nobody to sign as {listed(vacant)}. Ask the programme lead to name somebody")
    refresh_known(meeting=meeting, on=on)
    move(meeting, Status.SIGNING, by=by, at=at)
    Meeting.objects.filter(pk=meeting.pk).update(stamp=F("stamp") + 1, turn_since=on)
    meeting.refresh_from_db()
    audit.record(by=by, deed="asye.put_to_signature", subject=meeting, at=at)
    refresh_duties(meeting.portfolio, on=on, at=at)


@transaction.atomic
def sign(*, meeting: Meeting, stamp: int, own_view: str, by: Person, on: dt.date, at: dt.datetime) -> MeetingSignature:
    """Sign as the party whose turn it is; the last signature seals it and opens the next meeting. Twice is as once.

    Raises:
        Refused: it was changed since it was read, or it is somebody else's turn.
    """
    form, portfolio = dated(meeting).form, meeting.portfolio
    # The row is claimed first, so that of two tabs at once the second waits and then finds the first's signature.
    claimed = Meeting.objects.filter(pk=meeting.pk, status=Status.SIGNING, stamp=stamp).update(turn_since=on)
    made = meeting.signatures.filter(by=by, stamp=stamp).first()
    if made is not None:
        if made.own_view != own_view:
            raise SaidAlready(
                "You have signed already", label="Your own view", said=made.own_view, late=own_view, what=meeting,
                address=meeting.get_absolute_url(),
            )  # fmt: skip
        return made
    if not claimed:
        raise Refused("This is not being signed as you read it. Read it again")
    holders = holders_of([portfolio.practitioner], on)[portfolio.practitioner_id]
    party = next_signer(meeting, form, meeting.signatures.all())
    if party is None or party not in holders or holders[party].person != by:
        raise Refused(f"It is the turn of the {Party(party).label.lower() if party else 'others'} to sign")
    signature: MeetingSignature = meeting.signatures.create(party=party, by=by, at=at, stamp=stamp, own_view=own_view)
    meeting.turn_since = on
    audit.record(by=by, deed="asye.sign_meeting", subject=meeting, at=at)
    if next_signer(meeting, form, meeting.signatures.all()) is None:
        seal_meeting(meeting, holders, by=by, at=at)
        following = next_key(portfolio)
        if following is not None:
            open_meeting(portfolio=portfolio, key=following, by=None, on=on, at=at)
    refresh_duties(portfolio, on=on, at=at)
    return signature


@transaction.atomic
def send_back(*, meeting: Meeting, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Give it back for more work, saying why: everybody's part is open again and the signatures no longer count.

    Raises:
        Refused: no reason is given, or it is not being signed.
    """
    if not why.strip():
        raise Refused("Say what should be changed")
    move(meeting, Status.PLANNED, by=by, at=at, why=why)
    meeting.parts.update(handed_in_at=None)
    Meeting.objects.filter(pk=meeting.pk).update(turn_since=None)
    audit.record(by=by, deed="asye.send_back_meeting", subject=meeting, at=at)
    refresh_duties(meeting.portfolio, on=on, at=at)


@transaction.atomic
def add_addendum(*, meeting: Meeting, words: str, sent_key: uuid.UUID, by: Person, at: dt.datetime) -> MeetingAddendum:
    """Add to what all have signed, dated and named; a form sent twice adds once.

    Raises:
        Refused: not all have signed yet.
    """
    if not meeting.sealed:
        raise Refused("Not all have signed this yet. Write it into your part instead")
    addendum, new = insert_once(
        MeetingAddendum(meeting=meeting, words=words, sent_key=sent_key, by=by, at=at), clash="Write what you add"
    )
    if new:
        audit.record(by=by, deed="asye.add_to_meeting", subject=meeting, at=at)
    return addendum


def seal_meeting(meeting: Meeting, holders: Holders, *, by: Person, at: dt.datetime) -> None:
    """Seal what all have signed; `holders` are the people of the year on the day of the last signature."""
    snapshot = _snapshot(meeting, holders)
    meeting.parts.update(sealed=True)
    sealed = seal(kind=f"asye {meeting.kind}", snapshot=snapshot, signer=by, at=at)
    meeting.moves.create(from_status=meeting.status, to_status=Status.COMPLETE, by=by, at=at)
    Meeting.objects.filter(pk=meeting.pk).update(
        status=Status.COMPLETE, sealed=True, seal=sealed, completed_at=at, turn_since=None
    )
    meeting.refresh_from_db()
    audit.record(by=by, deed="asye.seal_meeting", subject=meeting, at=at)


def _snapshot(meeting: Meeting, holders: Holders) -> dict[str, Any]:
    """Everything the signatures stand for, in words and dates that need no other record to be read."""
    portfolio, found = meeting.portfolio, dated(meeting)
    parts = written(meeting.parts.select_related("author"), holders).by_party
    signed = meeting.signatures.filter(stamp=meeting.stamp).select_related("by")
    return {
        "meeting": {"id": meeting.pk, "label": str(meeting), "key": meeting.key, "round": meeting.round},
        "practitioner": {"id": portfolio.practitioner_id, "name": portfolio.practitioner.name},
        "portfolio": {"id": portfolio.pk, "started_on": portfolio.started_on},
        "planned_for": found.on,
        "held_on": meeting.held_on,
        "attendance": [
            {"name": one.person.name, "as": one.party, "came": one.came}
            for one in meeting.attendance.select_related("person")
        ],
        "others": meeting.others,
        "known": {"on": meeting.facts_on, "facts": meeting.facts},
        "parts": [
            {
                "as": party,
                "by": parts[party].author.name,
                "answers": [
                    {"asked": prompt.label, "answer": parts[party].words.get(code, "")}
                    for code, prompt in found.form.asked_of(party).items()
                ],
            }
            for party in found.form.writers
            if party in parts
        ],
        "signatures": [{"as": one.party, "by": one.by.name, "at": one.at, "own_view": one.own_view} for one in signed],
    }
