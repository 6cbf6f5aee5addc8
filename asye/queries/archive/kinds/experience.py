"""The experience checklist: each line, whether it is met and what shows it, and every note about it."""

from __future__ import annotations

from collections.abc import Iterator

from asye.models import ExperienceNote, Portfolio
from asye.queries.archive.kind import Kind, Reach, Readers, also, origin, seen, uid_of
from asye.queries.archive.shapes import Line, Record, Words
from asye.queries.blocks import Block, said, table
from asye.queries.experience import experience_of


class ExperienceShape(Record):
    """`lines` are what is asked for, how far it is and why; `notes` line, day, whether it was done, words, author."""

    lines: tuple[tuple[Words, Line, Words], ...]
    notes: tuple[tuple[Words, Line, Line, Line, Line], ...]


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[ExperienceShape]:
    noted = seen(ExperienceNote.objects, readers).filter(portfolio=portfolio).select_related("by")
    lines = experience_of(portfolio, None, readers[0].on)
    labels = {line.told.key: line.told.label for line in lines}
    notes = tuple(
        (labels.get(one.item, one.item), said(one.on), "Done" if one.done else "Not done", one.words, str(one.by.name))
        for one in noted.order_by("at", "pk")
    )
    if notes or any(line.told.met for line in lines):
        yield ExperienceShape(
            uid=uid_of("experience", portfolio.pk, portfolio.started_on),
            title="Experience of the year",
            origin=origin(),
            lines=tuple(
                (
                    line.told.label,
                    "Noted, not agreed yet" if line.waits else "Done" if line.told.met else "Not yet",
                    line.told.because,
                )
                for line in lines
            ),
            notes=notes,
        )


def show(record: ExperienceShape) -> Iterator[Block]:
    yield table("Experience checklist", ("Experience", "So far", "What shows it"), record.lines)
    if record.notes:
        yield table("Notes", ("Experience", "Day", "What", "Where and how", "By"), record.notes)
    yield from also(record)


KIND = Kind(
    name="experience",
    title="Experience of the year",
    shape=ExperienceShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.TWO,
)
