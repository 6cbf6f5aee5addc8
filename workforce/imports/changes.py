"""Collects what an import writes: rows, their audit entries, and the counts that a dry run shows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import Any, TypeVar

from django.db import models

from workforce.imports.bulk import insert, rewrite
from workforce.models import AuditEntry

CHUNK, BATCH = 500, 2_000
AUDITED = ("at", "kind", "deed", "subject_type", "subject_id")
Thing = TypeVar("Thing")


@dataclass(slots=True)
class Count:
    """Rows of one kind that an import met."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0

    @property
    def written(self) -> int:
        return self.added + self.changed + self.ended


@dataclass(slots=True)
class Changes:
    """One import at work, inside its transaction. Ended rows are written before new ones, so that one stays open."""

    deed: str
    at: dt.datetime
    counts: dict[str, Count] = field(default_factory=lambda: defaultdict(Count))
    notes: list[str] = field(default_factory=list)
    _ending: list[tuple[models.Model, set[str]]] = field(default_factory=list)
    _other: list[tuple[models.Model, set[str]]] = field(default_factory=list)

    @property
    def written(self) -> int:
        return sum(count.written for count in self.counts.values())

    def count(self, row: models.Model | type[models.Model]) -> Count:
        return self.counts[str(row._meta.verbose_name_plural)]

    def put(self, row: Any, *, ends: bool = False, **values: Any) -> bool:
        """Give a stored row these values; say whether any differed. Written by `write`."""
        differ = {name for name, value in values.items() if getattr(row, name) != value}
        for name in differ:
            setattr(row, name, values[name])
        if not differ:
            self.count(row).unchanged += 1
        elif ends:
            self.count(row).ended += 1
        else:
            self.count(row).changed += 1
        if differ:
            (self._ending if ends else self._other).append((row, differ))
        return bool(differ)

    def write(self) -> None:
        """Write the rows that were put: those that end first, each kind in one statement, with their audit entries."""
        self._write(self._ending)
        self._write(self._other)

    def _write(self, held: list[tuple[models.Model, set[str]]]) -> None:
        kinds: dict[type[models.Model], tuple[dict[int, models.Model], set[str]]] = {}
        for row, names in held:
            rows, fields = kinds.setdefault(type(row), ({}, set()))
            rows[row.pk] = row
            fields |= names
        for model, (rows, fields) in kinds.items():
            model._default_manager.bulk_update(rows.values(), sorted(fields), batch_size=CHUNK)
            self._record(rows.values())
        held.clear()

    def insert(self, rows: Iterable[models.Model]) -> None:
        """Write new rows of one kind, after all that is held to be changed or ended."""
        self.write()
        for new in batched(rows, BATCH):
            type(new[0])._default_manager.bulk_create(new, batch_size=CHUNK)
            self.count(new[0]).added += len(new)
            self._record(new)

    def rewrite(self, model: type[models.Model], names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Write values into many stored rows, with their audit entries; each row is its values, then its key."""
        rewrite(model, names, rows)
        self._keep(model._meta.label, (row[-1] for row in rows))

    def _record(self, rows: Iterable[models.Model]) -> None:
        for label, group in groupby(rows, key=lambda row: row._meta.label):
            self._keep(label, (row.pk for row in group))

    def _keep(self, label: str, keys: Iterable[int]) -> None:
        """No actor: a command of the system did it, or a person whose name is on the record of the import."""
        for some in batched(keys, BATCH):
            write = AuditEntry.Kind.WRITE.value
            insert(AuditEntry, AUDITED, [(self.at, write, self.deed, label, str(key)) for key in some])


def batched(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """Yield the things in lists of at most `size`, so that a long row of them is never held whole."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
