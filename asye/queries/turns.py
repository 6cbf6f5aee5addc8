"""Whose turn it is in a meeting: who has still to write, who presents it, who signs next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from asye.models import Meeting, MeetingPart, MeetingSignature, Party
from asye.queries.parties import Holders
from workforce.models import Person
from workforce.packs.schema.templates import Form
from workforce.sentences import listed


@dataclass(frozen=True, slots=True)
class Turn:
    """What a meeting waits for. `parties` are those who can act now; nobody once it is complete."""

    parties: tuple[str, ...]
    what: str
    people: tuple[Person, ...] = ()

    def includes(self, parties: Collection[str]) -> bool:
        return bool(set(self.parties) & set(parties))


@dataclass(frozen=True, slots=True)
class Written:
    """The parts of a meeting that count: of each party the one its present holder writes."""

    by_party: Mapping[str, MeetingPart] = field(default_factory=dict)

    def missing(self, form: Form) -> list[str]:
        """The parties that have something to write and have not handed it in."""
        return [party for party in form.writers if not self.is_in(party)]

    def is_in(self, party: str) -> bool:
        return party in self.by_party and self.by_party[party].handed_in_at is not None


def written(parts: Iterable[MeetingPart], holders: Holders) -> Written:
    """Of each party the part of whoever holds it; else one that was handed in before it changed hands."""
    every = list(parts)
    found = {part.party: part for part in every if part.handed_in_at is not None}
    found |= {
        part.party: part for part in every if part.party in holders and holders[part.party].person.pk == part.author_id
    }
    return Written(found)


def turn_of(
    meeting: Meeting, form: Form, parts: Iterable[MeetingPart], signatures: Iterable[MeetingSignature], holders: Holders
) -> Turn:
    """Return what the meeting waits for now, and whom."""
    if meeting.status == Meeting.Status.SIGNING:
        party = next_signer(meeting, form, signatures)
        return _turn((party,) if party else (), "signature", holders)
    if meeting.status != Meeting.Status.PLANNED:
        return Turn((), "")
    missing = written(parts, holders).missing(form)
    if missing:
        return _turn(tuple(missing), "part", holders)
    return _turn(("assessor",), "presentation" if meeting.held_on else "day", holders)


def next_signer(meeting: Meeting, form: Form, signatures: Iterable[MeetingSignature]) -> str | None:
    """The party whose signature is awaited, in the order of the form."""
    signed = {one.party for one in signatures if one.stamp == meeting.stamp}
    return next((party for party in form.signed_by if party not in signed), None)


def _turn(parties: tuple[str, ...], what: str, holders: Holders) -> Turn:
    return Turn(parties, what, tuple(holders[party].person for party in parties if party in holders))


SAID = {
    "part": "to hand in {theirs}",
    "day": "to say when it was held",
    "presentation": "to put it to signature",
    "signature": "to sign",
}


def said(turn: Turn) -> str:
    """The turn in a sentence: “Waits for the assessor to sign”; empty once nothing is waited for."""
    if not turn.parties:
        return ""
    who = listed([f"the {Party(party).label[:1].lower()}{Party(party).label[1:]}" for party in turn.parties])
    theirs = "their part" if len(turn.parties) == 1 else "their parts"
    return f"Waits for {who} {SAID[turn.what].format(theirs=theirs)}"
