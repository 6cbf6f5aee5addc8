"""Keep what a case or a role was, before it is changed: any past day can then be asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db.models import Max

from caseloads.models.case import CaseVersion
from caseloads.models.roles import PastRole
from workforce.imports.bulk import insert

ONE_DAY = dt.timedelta(days=1)
ASKED_AT_ONCE = 900
Was = tuple[int, str, int, int, dt.date]


def keep_case_versions(was: Sequence[Was], *, on: dt.date) -> None:
    """Keep (case, type, children, complexity, opened on) as they were until yesterday.

    Nothing is kept of a case that was not open yesterday, or of a second change on one day: that puts the first right.
    """
    until = on - ONE_DAY
    was = [row for row in was if row[4] <= until]
    last = _last(CaseVersion, "case", [row[0] for row in was])
    names = ["case", "type", "children", "complexity", "started_on", "ended_on"]
    insert(CaseVersion, names, [(*row[:4], last.get(row[0]), until) for row in was if _is_first(last, row[0], until)])


def keep_roles(was: Sequence[tuple[int, str, dt.date]], *, on: dt.date) -> None:
    """Keep (allocation, role, started on) as they were until yesterday."""
    until = on - ONE_DAY
    was = [row for row in was if row[2] <= until]
    last = _last(PastRole, "allocation", [row[0] for row in was])
    names = ["allocation", "role", "started_on", "ended_on"]
    insert(PastRole, names, [(*row[:2], last.get(row[0]), until) for row in was if _is_first(last, row[0], until)])


def _is_first(last: Mapping[int, dt.date], key: int, until: dt.date) -> bool:
    return key not in last or last[key] <= until


def _last(model: type[CaseVersion] | type[PastRole], name: str, keys: Sequence[int]) -> dict[int, dt.date]:
    """Return the day after the last one that is kept, by key."""
    found: dict[int, dt.date] = {}
    for begin in range(0, len(keys), ASKED_AT_ONCE):
        some = keys[begin : begin + ASKED_AT_ONCE]
        rows = model.objects.filter(**{f"{name}__in": some}).order_by().values_list(name).annotate(last=Max("ended_on"))
        found |= {key: day + ONE_DAY for key, day in rows}
    return found
