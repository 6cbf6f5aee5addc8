"""The log of time kept for development: each day that counts, how long, what for or why it was taken away."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Portfolio, ProtectedTime
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record
from asye.queries.blocks import Block, said, table


class ProtectedTimeShape(Record):
    """`rows` are day, kind, minutes and words as text."""

    rows: tuple[tuple[Line, Line, Line, Line], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[ProtectedTimeShape]:
    lines = seen(ProtectedTime.objects, readers).filter(portfolio=portfolio, removed_at__isnull=True)
    rows = tuple(
        (said(line.on), str(line.get_kind_display()), f"{line.minutes} minutes", line.words)
        for line in lines.order_by("on", "pk")
    )
    if rows:
        yield ProtectedTimeShape(
            uid=uid_of("protected time", portfolio.pk, portfolio.started_on),
            title="Protected time",
            origin=origin(),
            rows=rows,
        )


def show(record: ProtectedTimeShape) -> Iterator[Block]:
    yield table("Time kept for development", ("Day", "What", "How long", "For what, or why"), record.rows)
    yield from also(record)


KIND = Kind(
    name="protected_time",
    title="Protected time",
    shape=ProtectedTimeShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN,
)
