"""Pauses of the year as they were asked for and answered."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from asye.models import PauseAgreement, PauseRequest, PauseRequestMove, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record, Words
from asye.queries.blocks import Block, facts, heading, said
from workforce.policy_in_force import pack_on


class PauseShape(Record):
    """`facts` are what was asked and what became of it; `answers` who said what on which day, and why."""

    facts: tuple[tuple[Line, Words], ...]
    answers: tuple[tuple[Line, Words], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[PauseShape]:
    """For those who may know why somebody was away."""
    agreed = Prefetch("agreements", PauseAgreement.objects.select_related("by"))
    moves = Prefetch("moves", PauseRequestMove.objects.select_related("by"))
    rows = seen(PauseRequest.objects, readers).filter(portfolio=portfolio).select_related("asked_by")
    reasons = {code: reason.label for code, reason in pack_on(portfolio.started_on).programme.pauses.reasons.items()}
    for row in rows.prefetch_related(agreed, moves).order_by("asked_at", "pk"):
        yield _shape(row, reasons.get(row.reason, row.reason))


def _shape(row: PauseRequest, reason: str) -> PauseShape:
    agreed = [
        (f"{said(one.at)}, {one.by.name}", f"Agrees as {one.role.replace('_', ' ')}") for one in row.agreements.all()
    ]
    moves = [
        (f"{said(one.at)}, {one.by.name}", ". ".join(filter(None, (str(one.get_to_status_display()), one.why))))
        for one in row.moves.all()
    ]
    return PauseShape(
        uid=uid_of("pause", row.pk, row.asked_at.isoformat()),
        title=f"{row.get_kind_display()}: {reason}",
        origin=origin(),
        on=row.asked_on,
        by=str(row.asked_by.name),
        facts=(
            ("From", said(row.from_on)),
            ("To", said(row.to_on)),
            ("To, before", said(row.was_to)),
            ("Note", row.note),
            ("State", str(row.get_status_display())),
        ),
        answers=(*agreed, *moves),
    )


def show(record: PauseShape) -> Iterator[Block]:
    yield heading(record.title, f"Asked by {record.by}, {said(record.on)}")
    yield facts([row for row in record.facts if row[1]])
    if record.answers:
        yield facts(record.answers, "What was answered")
    yield from also(record)


KIND = Kind(
    name="pauses",
    title="Pauses",
    shape=PauseShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.OWN,
)
