"""The agreement and the reviews that all have signed, with what the system filled in, signatures and addenda."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Meeting, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seal_of, seen, uid_of
from asye.queries.archive.shapes import Answer, Code, Line, Record, Words
from asye.queries.blocks import Block, bullets, heading, said, table, words
from asye.queries.known import thawed
from asye.queries.meetings import LABELS, dated
from workforce.verdict import Refused


class Signature(Answer):
    """`asked` says who signed as what and when, `answer` is their own view."""


class Filled(Answer):
    """What the system filled in: `asked` its label, `answer` its lines."""


class MeetingShape(Record):
    """`key` and `kind` name the meeting in the programme it was held under."""

    key: Code
    kind: Code
    came: tuple[Line, ...]
    filled: tuple[Filled, ...]
    answers: tuple[Answer, ...]
    signatures: tuple[Signature, ...]
    addenda: tuple[Answer, ...] = ()
    others: Words = ""


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[MeetingShape]:
    rows = seen(Meeting.objects, readers).filter(portfolio=portfolio, status=Meeting.Status.COMPLETE)
    rows = rows.select_related("programme", "portfolio__stage", "portfolio__programme", "seal__signer")
    rows = rows.prefetch_related(
        "parts__author", "signatures__by", "attendance__person", "addenda__by", "portfolio__stage__pauses"
    )
    for meeting in rows.order_by("held_on", "pk"):
        yield _shape(meeting)


def _shape(meeting: Meeting) -> MeetingShape:
    signed = [one for one in meeting.signatures.all() if one.stamp == meeting.stamp]
    return MeetingShape(
        uid=uid_of("meeting", meeting.pk, meeting.opened_at.isoformat()),
        title=str(meeting),
        origin=origin(),
        on=meeting.held_on,
        key=meeting.key,
        kind=meeting.kind,
        came=tuple(
            f"{one.person.name}, {one.get_party_display().lower()}" + ("" if one.came else ": did not come")
            for one in meeting.attendance.all()
        ),
        others=meeting.others,
        filled=tuple(Filled(asked=one.label, answer="\n".join(one.lines)) for one in thawed(meeting.facts)),
        answers=tuple(_answers(meeting)),
        signatures=tuple(
            Signature(asked=f"{one.by.name}, {one.get_party_display().lower()}, {said(one.at)}", answer=one.own_view)
            for one in signed
        ),
        addenda=tuple(
            Answer(asked=f"{one.by.name}, {said(one.at)}", answer=one.words) for one in meeting.addenda.all()
        ),
        seal=seal_of(meeting.seal),
    )


def _answers(meeting: Meeting) -> Iterator[Answer]:
    """What each party handed in, under the questions of the form it was written on."""
    try:
        form = dated(meeting).form
    except Refused:
        form = None
    for part in meeting.parts.all():
        if part.handed_in_at is None:
            continue
        asked = form.asked_of(part.party) if form else {}
        for code, text in part.words.items():
            if text:
                question = asked[code].label if code in asked else code
                yield Answer(asked=f"{LABELS[part.party]}, {part.author.name}: {question}", answer=text)


def show(record: MeetingShape) -> Iterator[Block]:
    yield heading(record.title, f"Held on {said(record.on)}")
    if record.came:
        yield bullets("Who came", [(one, "") for one in [*record.came, *([record.others] if record.others else [])]])
    if record.filled:
        yield table("What the system knew", ("About", "What"), [(one.asked, one.answer) for one in record.filled])
    for one in record.answers:
        yield words(one.asked, one.answer)
    for signature in record.signatures:
        yield words(f"Signed by {signature.asked}", signature.answer or "No view of their own was added.")
    for added in record.addenda:
        yield words(f"Added later by {added.asked}", added.answer)
    yield from also(record)


KIND = Kind(
    name="meetings",
    title="Agreement and reviews",
    shape=MeetingShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.YEAR,
    meeting_key=lambda record: record.key if record.kind != Meeting.Kind.AGREEMENT else "",
)
