"""Put an allegation of abuse or neglect on the clock (CSL-11); the allocation of its case stops it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from caseloads import duties
from caseloads.models import Allegation, Allocation
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

CLASH = "This allegation is on the list already"


@transaction.atomic
def receive(
    *,
    reference: str,
    type: str,
    children: int,
    received_at: dt.datetime,
    manager: Person,
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> Allegation:
    """Write down when it came in and who has to allocate it; a form sent twice writes one.

    Raises:
        Refused: the moment is still to come, or somebody has the case or it is on the list already.
    """
    if received_at > at:
        raise Refused("Enter a moment up to now: it cannot come in later than this")
    one = Allegation(
        reference=reference,
        type=type,
        children=children,
        received_at=received_at,
        manager=manager,
        recorded_by=by,
        recorded_at=at,
        sent_key=sent_key,
    )
    since = timezone.localdate(received_at)
    if Allocation.objects.open_on(on).filter(case__reference=reference, started_on__gte=since).exists():
        raise Refused("Somebody has been given this case already")
    one, new = insert_once(one, clash=CLASH)
    if new:
        audit.record(by=by, deed="caseloads.receive_allegation", subject=one, at=at)
        duties.settle(duties.ALLEGATION, manager, on=on, at=at)
    return one
