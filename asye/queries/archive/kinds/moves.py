"""Moves to another programme or other standards: what was tried, put back or confirmed, with every tag counted."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils import timezone

from asye.models import MoveAccount, Portfolio, YearMove, YearMoveStep
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record, Words
from asye.queries.blocks import Block, facts, heading, said, table


class MoveShape(Record):
    """`facts` are from where to where; `steps` day, what, by whom, why; `accounts` moment and numbers of shared tags.

    A number of an account is in the order of its headers: tags, as they are, by the crosswalk, by none.
    """

    facts: tuple[tuple[Line, Words], ...]
    steps: tuple[tuple[Line, Line, Line, Line], ...]
    accounts: tuple[tuple[Line, Line, Line, Line, Line], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[MoveShape]:
    """Those that happened; of drafts no number is told, as they are their author's."""
    steps = Prefetch("moves", YearMoveStep.objects.select_related("by"))
    accounts = Prefetch("accounts", MoveAccount.objects.defer("held"))
    rows = seen(YearMove.objects, readers).filter(portfolio=portfolio, status__in=YearMove.HAPPENED)
    rows = rows.select_related("plan__programme", "plan__by", "before", "after").prefetch_related(steps, accounts)
    for move in rows.order_by("tried_at", "pk"):
        yield _shape(move)


def _shape(move: YearMove) -> MoveShape:
    return MoveShape(
        uid=uid_of("year move", move.pk, move.plan.at.isoformat()),
        title=str(move.plan),
        origin=origin(),
        on=timezone.localdate(move.tried_at) if move.tried_at else None,
        by=str(move.plan.by.name),
        facts=(
            ("Why", move.plan.why),
            ("State", str(move.get_status_display())),
            ("Programme before", move.before.label if move.before else "none"),
            ("Programme after", move.after.label if move.after else "none"),
            ("Standards before", "; ".join(move.was.get("names", []))),
            ("Standards after", "; ".join(move.became.get("names", []))),
        ),
        steps=tuple(
            (said(one.at), str(one.get_to_status_display()), str(one.by.name), one.why) for one in move.moves.all()
        ),
        accounts=tuple(
            (str(one.get_moment_display()), str(one.shared), str(one.direct), str(one.through), str(one.alone))
            for one in move.accounts.all()
        ),
    )


def show(record: MoveShape) -> Iterator[Block]:
    yield heading(record.title, record.by)
    yield facts([row for row in record.facts if row[1]])
    yield table("What happened", ("Day", "What", "By", "Why"), record.steps)
    headers = ("When", "Tags", "Stay as they are", "Through the crosswalk", "Without a new statement")
    yield table("Every tag accounted for", headers, record.accounts)
    yield from also(record)


KIND = Kind(
    name="moves",
    title="Moves to another programme",
    shape=MoveShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.TWO,
)
