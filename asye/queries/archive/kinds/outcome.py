"""What was recommended and what the panel decided."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from asye.models import Decision, Portfolio, Recommendation
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seal_of, seen, uid_of
from asye.queries.archive.shapes import Record, Words
from asye.queries.blocks import Block, said, words


class OutcomeShape(Record):
    reasons: Words


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[OutcomeShape]:
    """A recommendation that was sent back with its portfolio is nobody's to take."""
    if portfolio.status == Portfolio.Status.OPEN:
        return
    found = seen(Recommendation.objects, readers).filter(portfolio=portfolio).select_related("by").first()
    if found:
        yield OutcomeShape(
            uid=uid_of("recommendation", found.pk, found.at.isoformat()),
            title=f"The assessor recommends: {found.get_outcome_display().lower()}",
            origin=origin(),
            on=timezone.localdate(found.at),
            by=found.by.name,
            reasons=found.reasons,
        )
    decided = seen(Decision.objects, readers).filter(portfolio=portfolio)
    decision = decided.select_related("signed_by", "sealed__signer").first()
    if decision:
        yield OutcomeShape(
            uid=uid_of("decision", decision.pk, decision.signed_at.isoformat()),
            title=f"The panel decided: {decision.get_outcome_display().lower()}",
            origin=origin(),
            on=timezone.localdate(decision.signed_at),
            by=decision.signed_by.name,
            reasons=decision.reasons,
            seal=seal_of(decision.sealed),
        )


def show(record: OutcomeShape) -> Iterator[Block]:
    yield words(record.title, record.reasons, f"{record.by}, {said(record.on)}")
    yield from also(record)


KIND = Kind(
    name="outcome",
    title="Recommendation and decision",
    shape=OutcomeShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.YEAR,
)
