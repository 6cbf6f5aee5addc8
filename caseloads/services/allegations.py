"""Put an allegation of abuse or neglect on the clock (CSL-11); the allocation of its case stops it.

It comes in by hand, or only the case system tells of it: then it falls to whoever is nearest to it.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from caseloads import duties
from caseloads.models import Allegation, Allocation
from caseloads.queries.allegations import falls_to, told
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


@transaction.atomic
def put_told_on_clock(*, on: dt.date, at: dt.datetime) -> int:
    """Start the clock of what the case system tells of and nobody has had; return how many. A second time starts none.

    The clock runs from the moment the case system gives. Where nobody is found whom it falls to there is no duty, and
    the list of allegations shows it all the same.
    """
    started = 0
    for case in told():
        manager = falls_to(case, on)
        if manager is None:
            continue
        one = Allegation.objects.create(
            reference=case.reference,
            type=case.type,
            children=case.children,
            received_at=case.received_at or at,
            manager=manager,
            recorded_at=at,
        )
        audit.record(by=None, deed="caseloads.receive_allegation", subject=one, at=at)
        duties.settle(duties.ALLEGATION, manager, on=on, at=at)
        started += 1
    return started


@transaction.atomic
def hand_on(*, allegation: Allegation, manager: Person, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Give it to a practice manager to allocate; the clock runs on. Sent twice it is handed on once.

    Raises:
        Refused: it has been allocated or closed meanwhile, or somebody else was first.
    """
    before = allegation.manager
    if before == manager:
        return
    if not Allegation.objects.waiting().filter(pk=allegation.pk, manager=before).update(manager=manager):
        raise Refused("Somebody else has just dealt with this. Look at the list again")
    allegation.manager = manager
    audit.record(by=by, deed="caseloads.hand_on_allegation", subject=allegation, at=at)
    for person in (before, manager):
        duties.settle(duties.ALLEGATION, person, on=on, at=at)
