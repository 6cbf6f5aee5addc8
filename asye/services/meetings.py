"""The meetings of the year: opened, dropped, held; and what the system fills in and what is owed because of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction

from asye.meeting_duties import AGREEMENT, REVIEW, SIGNATURE, meetings_owed
from asye.models import Meeting, Portfolio
from asye.queries.known import frozen, known_of
from asye.queries.meetings import dated
from asye.queries.parties import holders_of
from asye.queries.programme import template_of
from asye.queries.renewal import signed_by_others
from asye.queries.slots import slots_of
from reminders.services import settle
from workforce import audit
from workforce.access import access_for
from workforce.lifecycle import move
from workforce.models import Person
from workforce.sentences import day
from workforce.verdict import Refused

Status = Meeting.Status
SUBMITTED = "This portfolio has been submitted, so its meetings can no longer be changed"
SEALED = "All have signed, so it cannot be changed. Add an addendum instead"


@transaction.atomic
def open_meeting(*, portfolio: Portfolio, key: str, by: Person | None, on: dt.date, at: dt.datetime) -> Meeting:
    """Open a meeting of the programme, or give back the one that is open. A signed review is not held again; the
    agreement is, when the manager or the assessor is another than those who signed.

    Raises:
        Refused: the portfolio is not open, has no such meeting, or everything has been signed by those of now.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused(SUBMITTED)
    template = template_of(portfolio)
    every = list(Meeting.objects.filter(portfolio=portfolio).with_template().prefetch_related("signatures"))
    slot = next(
        (one for one in slots_of(portfolio, every) if key in (one.dated.key, one.place and one.place.key)), None
    )
    if template is None or slot is None or slot.place is None:
        raise Refused("Choose one of the meetings of this programme")
    key, last = slot.place.key, slot.meeting
    if last is not None and last.status in Meeting.OPEN:
        return last
    rule = template.meetings[key]
    if last is not None and last.status == Status.DROPPED:
        assert by is not None
        move(last, Status.PLANNED, by=by, at=at, why="Opened again")
        if not last.parts.exists():
            named = {"programme": portfolio.programme, "kind": rule.kind, "label": rule.label}
            Meeting.objects.filter(pk=last.pk).update(**named)
            last.refresh_from_db()
        refresh_duties(portfolio, on=on, at=at)
        return last
    if last is not None:
        holders = holders_of([portfolio.practitioner], on)[portfolio.practitioner_id]
        if rule.kind != "agreement" or not signed_by_others(last, holders):
            raise Refused(f"{last} has been signed by all. Add an addendum to it instead")
    meeting, new = Meeting.objects.get_or_create(
        portfolio=portfolio,
        key=key,
        round=last.round + 1 if last else 1,
        defaults={
            "kind": rule.kind,
            "label": rule.label,
            "programme": portfolio.programme,
            "opened_at": at,
        },
    )
    if new:
        audit.record(by=by, deed="asye.open_meeting", subject=meeting, at=at)
        refresh_duties(portfolio, on=on, at=at)
    return meeting


@transaction.atomic
def agree_again(*, portfolio: Portfolio, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Open the agreement anew where it was signed by another manager or assessor than now; else change nothing."""
    if portfolio.status != Portfolio.Status.OPEN:
        return
    rows = Meeting.objects.filter(portfolio=portfolio, kind=Meeting.Kind.AGREEMENT).order_by("-round")
    last = rows.prefetch_related("signatures").first()
    if last is None or last.status != Status.COMPLETE:
        return
    if signed_by_others(last, holders_of([portfolio.practitioner], on)[portfolio.practitioner_id]):
        open_meeting(portfolio=portfolio, key=last.key, by=by, on=on, at=at)


@transaction.atomic
def drop_meeting(*, meeting: Meeting, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take an optional meeting out of the year again; what was written stays kept.

    Raises:
        Refused: the programme asks for it, or it is being signed.
    """
    if not dated(meeting).optional:
        raise Refused("The programme asks for this meeting, so it stays")
    move(meeting, Status.DROPPED, by=by, at=at, why=why)
    audit.record(by=by, deed="asye.drop_meeting", subject=meeting, at=at)
    refresh_duties(meeting.portfolio, on=on, at=at)


@transaction.atomic
def record_held(
    *, meeting: Meeting, held_on: dt.date, came: Collection[str], others: str, by: Person, on: dt.date, at: dt.datetime
) -> None:
    """Keep on which day the meeting was held and who of the people of the year came; `came` names parties.

    Raises:
        Refused: the day is still to come or before the year began, or the meeting is being signed.
    """
    require_planned(meeting)
    if held_on > on:
        raise Refused("Enter the day on which it was held, not one still to come")
    if held_on < meeting.portfolio.started_on:
        raise Refused(f"The year began on {day(meeting.portfolio.started_on)}. Enter that day or a later one")
    Meeting.objects.filter(pk=meeting.pk, status=Status.PLANNED).update(held_on=held_on, others=others)
    meeting.refresh_from_db(fields=["held_on", "others"])
    holders = holders_of([meeting.portfolio.practitioner], on)[meeting.portfolio.practitioner_id]
    meeting.attendance.all().delete()
    for party in dated(meeting).form.signed_by:
        if party in holders:
            meeting.attendance.create(person=holders[party].person, party=party, came=party in came)
    audit.record(by=by, deed="asye.record_meeting", subject=meeting, at=at)
    refresh_known(meeting=meeting, on=on)


def refresh_known(*, meeting: Meeting, on: dt.date) -> None:
    """Bring up to date what the system fills in, as the assessor may see it."""
    holders = holders_of([meeting.portfolio.practitioner], on)[meeting.portfolio.practitioner_id]
    assessor = holders.get("assessor")
    access = access_for(assessor.person, on) if assessor else None
    facts = frozen(known_of(meeting, dated(meeting), access, on))
    if Meeting.objects.filter(pk=meeting.pk, status=Status.PLANNED).update(facts=facts, facts_on=on):
        meeting.facts, meeting.facts_on = facts, on


def refresh_duties(portfolio: Portfolio, *, on: dt.date, at: dt.datetime) -> None:
    """Make the duties of the meetings what they are now; called inside the deed's transaction."""
    about = portfolio.practitioner
    owed = list(meetings_owed([about], on))
    for kind in (AGREEMENT, REVIEW, SIGNATURE):
        settle(kind=kind, about=about, owed=[one for one in owed if one.kind == kind], on=on, at=at)


def require_planned(meeting: Meeting) -> None:
    if meeting.portfolio.status != Portfolio.Status.OPEN:
        raise Refused(SUBMITTED)
    if meeting.status == Status.COMPLETE:
        raise Refused(SEALED)
    if meeting.status == Status.SIGNING:
        raise Refused("This is being signed, so it cannot be changed. Whoever signs next may send it back")
    if meeting.status == Status.BROUGHT:
        raise Refused("This was signed at another authority, so it stays as it is")
    if meeting.status == Status.DROPPED:
        raise Refused("This meeting is no longer part of the year")


def next_key(portfolio: Portfolio) -> str | None:
    """The next meeting that the programme asks for and that is not there yet; of a new portfolio, the first."""
    template = template_of(portfolio)
    if template is None:
        return None
    rows = Meeting.objects.filter(portfolio=portfolio).exclude(status=Status.DROPPED).with_template()
    slots = [slot for slot in slots_of(portfolio, list(rows)) if slot.place is not None]
    return next((slot.dated.key for slot in slots if slot.meeting is None and not slot.dated.optional), None)
