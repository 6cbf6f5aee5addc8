"""What is added to the agenda of a supervision session: reflections shared since the last one, the caseload.

Supervision and caseloads are neighbours that do not know each other, so the load is handed in from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from asye.models import Reflection
from caseloads.queries import at_capacity, loads_of
from supervision.agenda import Line
from workforce.access import Access, may
from workforce.models import Person
from workforce.sentences import count, day


def reflections(worker: Person, since: dt.date | None, on: dt.date, access: Access) -> Iterator[Line]:
    """How many were shared with the assessor. What they are called and say is for those who may read them."""
    shared = Reflection.objects.filter(author=worker, shared_at__lt=_beginning(on + dt.timedelta(days=1)))
    if since is not None:
        shared = shared.filter(shared_at__gte=_beginning(since + dt.timedelta(days=1)))
    if number := shared.count():
        when = f" since {day(since)}" if since else ""
        yield Line(f"{count(number, 'reflection')} shared with the assessor{when}")


def caseload(worker: Person, since: dt.date | None, on: dt.date, access: Access) -> Iterator[Line]:
    """What the worker holds, against the limit where the policy sets one."""
    if not may("caseloads.see", access, worker):
        return
    load = loads_of([worker], on)[worker.pk]
    limit = load.maximum
    against = f", limit {limit}" if limit is not None else ""
    note = at_capacity([worker.pk]).get(worker.pk)
    said = [
        "above the limit" if load.is_over else "",
        f"at capacity, said on {day(note.said_on)}" if note else "",
    ]
    yield Line(f"Caseload: {count(load.held, 'child', 'children')}{against}", "; ".join(filter(None, said)))


def _beginning(of: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(of, dt.time()))
