"""Written work that both have signed: the piece with its files, the form, the answer, what it is evidence for."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from asye.models import Portfolio, WorkAssessment, WorkTag, WrittenWork
from asye.policy import written_work as policy
from asye.queries.document.blocks import Block, Section, bullets, facts, files, heading, said, table, words
from asye.queries.identifying import WORK_PARTS
from asye.queries.written_work import form_of
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    signed = WrittenWork.objects.visible_to(access).filter(portfolio=portfolio, status=WrittenWork.Status.SIGNED)
    finished = WorkAssessment.objects.filter(finished_at__isnull=False).select_related("author")
    tags = WorkTag.objects.select_related("statement__section__framework")
    found = signed.select_related("author", "programme", "portfolio__programme").prefetch_related(
        "attachments", Prefetch("assessments", finished), Prefetch("tags", tags)
    )
    blocks = [block for work in found.order_by("handed_in_at", "pk") for block in _blocks(work)]
    return {"title": "Written work", "blocks": blocks} if blocks else None


def _blocks(work: WrittenWork) -> Iterator[Block]:
    yield heading(str(work), work.author.name)
    assessment = work.assessments.all()[0]
    dates = [("Kind", work.kind_label), ("Written on", said(work.written_on) or "not said")]
    dates += [("Assessed by", assessment.author.name), ("Signed by both on", said(work.signed_at))]
    yield facts([*dates, ("Counts for the year", "Yes" if work.counts else "No")])
    for name, title in WORK_PARTS.items():
        if name != "title" and getattr(work, name):
            yield words(title, getattr(work, name))
    if attachments := work.attachments.all():
        yield files(attachments)
    yield table(
        "The assessor’s form",
        ("Read for", "Judgement", "Where it shows"),
        policy.answers(form_of(work), assessment.words),
    )
    yield words("The answer", work.response, f"{work.author.name}, {said(work.answered_at)}")
    if tags := work.tags.all():
        yield bullets("Evidence for", map(_evidence, tags))


def _evidence(tag: WorkTag) -> tuple[str, str, str]:
    return (f"{tag.statement.section.framework} {tag.statement.number}", tag.statement.text, tag.why)
