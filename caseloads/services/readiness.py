"""Record that a worker is ready to visit alone, and take it back (CSL-06)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from caseloads.models import Readiness
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

ONE_DAY = dt.timedelta(days=1)


@transaction.atomic
def record_ready(
    *, worker: Person, from_on: dt.date, seen: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Readiness:
    """Write the dated record of the practice manager; a form sent twice writes one."""
    if from_on > on:
        raise Refused("Enter a day up to today: readiness is recorded once it has been seen")
    record = Readiness(worker=worker, started_on=from_on, seen=seen, by=by, recorded_at=at, sent_key=sent_key)
    record, new = insert_once(record, clash="This is on the record already")
    if new:
        audit.record(by=by, deed="caseloads.record_ready", subject=record, at=at)
    return record


@transaction.atomic
def take_back(*, readiness: Readiness, because: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """End it from today; the record stays. A second time changes nothing."""
    ended = Readiness.objects.filter(pk=readiness.pk, ended_on__isnull=True).update(
        ended_on=max(readiness.started_on, on - ONE_DAY), ended_by=by, ended_because=because
    )
    if ended:
        audit.record(by=by, deed="caseloads.take_ready_back", subject=readiness, at=at)
