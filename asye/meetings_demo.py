"""The demonstration's meetings: agreements and reviews written, held and signed by their people on their days."""

from __future__ import annotations

import datetime as dt
import tomllib
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from asye.models import Handover, Meeting, Portfolio
from asye.policy import DatedMeeting
from asye.queries.known import frozen, known_of
from asye.queries.meetings import dated
from asye.queries.parties import Holders, holders_of
from asye.queries.terms import terms_of
from asye.services import meetings, signing
from workforce import audit
from workforce.access import access_for
from workforce.clock import working_days_before
from workforce.demo import Story, moment
from workforce.imports.cells import Line
from workforce.imports.table import read_lines
from workforce.models import Person, Post, Relationship

FIELDS = ("practitioner", "kind", "held_on", "by", "setting")
KEYS = {
    "agreement": "agreement",
    "three_month_review": "three_month_review",
    "six_month_review": "six_month_review",
    "nine_month_review": "nine_month_review",
    "final_review": "final_assessment",
}
SIGNED_AFTER = {"nqsw": 1, "manager": 3, "assessor": 4}  # days
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Held:
    """One line of the file: which meeting, whose, when, by whom."""

    practitioner: Person
    key: str
    on: dt.date


def _held(line: Line, people: Mapping[str, Person]) -> Held | None:
    """An agreement or a review; observations are told elsewhere."""
    kind = line.word("kind", {**KEYS, "observation": "observation"}, required=True)
    on = line.date("held_on", required=True)
    if kind not in KEYS or on is None:
        return None
    return Held(people[line.reference("practitioner", required=True)], KEYS[str(kind)], on)


@dataclass(frozen=True, slots=True)
class Teller:
    """Writes each meeting as it would stand after its people's deeds; what is owed is settled at the end."""

    story: Story
    told: Told
    people: Mapping[str, Person]
    portfolios: Mapping[int, Portfolio]

    @classmethod
    def of(cls, story: Story, people: Mapping[str, Person]) -> Teller:
        told = tomllib.loads((story.folder / "meetings_words.toml").read_text("utf-8"))
        rows = Portfolio.objects.select_related("practitioner", "stage", "programme")
        return cls(story, told, people, {portfolio.practitioner_id: portfolio for portfolio in rows})

    def events(self) -> Iterator[tuple[dt.date, Callable[[], None]]]:
        """Every meeting of the file with its day, to be told among the other things of the years."""
        lines, _ = read_lines(self.story.source("meetings.csv"), fields=FIELDS, required=FIELDS[:4])
        for line in lines:
            one = _held(line, self.people)
            if one is not None:
                yield one.on, partial(self.hold, self.portfolios[one.practitioner.pk], one)

    def go_on(self) -> None:
        """Open what comes next in each year that is still running, and begin what is begun."""
        for portfolio in Portfolio.objects.filter(status=Portfolio.Status.OPEN).select_related(
            "practitioner", "stage", "programme"
        ):
            waits = Meeting.objects.filter(portfolio=portfolio, status=Meeting.Status.SIGNING).exists()
            key = None if waits else meetings.next_key(portfolio)
            if key is not None:
                meetings.open_meeting(portfolio=portfolio, key=key, by=None, on=self.story.on, at=self.story.at)
            meetings.refresh_duties(portfolio, on=self.story.on, at=self.story.at)
            self.moved_on(portfolio)
        for given in self.told["begun"]:
            self.begin(self.portfolios[self.people[given["practitioner"]].pk], given)

    def moved_on(self, portfolio: Portfolio) -> None:
        """Where the staff file has another manager from a day on, this is the move to a main practice group."""
        person = portfolio.practitioner
        rows = Relationship.objects.filter(kind="manages", person=person, started_on__gt=portfolio.started_on)
        posts = list(Post.objects.filter(person=person, team__isnull=False).order_by("started_on"))
        for row in rows.select_related("holder"):
            eve = row.started_on - dt.timedelta(days=1)
            before = holders_of([person], eve)[person.pk].get("manager")
            team = next((post.team for post in posts if post.started_on == row.started_on), None)
            if team is None or before is None:
                continue
            notes = self.told["handover"]["notes"]
            note = notes[zlib.crc32(str(person.employee_number).encode()) % len(notes)]
            made = Handover.objects.create(
                portfolio=portfolio,
                kind="team",
                before=before.person,
                after=row.holder,
                team_before=next((post.team for post in reversed(posts) if post.started_on < row.started_on), None),
                team_after=team,
                moves_on=True,
                on=row.started_on,
                note=note.format(name=person.name.split()[0]),
                by=before.person,
                at=moment(eve, 15),
            )
            audit.record(by=before.person, deed="asye.hand_over", subject=made, at=made.at)

    def hold(self, portfolio: Portfolio, one: Held) -> None:
        person, key = portfolio.practitioner, one.key
        holders = holders_of([person], one.on)[person.pk]
        assessor = holders["assessor"].person
        at = moment(one.on, 16)
        meeting, _ = Meeting.objects.get_or_create(
            portfolio=portfolio,
            key=key,
            round=1,
            defaults=self.described(portfolio, key) | {"opened_at": moment(one.on - dt.timedelta(days=7), 9)},
        )
        meeting.portfolio, meeting.held_on = portfolio, one.on
        found = dated(meeting)
        self.write(meeting, found, holders, one.on)
        facts = frozen(known_of(meeting, found, access_for(assessor, one.on), one.on))
        Meeting.objects.filter(pk=meeting.pk).update(
            held_on=one.on, facts=facts, facts_on=one.on, stamp=1, status=Meeting.Status.SIGNING, turn_since=one.on
        )
        meeting.moves.create(from_status="planned", to_status="signing", by=assessor, at=at)
        for party in found.form.signed_by:
            meeting.attendance.create(person=holders[party].person, party=party, came=True)
        audit.record(by=assessor, deed="asye.put_to_signature", subject=meeting, at=at)
        meeting.refresh_from_db()
        self.sign(meeting, holders, one.on)

    def described(self, portfolio: Portfolio, key: str) -> dict[str, Any]:
        found = dated(Meeting(portfolio=portfolio, programme=portfolio.programme, key=key))
        return {"kind": found.kind, "label": found.label, "programme": portfolio.programme}

    def write(self, meeting: Meeting, found: DatedMeeting, holders: Holders, on: dt.date) -> None:
        begun = terms_of(meeting.portfolio, on) if meeting.kind == Meeting.Kind.AGREEMENT else {}
        for party in found.form.writers:
            author, at = holders[party].person, moment(on - dt.timedelta(days=1), 15)
            words = {code: begun.get(code) or self.answer(meeting, code) for code in found.form.asked_of(party)}
            part = meeting.parts.create(party=party, author=author, words=words, saved_at=at, handed_in_at=at)
            audit.record(by=author, deed="asye.hand_in_part", subject=part, at=at)

    def answer(self, meeting: Meeting, code: str) -> str:
        """One of the voices for this question, always the same for the same person and meeting."""
        person = meeting.portfolio.practitioner
        number = str(person.employee_number)
        special = self.told["special"].get(number, {})
        keys = list(KEYS.values())
        if code in special and keys.index(meeting.key) >= keys.index(special["from"]):
            return str(special[code])
        voices = self.told["answers"][code]
        text = voices[zlib.crc32(f"{number}:{meeting.key}:{code}".encode()) % len(voices)]
        return str(text).format(name=person.name.split()[0])

    def sign(self, meeting: Meeting, holders: Holders, on: dt.date) -> None:
        number = str(meeting.portfolio.practitioner.employee_number)
        waiting = {(one["practitioner"], one["meeting"]): one for one in self.told["waiting"]}
        waits = waiting.get((number, meeting.key))
        signed_on = on
        for party in dated(meeting).form.signed_by:
            if waits is not None and party not in waits["signed"]:
                break
            signed_on = min(on + dt.timedelta(days=SIGNED_AFTER[party]), self.story.on - dt.timedelta(days=1))
            if waits is not None and "last_days_ago" in waits:
                signed_on = self.story.on - dt.timedelta(days=waits["last_days_ago"])
            by, at = holders[party].person, moment(signed_on, 12, len(party))
            view = self.told["signatures"].get(f"{number}:{party}:{meeting.key}", "")
            meeting.signatures.create(party=party, by=by, at=at, stamp=1, own_view=view)
            audit.record(by=by, deed="asye.sign_meeting", subject=meeting, at=at)
        if waits is not None:
            Meeting.objects.filter(pk=meeting.pk).update(turn_since=signed_on)
        else:
            signing.seal_meeting(meeting, holders, by=by, at=at)

    def begin(self, portfolio: Portfolio, given: Told) -> None:
        meeting = Meeting.objects.get(portfolio=portfolio, key=given["meeting"])
        on = working_days_before(self.story.on, 2)
        at = moment(on, 14)
        holders = holders_of([portfolio.practitioner], on)[portfolio.practitioner_id]
        handed_in = at if given.get("handed_in") else None
        part = meeting.parts.create(
            party=given["party"],
            author=holders[given["party"]].person,
            words=given["words"],
            saved_at=at,
            handed_in_at=handed_in,
        )
        audit.record(by=part.author, deed="asye.save_part", subject=part, at=at)
