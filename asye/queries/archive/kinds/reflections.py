"""Reflections with what was released about each; one's own drafts where one asks oneself."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Prefetch

from asye.models import AssessorResponse, Portfolio, Reflection, Tag
from asye.queries.archive.kind import Kind, Reach, Readers, also, files_of, origin, seen, tag_of, uid_of
from asye.queries.archive.shapes import Answer, Line, Record, Words
from asye.queries.blocks import Block, facts, heading, said, words
from asye.queries.identifying import PARTS


class ReflectionShape(Record):
    """`words` by the name of the part: quick_note, what_happened, feelings, analysis, what_next."""

    state: Line
    draft: bool
    accepted: bool
    shared_on: Line
    words: dict[str, Words]
    feedback: tuple[Answer, ...] = ()


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[ReflectionShape]:
    released = AssessorResponse.objects.filter(released_at__isnull=False).select_related("author")
    rows = (
        seen(Reflection.objects, readers)
        .filter(portfolio=portfolio)
        .select_related("author")
        .prefetch_related(
            "attachments",
            Prefetch("tags", Tag.objects.select_related("statement__section__framework")),
            Prefetch("responses", released.order_by("released_at")),
        )
    )
    for reflection in rows.order_by(F("happened_on").asc(nulls_last=True), "pk"):
        yield _shape(reflection)


def _shape(reflection: Reflection) -> ReflectionShape:
    return ReflectionShape(
        uid=uid_of("reflection", reflection.pk, reflection.created_at.isoformat()),
        title=str(reflection),
        origin=origin(),
        on=reflection.happened_on,
        by=reflection.author.name,
        state=str(reflection.get_status_display()),
        draft=reflection.status == Reflection.Status.DRAFT,
        accepted=reflection.status == Reflection.Status.ACCEPTED,
        shared_on=said(reflection.shared_at),
        words={name: getattr(reflection, name) for name in PARTS if name != "title" and getattr(reflection, name)},
        feedback=tuple(_answer(response) for response in reflection.responses.all()),
        tags=tuple(tag_of(tag.statement, tag.why) for tag in reflection.tags.all()),
        files=files_of(reflection.attachments.all()),
    )


def _answer(response: AssessorResponse) -> Answer:
    outcome = response.get_outcome_display().lower()
    return Answer(
        asked=f"Feedback: {outcome}. {response.author.name}, {said(response.released_at)}", answer=response.feedback
    )


def show(record: ReflectionShape) -> Iterator[Block]:
    yield heading(record.title, record.by)
    rows = [("Happened on", said(record.on) or "not said"), ("State", "Draft" if record.draft else record.state)]
    yield facts([*rows, *([("Shared on", record.shared_on)] if record.shared_on else [])])
    for name, title in PARTS.items():
        if record.words.get(name):
            yield words(title, record.words[name])
    for one in record.feedback:
        yield words(one.asked, one.answer)
    yield from also(record)


KIND = Kind(
    name="reflections",
    title="Critical reflections",
    shape=ReflectionShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN if record.draft else Reach.TWO,
    counts_as=lambda record: "reflection" if record.accepted else "",
)
