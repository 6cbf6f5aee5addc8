"""The meetings of a year as its pages show them: the list with what each waits for, and one meeting in full."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from asye.models import (
    Meeting,
    MeetingAddendum,
    MeetingAttendance,
    MeetingMove,
    MeetingPart,
    MeetingSignature,
    Portfolio,
)
from asye.models.meeting import parties_in
from asye.policy import DatedMeeting
from asye.queries.known import Known, thawed
from asye.queries.parties import Holders, holders_of
from asye.queries.renewal import renewed, signed_by_others
from asye.queries.slots import dated_of, slots_of
from asye.queries.turns import Turn, said, turn_of, written
from workforce.access import Access
from workforce.packs.schema.templates import Form
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import Why, why_of

RECOMMENDATION = "recommendation"  # the question of a final form whose answer begins the recommendation
TONES = {"planned": "quiet", "signing": "wait", "complete": "good", "dropped": "quiet", "brought": "good"}


def dated(meeting: Meeting) -> DatedMeeting:
    """The meeting in the programme it was opened under, with its form and its days.

    Raises:
        Refused: that programme has no such meeting.
    """
    found = dated_of(meeting)
    if found is None:
        raise Refused("This meeting is not part of the programme")
    return found


def recommended_in(portfolio: Portfolio) -> str:
    """What the assessor wrote about the recommendation in the final review that all have signed; else nothing."""
    final = Meeting.objects.filter(portfolio=portfolio, kind=Meeting.Kind.FINAL, status=Meeting.Status.COMPLETE)
    parts = MeetingPart.objects.filter(meeting__in=final, party="assessor").exclude(handed_in_at=None)
    part = parts.order_by("-meeting__round").first()
    return str(part.words.get(RECOMMENDATION, "")) if part else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One meeting of the programme; `meeting` is nothing while it has not been opened."""

    dated: DatedMeeting
    meeting: Meeting | None
    waits: str
    what: str
    mine: bool
    late: bool
    again: bool
    why: Why

    @property
    def tone(self) -> str:
        return "bad" if self.late else TONES[self.meeting.status] if self.meeting else "quiet"

    @property
    def state(self) -> str:
        if self.late:
            return "Late"
        return self.meeting.get_status_display() if self.meeting else "Not opened yet"

    @property
    def may_open(self) -> bool:
        return self.meeting is None or self.again or self.meeting.status == Meeting.Status.DROPPED


def lines_of(portfolio: Portfolio, access: Access, *, whole: bool = True) -> list[Line]:
    """Every meeting of the year, each by its newest round, as far as this reader may see it: at most five queries.

    Without `whole` it is not asked whether the agreement has to be signed again.
    """
    seen = (
        Meeting.objects.visible_to(access).filter(portfolio=portfolio).with_template().defer("facts").order_by("round")
    )
    slots = slots_of(portfolio, list(seen))
    rows = [slot.meeting for slot in slots if slot.meeting is not None]
    signed = [one for one in rows if whole and one.kind == Meeting.Kind.AGREEMENT and one.sealed]
    signing = [one for one in rows if one.status == Meeting.Status.SIGNING]
    planned = [one for one in rows if one.status == Meeting.Status.PLANNED]
    prefetch_related_objects(planned, Prefetch("parts", queryset=MeetingPart.objects.defer("words")))
    prefetch_related_objects([*signed, *signing], "signatures")
    asks_lead = any("coordinator" in (*one.form.writers, *one.form.signed_by) for one in (slot.dated for slot in slots))
    people = [portfolio.practitioner] if planned or signing or signed else []
    holders = holders_of(people, access.on, with_lead=asks_lead).get(portfolio.practitioner_id, {})
    return [_line(portfolio, slot.dated, slot.meeting, holders, access, whole=whole) for slot in slots]


def _line(
    portfolio: Portfolio, dated: DatedMeeting, meeting: Meeting | None, holders: Holders, access: Access, *, whole: bool
) -> Line:
    dated = renewed(dated, meeting, holders)
    turn = _turn(meeting, dated, holders)
    is_open = meeting is None or meeting.status in Meeting.OPEN
    wanted = not dated.optional or (meeting is not None and is_open)
    signed = meeting is not None and meeting.status == Meeting.Status.COMPLETE
    signing = meeting is not None and meeting.status == Meeting.Status.SIGNING
    running = portfolio.status == Portfolio.Status.OPEN
    return Line(
        dated=dated,
        meeting=meeting,
        waits=said(turn) if turn else "",
        what=turn.what if turn else "",
        mine=turn is not None and turn.includes(parties_in(access, portfolio)),
        late=is_open and wanted and not signing and running and dated.due_on < access.on,
        again=whole
        and meeting is not None
        and signed
        and dated.kind == "agreement"
        and signed_by_others(meeting, holders),
        why=why_of(f"{dated.rule}, CLK-05", f"{dated.because}.", pack_on(access.on)),
    )


def _turn(meeting: Meeting | None, dated: DatedMeeting, holders: Holders) -> Turn | None:
    if meeting is None:
        return None
    return turn_of(meeting, dated.form, meeting.parts.all(), meeting.signatures.all(), holders)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one party wrote, for a reader: nothing of it where it is not handed in and somebody else's."""

    party: str
    label: str
    author: str
    handed_in: bool
    own: bool
    answers: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Page:
    """One meeting as one reader sees it."""

    dated: DatedMeeting
    turn: Turn
    waits: str
    mine: bool
    parts: list[Shown]
    known: list[Known]
    attendance: list[MeetingAttendance]
    signatures: list[MeetingSignature]
    moves: list[MeetingMove]
    own_parties: list[str]
    own_part: MeetingPart | None
    awaited: list[str]
    addenda: list[MeetingAddendum]
    again: bool


def page_of(meeting: Meeting, found: DatedMeeting, access: Access, on: dt.date) -> Page:
    """Read the meeting once: some eight queries, whatever is in it."""
    portfolio = meeting.portfolio
    holders = holders_of([portfolio.practitioner], on)[portfolio.practitioner_id]
    found = renewed(found, meeting, holders)
    parts, signatures = list(meeting.parts.select_related("author")), list(meeting.signatures.select_related("by"))
    turn = turn_of(meeting, found.form, parts, signatures, holders)
    parties = parties_in(access, portfolio)
    counted = _counted(meeting, parts, holders)
    signed = {one.party for one in signatures if one.stamp == meeting.stamp}
    return Page(
        dated=found,
        turn=turn,
        waits=said(turn),
        mine=turn.includes(parties),
        parts=[_shown(party, counted.get(party), found.form, access) for party in found.form.writers],
        known=thawed(meeting.facts),
        attendance=list(meeting.attendance.select_related("person")),
        signatures=signatures,
        moves=[one for one in meeting.moves.select_related("by") if one.why],
        own_parties=parties,
        own_part=next((part for part in parts if part.author_id == access.person.pk and part.party in parties), None),
        awaited=[party for party in found.form.signed_by if party not in signed]
        if meeting.status == Meeting.Status.SIGNING
        else [],
        addenda=list(meeting.addenda.select_related("by")) if meeting.sealed else [],
        again=_to_be_agreed_again(meeting, holders),
    )


def _to_be_agreed_again(meeting: Meeting, holders: Holders) -> bool:
    """Whether this is the newest agreement and the people of now are not those who signed it."""
    if meeting.kind != Meeting.Kind.AGREEMENT or not meeting.sealed or not signed_by_others(meeting, holders):
        return False
    return not Meeting.objects.filter(portfolio=meeting.portfolio_id, key=meeting.key, round__gt=meeting.round).exists()


def _counted(meeting: Meeting, parts: Collection[MeetingPart], holders: Holders) -> dict[str, MeetingPart]:
    """Once it is sealed, the parts that were handed in; until then those of the people of now."""
    if meeting.sealed:
        return {part.party: part for part in parts if part.handed_in_at is not None}
    return dict(written(parts, holders).by_party)


def _shown(party: str, part: MeetingPart | None, form: Form, access: Access) -> Shown:
    own = part is not None and part.author_id == access.person.pk
    visible = part is not None and (own or part.handed_in_at is not None)
    asked = form.asked_of(party)
    answers = [(prompt.label, part.words.get(code, "")) for code, prompt in asked.items()] if part and visible else []
    return Shown(
        party=party,
        label=LABELS[party],
        author=part.author.name if part else "",
        handed_in=part is not None and part.handed_in_at is not None,
        own=own,
        answers=answers,
    )


LABELS = {
    "nqsw": "The newly qualified social worker",
    "manager": "The practice manager",
    "assessor": "The assessor",
    "coordinator": "The programme lead",
}
