"""Finished self-assessments side by side: one's own view of each standard at each time."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Portfolio, SelfAssessment
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record, Shape, Words
from asye.queries.blocks import Block, facts, said, table
from asye.queries.self_assessment import beside


class Table(Shape):
    """One framework: a column for each time, a row for each standard."""

    title: Line
    headers: tuple[Line, ...]
    rows: tuple[tuple[Words, ...], ...]


class SelfAssessmentShape(Record):
    times: tuple[tuple[Line, Line], ...]
    tables: tuple[Table, ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[SelfAssessmentShape]:
    """One that is being written is among the drafts."""
    finished = list(seen(SelfAssessment.objects, readers).filter(portfolio=portfolio, sealed=True))
    if not finished:
        return
    headers = ("Standard", *(one.label for one in finished))
    tables = []
    for group in beside(portfolio, finished):
        rows = [
            (str(line.item.label), *(f"{one.level}. {one.why}" if one.why else one.level or "–" for one in line.said))
            for line in group.lines
        ]
        tables.append(Table(title=str(group.framework)[:300], headers=headers, rows=tuple(rows)))
    yield SelfAssessmentShape(
        uid=uid_of("self-assessments", portfolio.pk, *(one.pk for one in finished)),
        title="Self-assessment",
        origin=origin(),
        times=tuple((one.label, f"Finished on {said(one.finished_at)}") for one in finished),
        tables=tuple(tables),
    )


def show(record: SelfAssessmentShape) -> Iterator[Block]:
    yield facts(record.times)
    for one in record.tables:
        yield table(one.title, one.headers, one.rows)
    yield from also(record)


KIND = Kind(
    name="self_assessments",
    title="Self-assessment",
    shape=SelfAssessmentShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.TWO,
)
