"""Written work that was handed in, with its files, the finished form and the answer; one's own drafts as one asks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from asye.models import Portfolio, WorkAssessment, WorkTag, WrittenWork
from asye.policy import written_work as policy
from asye.queries.archive.kind import Kind, Reach, Readers, also, files_of, origin, seal_of, seen, tag_of, uid_of
from asye.queries.archive.shapes import Answer, Line, Record, Words
from asye.queries.blocks import Block, facts, heading, said, table, words
from asye.queries.identifying import WORK_PARTS
from asye.queries.written_work import form_of


class WorkShape(Record):
    """`form` are what it was read for, the judgement and where it shows; `counts` makes it evidence."""

    kind: Line
    state: Line
    draft: bool
    signed: bool
    counts: bool
    answers: tuple[Answer, ...]
    assessed_by: Line
    form: tuple[tuple[Words, Words, Words], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[WorkShape]:
    finished = WorkAssessment.objects.filter(finished_at__isnull=False).select_related("author")
    tags = WorkTag.objects.select_related("statement__section__framework")
    rows = seen(WrittenWork.objects, readers).filter(portfolio=portfolio)
    rows = rows.select_related("author", "programme", "portfolio__programme", "seal__signer").prefetch_related(
        "attachments", Prefetch("assessments", finished), Prefetch("tags", tags)
    )
    for work in rows.order_by("started_at", "pk"):
        yield _shape(work)


def _shape(work: WrittenWork) -> WorkShape:
    assessment = next(iter(work.assessments.all()), None)
    form = policy.answers(form_of(work), assessment.words) if assessment else ()
    return WorkShape(
        uid=uid_of("written work", work.pk, work.started_at.isoformat()),
        title=str(work),
        origin=origin(),
        on=work.written_on,
        by=work.author.name,
        kind=work.kind_label,
        state=str(work.get_status_display()),
        draft=work.status == WrittenWork.Status.DRAFT,
        signed=work.status == WrittenWork.Status.SIGNED,
        counts=work.counts,
        answers=tuple(_answers(work)),
        assessed_by=assessment.author.name if assessment else "",
        form=tuple((str(asked), str(judged), str(where)) for asked, judged, where in form),
        tags=tuple(tag_of(tag.statement, tag.why) for tag in work.tags.all()),
        files=files_of(work.attachments.all()),
        seal=seal_of(work.seal),
    )


def _answers(work: WrittenWork) -> Iterator[Answer]:
    for name, title in WORK_PARTS.items():
        if name != "title" and getattr(work, name):
            yield Answer(asked=title, answer=getattr(work, name))
    if work.answered_at:
        yield Answer(asked=f"The answer. {work.author.name}, {said(work.answered_at)}", answer=work.response)


def show(record: WorkShape) -> Iterator[Block]:
    yield heading(record.title, record.by)
    rows = [("Kind", record.kind), ("Written on", said(record.on) or "not said"), ("State", record.state)]
    rows += [("Assessed by", record.assessed_by)] if record.assessed_by else []
    yield facts([*rows, ("Counts for the year", "Yes" if record.counts else "No")])
    for one in record.answers:
        yield words(one.asked, one.answer)
    if record.form:
        yield table("The assessor’s form", ("Read for", "Judgement", "Where it shows"), record.form)
    yield from also(record)


KIND = Kind(
    name="written_work",
    title="Written work",
    shape=WorkShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN if record.draft else Reach.TWO,
    counts_as=lambda record: "document" if record.signed and record.counts else "",
)
