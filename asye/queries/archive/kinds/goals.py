"""The development plan: each goal with its day, what happened with it and how it ended."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Prefetch

from asye.models import Goal, GoalEntry, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, tag_of, uid_of
from asye.queries.archive.shapes import Line, Record, Words
from asye.queries.blocks import Block, facts, said, table, words
from frameworks.models import Statement


class GoalShape(Record):
    """`facts` are its days and state, `words` what it says by question, `entries` day, kind, words and author."""

    facts: tuple[tuple[Line, Line], ...]
    words: tuple[tuple[Line, Words], ...]
    entries: tuple[tuple[Line, Line, Words, Line], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[GoalShape]:
    entries = Prefetch("entries", GoalEntry.objects.select_related("by"))
    statements = Prefetch("statements", Statement.objects.select_related("section__framework"))
    rows = seen(Goal.objects, readers).filter(portfolio=portfolio).select_related("author")
    for goal in rows.prefetch_related(entries, statements, "resources"):
        yield GoalShape(
            uid=uid_of("goal", goal.pk, goal.planned_at.isoformat()),
            title=goal.what,
            origin=origin(),
            tags=tuple(tag_of(one) for one in goal.statements.all()),
            facts=(
                ("Planned by", str(goal.author.name)),
                ("By", said(goal.by_on)),
                ("State", str(goal.get_status_display())),
                ("Ended on", said(goal.ended_at)),
                ("Learn from", "; ".join(str(one) for one in goal.resources.all())[:300]),
            ),
            words=(("Why", goal.why), ("How anybody will know", goal.how), ("Support", goal.support)),
            entries=tuple(
                (said(one.at), str(one.get_kind_display()), one.words, str(one.by.name)) for one in goal.entries.all()
            ),
        )


def show(record: GoalShape) -> Iterator[Block]:
    yield facts([row for row in record.facts if row[1]])
    for asked, text in record.words:
        if text:
            yield words(asked, text)
    if record.entries:
        yield table("What happened", ("Day", "What", "Words", "By"), record.entries)
    yield from also(record)


KIND = Kind(
    name="goals",
    title="Development plan",
    shape=GoalShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.TWO,
)
