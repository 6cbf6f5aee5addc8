"""Places on courses: who came, who did not, and what was said and answered about not coming."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from asye.models import Booking, Portfolio, Release, ReleaseMove
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record, Words
from asye.queries.blocks import Block, said, table


class CoursesShape(Record):
    """`rows` are day, course and what came of the place; `releases` day, course, the reason asked with, the answer."""

    rows: tuple[tuple[Line, Line, Line], ...]
    releases: tuple[tuple[Line, Line, Words, Words], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[CoursesShape]:
    places = seen(Booking.objects, readers).filter(portfolio=portfolio).select_related("date__course")
    rows = tuple(
        (said(one.date.first_on), one.date.course.title, str(one.get_status_display()))
        for one in places.order_by("date__first_on", "pk")
    )
    moves = Prefetch("moves", ReleaseMove.objects.select_related("by"))
    asked = seen(Release.objects, readers).filter(booking__portfolio=portfolio)
    asked = asked.select_related("booking__date__course").prefetch_related(moves)
    releases = tuple(
        (said(one.asked_on), one.booking.date.course.title, one.reason, _answer(one))
        for one in asked.order_by("asked_at", "pk")
    )
    if rows:
        yield CoursesShape(
            uid=uid_of("courses", portfolio.pk, portfolio.started_on),
            title="Places on courses",
            origin=origin(),
            rows=rows,
            releases=releases,
        )


def _answer(release: Release) -> str:
    last = release.moves.last()
    if last is None:
        return str(release.get_status_display())
    return ". ".join(filter(None, (f"{release.get_status_display()}, {last.by.name}", last.why)))


def show(record: CoursesShape) -> Iterator[Block]:
    yield table("Places on courses", ("Day", "Course", "What came of it"), record.rows)
    if record.releases:
        yield table("Not able to come", ("Asked on", "Course", "Reason", "Answer"), record.releases)
    yield from also(record)


KIND = Kind(
    name="courses",
    title="Courses",
    shape=CoursesShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN,
)
