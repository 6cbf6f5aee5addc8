"""Training that was done: when, how long, what it counts for, with its certificate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from asye.models import Portfolio, TrainingRecord
from asye.queries.archive.kind import Kind, Reach, Readers, also, file_of, origin, seen, uid_of
from asye.queries.archive.shapes import File, Line, Record
from asye.queries.blocks import Block, facts, heading, said
from workforce.policy_in_force import pack_on


class TrainingShape(Record):
    """`counts_for` is the item of the pathway as it was called there, `days` the time it took."""

    counts_for: Line
    days: Line
    words: Line


def gather(portfolio: Portfolio, readers: Readers) -> Iterator[TrainingShape]:
    """What counts: a record that was taken back is not in it."""
    rows = seen(TrainingRecord.objects, readers).filter(portfolio=portfolio, removed_at__isnull=True)
    labels = {key: item.label for key, item in pack_on(portfolio.started_on).asye.training.items()}
    for row in rows.select_related("author").order_by("on", "pk"):
        yield _shape(row, labels)


def _shape(row: TrainingRecord, labels: Mapping[str, str]) -> TrainingShape:
    return TrainingShape(
        uid=uid_of("training", row.pk, row.at.isoformat()),
        title=row.title,
        origin=origin(),
        on=row.on,
        by=row.author.name,
        counts_for=labels.get(row.item, row.item),
        days=f"{row.days.normalize():f}",
        words=row.words,
        files=tuple(_certificate(row)),
    )


def _certificate(row: TrainingRecord) -> Iterator[File]:
    if row.file and row.file.storage.exists(row.file.name):
        yield file_of(name=row.file_name, media_type=row.media_type, sha256=row.sha256, size=row.file.size)


def show(record: TrainingShape) -> Iterator[Block]:
    yield heading(record.title, f"{said(record.on)}, noted by {record.by}")
    rows = [("Counts for", record.counts_for or "nothing of the pathway"), ("Days", record.days)]
    yield facts([*rows, *([("Note", record.words)] if record.words else [])])
    yield from also(record)


KIND = Kind(
    name="training",
    title="Training",
    shape=TrainingShape,
    gather=gather,
    show=show,
    reach=lambda record: Reach.TWO,
)
