"""Reflections that are shared, in the order they happened, with what was released about each."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F, Prefetch

from asye.models import AssessorResponse, Portfolio, Reflection
from asye.models.reflection import Tag
from asye.queries.document.blocks import Block, Section, bullets, facts, files, heading, said, words
from asye.queries.identifying import PARTS
from workforce.access import Access


def section(portfolio: Portfolio, access: Access) -> Section | None:
    found = (
        Reflection.objects.visible_to(access)
        .filter(portfolio=portfolio)
        .exclude(status=Reflection.Status.DRAFT)
        .select_related("author")
        .prefetch_related(
            "attachments",
            Prefetch("tags", Tag.objects.select_related("statement__section__framework")),
            Prefetch(
                "responses",
                AssessorResponse.objects.filter(released_at__isnull=False)
                .select_related("author")
                .order_by("released_at"),
            ),
        )
        .order_by(F("happened_on").asc(nulls_last=True), "pk")
    )
    blocks = [block for reflection in found for block in _blocks(reflection)]
    return {"title": "Critical reflections", "blocks": blocks} if blocks else None


def _blocks(reflection: Reflection) -> Iterator[Block]:
    yield heading(str(reflection), reflection.author.name)
    yield facts(
        [
            ("Happened on", said(reflection.happened_on) or "not said"),
            ("Shared on", said(reflection.shared_at)),
            ("State", str(reflection.get_status_display())),
        ]
    )
    for name, title in PARTS.items():
        if name != "title" and getattr(reflection, name):
            yield words(title, getattr(reflection, name))
    if tags := reflection.tags.all():
        yield bullets("Evidence for", map(_evidence, tags))
    if attachments := reflection.attachments.all():
        yield files(attachments)
    for response in reflection.responses.all():
        by = f"{response.author.name}, {said(response.released_at)}"
        yield words(f"Feedback: {response.get_outcome_display().lower()}", response.feedback, by)


def _evidence(tag: Tag) -> tuple[str, str, str]:
    return (f"{tag.statement.section.framework} {tag.statement.number}", tag.statement.text, tag.why)
