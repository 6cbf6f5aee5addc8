"""What somebody has begun and not handed in: an account of an observation, a part of a meeting, a self-assessment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from asye.models import Meeting, MeetingPart, ObservationAccount, Portfolio, SelfAssessment
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, uid_of
from asye.queries.archive.kinds.observations import TITLES
from asye.queries.archive.shapes import Answer, Record
from asye.queries.blocks import Block, heading, words
from asye.queries.meetings import dated
from asye.queries.self_assessment import beside
from workforce.verdict import Refused


class DraftShape(Record):
    draft: Literal[True]
    answers: tuple[Answer, ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[DraftShape]:
    """Drafts are their author's: nobody takes those of another, whoever else reads along."""
    authors = {access.person.pk for access in readers}
    if authors != {portfolio.practitioner_id}:
        return
    accounts = ObservationAccount.objects.filter(
        author=portfolio.practitioner_id, observation__portfolio=portfolio, observation__opened_at=None
    )
    for account in accounts.select_related("observation", "author").order_by("pk"):
        found = tuple(
            Answer(asked=title, answer=text) for name, title in TITLES.items() if (text := getattr(account, name))
        )
        if found:
            yield _draft("account", account.pk, str(account.observation), str(portfolio.practitioner.name), found)
    parts = MeetingPart.objects.filter(author=portfolio.practitioner_id, meeting__portfolio=portfolio)
    parts = parts.exclude(meeting__status=Meeting.Status.COMPLETE)
    for part in parts.select_related(
        "meeting__programme", "meeting__portfolio__stage", "meeting__portfolio__programme"
    ).order_by("pk"):
        if written := tuple(_answers(part)):
            yield _draft("part", part.pk, str(part.meeting), str(portfolio.practitioner.name), written)
    for made in SelfAssessment.objects.filter(author=portfolio.practitioner_id, portfolio=portfolio, sealed=False):
        if looked_at := tuple(_levels(portfolio, made)):
            yield _draft("self-assessment", made.pk, str(made), str(portfolio.practitioner.name), looked_at)


def _levels(portfolio: Portfolio, made: SelfAssessment) -> Iterator[Answer]:
    for group in beside(portfolio, [made]):
        for line in group.lines:
            one = line.said[0]
            if one.level or one.why:
                yield Answer(asked=line.item.label, answer=". ".join(filter(None, (one.level, one.why))))


def _answers(part: MeetingPart) -> Iterator[Answer]:
    try:
        asked = dated(part.meeting).form.asked_of(part.party)
    except Refused:
        asked = {}
    for code, text in part.words.items():
        if text:
            yield Answer(asked=asked[code].label if code in asked else code, answer=text)


def _draft(label: str, pk: int, title: str, by: str, answers: tuple[Answer, ...]) -> DraftShape:
    return DraftShape(uid=uid_of(label, pk), title=title, origin=origin(), by=by, draft=True, answers=answers)


def show(record: DraftShape) -> Iterator[Block]:
    yield heading(f"{record.title}, begun", record.by)
    for one in record.answers:
        yield words(one.asked, one.answer)
    yield from also(record)


KIND = Kind(
    name="drafts",
    title="Begun and not handed in",
    shape=DraftShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN,
)
