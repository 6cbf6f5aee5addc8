"""Feedback that came: the kind of person, their role where they gave it, and their words; never a name."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from asye.feedback_questions import FACES, kinds
from asye.models import Feedback, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, tag_of, uid_of
from asye.queries.archive.shapes import Answer, Code, Line, Record
from asye.queries.blocks import Block, heading, said, words


class FeedbackShape(Record):
    kind: Code
    role: Line
    about: Line
    answers: tuple[Answer, ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[FeedbackShape]:
    rows = seen(Feedback.objects, readers).filter(portfolio=portfolio, answered_at__isnull=False)
    for one in rows.prefetch_related("statements__section__framework").order_by("answered_at", "pk"):
        yield FeedbackShape(
            uid=uid_of("feedback", one.pk, one.asked_at.isoformat()),
            title=str(one.get_kind_display()),
            origin=origin(),
            on=timezone.localdate(one.answered_at),
            kind=one.kind,
            role=one.role,
            about=one.about,
            answers=tuple(_answers(one)),
            tags=tuple(tag_of(statement) for statement in one.statements.all()),
        )


def _answers(feedback: Feedback) -> Iterator[Answer]:
    faces = dict(FACES)
    for question in kinds()[feedback.kind].questions:
        if text := feedback.answers.get(question.name):
            yield Answer(asked=question.ask, answer=faces.get(text, text) if question.answer == "faces" else text)


def show(record: FeedbackShape) -> Iterator[Block]:
    yield heading(f"{record.title} ({record.role})" if record.role else record.title, f"Came on {said(record.on)}")
    for one in record.answers:
        yield words(one.asked, one.answer)
    yield from also(record)


KIND = Kind(
    name="feedback",
    title="Feedback",
    shape=FeedbackShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.TWO,
    counts_as=lambda record: "feedback_family" if record.kind in Feedback.FAMILIES else "feedback_professional",
)
