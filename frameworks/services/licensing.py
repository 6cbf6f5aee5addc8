"""Replacing our summaries by the text an authority is licensed to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from frameworks.models import Statement
from frameworks.policy import licensed
from frameworks.policy.licensed import Key, Row
from frameworks.services.subjects import refresh_subjects


@dataclass(frozen=True, slots=True)
class Change:
    framework: str
    number: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import changes, or would change: `was` is the text shown until now, licensed or ours."""

    changes: tuple[Change, ...]
    unchanged: int


@transaction.atomic
def import_licensed(*, rows: Sequence[Row], at: datetime, dry_run: bool = False) -> Difference:
    """Set the licensed text of every statement the file names, all or none; the same file twice changes nothing.

    Raises licensed.TextWrong, with the line of each fault, before anything is written.
    """
    held = _held({row.code for row in rows})
    licensed.check(rows, {key: list(statements) for key, statements in held.items()})
    pairs = [(row, held[row.key][row.number]) for row in rows]
    changed = [(row, statement) for row, statement in pairs if statement.licensed != row.text]
    difference = Difference(
        changes=tuple(
            Change(framework=licensed.named(row.key), number=row.number, was=statement.text, becomes=row.text)
            for row, statement in changed
        ),
        unchanged=len(pairs) - len(changed),
    )
    if not dry_run:
        _write(changed, at)
        refresh_subjects()
    return difference


def _write(changed: Sequence[tuple[Row, Statement]], at: datetime) -> None:
    for row, statement in changed:
        statement.licensed = row.text
        statement.licensed_at = at
    Statement.objects.bulk_update([statement for _, statement in changed], ["licensed", "licensed_at"], batch_size=200)


def _held(codes: set[str]) -> dict[Key, dict[str, Statement]]:
    """Statements by number, in the order of the source, for every level of these frameworks."""
    rows = (
        Statement.objects.filter(section__framework__code__in=codes)
        .select_related("section__framework")
        .order_by("section__framework__order", "section__order", "order")
    )
    held: dict[Key, dict[str, Statement]] = {}
    for row in rows:
        framework = row.section.framework
        held.setdefault((framework.code, framework.level), {})[row.number] = row
    return held
