"""The log of supervision: the day, the length and the kind of each session that was held; nothing of what was said."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record
from asye.queries.blocks import Block, facts, said, table
from supervision.models import Session


class SupervisionShape(Record):
    """`sessions` are day, minutes and kind as text."""

    sessions: tuple[tuple[Line, Line, Line], ...]
    total: Line


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[SupervisionShape]:
    """Only sessions that the readers may see, of the days of this year."""
    rows = seen(Session.objects, readers).filter(
        worker=portfolio.practitioner_id, outcome=Session.Outcome.HELD, date__gte=portfolio.started_on
    )
    rows = rows.filter(date__lte=min(portfolio.stage.ended_on or readers[0].on, readers[0].on))
    held = list(rows.order_by("date", "pk").values_list("date", "minutes", "kind"))
    if held:
        hours, minutes = divmod(sum(row[1] for row in held), 60)
        yield SupervisionShape(
            uid=uid_of("supervision", portfolio.pk, portfolio.started_on),
            title="Supervision",
            origin=origin(),
            sessions=tuple(
                (said(day), f"{length} minutes", str(Session.Kind(kind).label)) for day, length, kind in held
            ),
            total=f"{len(held)} held, {hours} hours {minutes} minutes",
        )


def show(record: SupervisionShape) -> Iterator[Block]:
    yield facts([("Sessions", record.total)])
    yield table("Sessions that were held", ("Day", "Length", "Kind"), record.sessions)
    yield from also(record)


KIND = Kind(
    name="supervision",
    title="Supervision log",
    shape=SupervisionShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN,
)
