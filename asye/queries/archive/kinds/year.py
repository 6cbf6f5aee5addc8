"""The year itself, as one record: its dates, the move to a main group, pauses, and who changed."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Handover, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Answer, Line, Record
from asye.queries.blocks import Block, facts, said, words
from asye.queries.year import year_of


class YearShape(Record):
    """`dates` are label and day as text; `changes` what was handed over when, with its note."""

    about: tuple[tuple[Line, Line], ...]
    dates: tuple[tuple[Line, Line], ...]
    changes: tuple[Answer, ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[YearShape]:
    on = readers[0].on
    year = year_of(portfolio, on)
    about = [
        ("Newly qualified social worker", portfolio.practitioner.name),
        ("Began on", said(portfolio.started_on)),
        ("Ends on", said(year.ends_on)),
        ("State of the portfolio", str(portfolio.get_status_display())),
        ("Standards", "; ".join(str(framework) for framework in portfolio.frameworks.all())[:300]),
    ]
    if portfolio.programme:
        about.append(("Programme", portfolio.programme.label))
    moved = seen(Handover.objects, readers).filter(portfolio=portfolio).select_related("after", "before", "team_after")
    changes = [_change(row) for row in moved.order_by("on", "pk")]
    dates = tuple((mark.label[:300], said(mark.date)) for mark in year.marks)
    yield YearShape(
        uid=uid_of("year", portfolio.pk, portfolio.started_on),
        title="The year",
        origin=origin(),
        on=portfolio.started_on,
        about=tuple(about),
        dates=dates,
        changes=tuple(changes),
    )


def _change(row: Handover) -> Answer:
    to = f"{row.team_after.name}, {row.after.name}" if row.team_after else row.after.name
    return Answer(asked=f"{row}, on {said(row.on)}: {to}", answer=row.note)


def show(record: YearShape) -> Iterator[Block]:
    yield facts(record.about)
    yield facts(record.dates, "Dates of the year")
    for change in record.changes:
        yield words(change.asked, change.answer)
    yield from also(record)


KIND = Kind(name="year", title="The year", shape=YearShape, gather=gather, show=show, reach=lambda record: Reach.YEAR)
