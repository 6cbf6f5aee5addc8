"""What supervision is told of work that people share: the cases with more than one worker."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator

from caseloads.models import Allocation
from supervision.shared_work import Shared
from workforce.models import Person


def shared_cases(people: Collection[int], on: dt.date) -> Iterator[Shared]:
    """Each case that one of these people works on with somebody else today: one query."""
    theirs = Allocation.objects.open_on(on).filter(worker__in=people).order_by().values("case")
    rows = Allocation.objects.open_on(on).filter(case__in=theirs).select_related("worker", "case")
    found: dict[str, list[Person]] = defaultdict(list)
    for row in rows.order_by("worker__name", "worker_id"):
        if row.worker not in found[row.case.reference]:
            found[row.case.reference].append(row.worker)
    return (Shared(reference, tuple(them)) for reference, them in found.items() if len(them) > 1)
