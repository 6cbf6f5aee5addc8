"""What somebody kept from the library to learn from, and what of it is done."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Portfolio, SavedResource
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record
from asye.queries.blocks import Block, said, table


class LearningShape(Record):
    """`rows` are the resource, the statement it is for, and the day it was done."""

    rows: tuple[tuple[Line, Line, Line], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[LearningShape]:
    saved = seen(SavedResource.objects, readers).filter(
        person=portfolio.practitioner_id, purpose=SavedResource.Purpose.PLAN
    )
    saved = saved.select_related("resource", "gap__section__framework").order_by("saved_at", "pk")
    rows = tuple((str(row.resource)[:300], _gap(row), said(row.done_at)) for row in saved)
    if rows:
        yield LearningShape(
            uid=uid_of("learning", portfolio.pk, portfolio.started_on), title="To learn", origin=origin(), rows=rows
        )


def _gap(row: SavedResource) -> str:
    return f"{row.gap.section.framework} {row.gap.number}"[:300] if row.gap else ""


def show(record: LearningShape) -> Iterator[Block]:
    rows = [(name, gap or "–", done or "–") for name, gap, done in record.rows]
    yield table("Kept to learn from", ("What", "For", "Done on"), rows)
    yield from also(record)


KIND = Kind(
    name="learning",
    title="Learning",
    shape=LearningShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN,
)
