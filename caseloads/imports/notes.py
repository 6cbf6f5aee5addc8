"""Notes that fell due, added up by worker: a day's counts take the place of an earlier file's that day (CSL-12)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from caseloads.imports.rows import CaseRow
from caseloads.models import Case, NoteCount
from workforce.imports.bulk import insert, rewrite
from workforce.imports.changes import Changes

Key = tuple[int, bool]


def put(found: Sequence[CaseRow], workers: Mapping[str, int], changes: Changes, *, on: dt.date) -> None:
    told = _added_up(found, workers)
    rows = NoteCount.objects.filter(day=on).order_by()
    held = {(worker, cp): (pk, due, late) for pk, worker, cp, due, late in rows.values_list(
        "pk", "worker", "child_protection", "due", "late")}  # fmt: skip
    wanted = {key: told.get(key, (0, 0)) for key in (*told, *held)}
    changed = [(*counts, held[key][0]) for key, counts in wanted.items() if key in held and held[key][1:] != counts]
    new = [(*key, on, *counts) for key, counts in wanted.items() if key not in held]
    count = changes.count(NoteCount)
    count.added += len(new)
    count.changed += len(changed)
    count.unchanged += len(wanted) - len(changed) - len(new)
    rewrite(NoteCount, ["due", "late"], changed)
    insert(NoteCount, ["worker", "child_protection", "day", "due", "late"], new)


def _added_up(found: Sequence[CaseRow], workers: Mapping[str, int]) -> dict[Key, tuple[int, int]]:
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0])
    for row in found:
        if row.notes_due:
            one = sums[workers[row.worker], row.type == Case.Type.CP]
            one[0] += row.notes_due
            one[1] += row.notes_late
    return {key: (due, late) for key, (due, late) in sums.items()}
