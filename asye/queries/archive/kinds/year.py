"""The year itself, as one record: its dates, the move to a main group, pauses, and who changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from asye.models import Handover, MovedDate, PauseRequest, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Answer, Line, Record
from asye.queries.blocks import Block, facts, said, words
from asye.queries.year import year_of


class YearShape(Record):
    """`dates` are label and day as text; `changes` what was handed over; `moved` what pauses moved."""

    about: tuple[tuple[Line, Line], ...]
    dates: tuple[tuple[Line, Line], ...]
    changes: tuple[Answer, ...]
    moved: Annotated[tuple[tuple[Line, Line], ...], Field(max_length=1000)] = ()


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
        moved=tuple(_moved(portfolio, readers)),
    )


def _moved(portfolio: Portfolio, readers: Readers) -> Iterator[tuple[str, str]]:
    """Each date an agreed pause moved, with the day before and since; not why somebody was away."""
    agreed = seen(PauseRequest.objects, readers).filter(portfolio=portfolio, status=PauseRequest.Status.AGREED)
    rows = MovedDate.objects.filter(request__in=agreed.order_by().values("pk")).select_related("request")
    for row in rows.order_by("request__asked_at", "request", "place"):
        if row.old_on != row.new_on:
            before, since = (said(day) if day else "not set" for day in (row.old_on, row.new_on))
            yield row.label, f"{before}, then {since}; agreed after {said(row.request.asked_on)}"


def _change(row: Handover) -> Answer:
    to = f"{row.team_after.name}, {row.after.name}" if row.team_after else row.after.name
    return Answer(asked=f"{row}, on {said(row.on)}: {to}", answer=row.note)


def show(record: YearShape) -> Iterator[Block]:
    yield facts(record.about)
    yield facts(record.dates, "Dates of the year")
    if record.moved:
        yield facts(record.moved, "Dates that a pause moved")
    for change in record.changes:
        yield words(change.asked, change.answer)
    yield from also(record)


KIND = Kind(name="year", title="The year", shape=YearShape, gather=gather, show=show, reach=lambda record: Reach.YEAR)
