"""The caseload month by month as counts, and the spells above the limit; never a case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from asye.models import Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record
from asye.queries.blocks import Block, said, table
from caseloads.models import Breach
from caseloads.queries import holdings, limit_for
from workforce.clock import ONE_DAY
from workforce.facts import Facts, clock_of
from workforce.models import Person, Post


class CaseloadShape(Record):
    """`months` are month, last day, children held and limit; `passed` first day, last day and children held."""

    months: tuple[tuple[Line, Line, Line, Line], ...]
    passed: tuple[tuple[Line, Line, Line], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[CaseloadShape]:
    """For those who may see somebody's load: some seven queries, however long the year."""
    person = portfolio.practitioner
    for access in readers:
        if not Person.objects.visible_to(access).filter(pk=person.pk).exists():
            return
    days = _month_ends(portfolio, readers[0].on)
    held = holdings([person.pk], days)
    limits = _limits(portfolio, days)
    months = tuple(
        (f"Month {number}", said(day), str(held[person.pk, day].held), limits[day])
        for number, day in enumerate(days, start=1)
    )
    rows = seen(Breach.objects, readers).filter(worker=person).touching(portfolio.started_on, days[-1])
    passed = tuple(
        (
            said(row.opened_on),
            said(row.ended_on - ONE_DAY) if row.ended_on else "",
            f"{row.held}, limit {row.maximum:g}",
        )
        for row in rows.order_by("opened_on", "pk")
    )
    if passed or any(row[2] != "0" for row in months):
        yield CaseloadShape(
            uid=uid_of("caseload", portfolio.pk, portfolio.started_on),
            title="Caseload",
            origin=origin(),
            months=months,
            passed=passed,
        )


def _month_ends(portfolio: Portfolio, on: dt.date) -> list[dt.date]:
    """The last day of each month of the year up to today; of the month that runs, today."""
    clock = clock_of(portfolio.stage)
    last = min(on, portfolio.stage.ended_on or on, clock.ends_on)
    firsts = [clock.date_of_month(number + 1) - ONE_DAY for number in range(1, clock.months + 1)]
    days = [day for day in firsts if portfolio.started_on <= day < last]
    return [*days, max(last, portfolio.started_on)]


def _limits(portfolio: Portfolio, days: list[dt.date]) -> dict[dt.date, str]:
    """The limit of each day, in the post of that day: two queries."""
    person, clock = portfolio.practitioner, clock_of(portfolio.stage)
    posts = list(Post.objects.filter(person=person).select_related("team__service").order_by("-started_on"))
    found = {}
    for day in days:
        post = next((one for one in posts if one.started_on <= day and (not one.ended_on or day <= one.ended_on)), None)
        limit = limit_for(Facts(person, post, portfolio.stage, clock, ()), day)
        found[day] = f"{limit.maximum:g}" if limit and limit.maximum is not None else "none set"
    return found


def show(record: CaseloadShape) -> Iterator[Block]:
    yield table("Children held", ("Month", "On", "Held", "Limit"), record.months)
    if record.passed:
        yield table("Above the limit", ("From", "To", "Children on the first day"), record.passed)
    yield from also(record)


KIND = Kind(
    name="caseload",
    title="Caseload by month",
    shape=CaseloadShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.YEAR,
)
