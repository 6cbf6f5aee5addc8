"""Move a case on, or end somebody's part in it; whether they stay as co-worker is on the record (CSL-09)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from caseloads.models import Allocation, Ending, Offer, Transfer
from caseloads.services import breaches
from caseloads.services.allocating import end_before
from caseloads.services.cases import KEPT_BY_FEED
from workforce import audit
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused

STAYS, HANDS_OVER = "stays as co-worker", "hands over fully"  # where the pack has no words of its own


def decisions(on: dt.date) -> tuple[str, str]:
    """Return the two decisions in the words of the policy: the first keeps the worker on, the second does not."""
    rule = pack_on(on).caseloads.transfer
    said = rule.options if rule else ()
    return (said[0], said[1]) if len(said) > 1 else (STAYS, HANDS_OVER)


def keep_transfer(offer: Offer, begun: Allocation, *, by: Person, on: dt.date, at: dt.datetime) -> Transfer:
    """Write the decision with the move; who stays is on the case as co-worker from the same day."""
    assert offer.moved_from is not None
    kept = None
    if offer.stays:
        kept = Allocation.objects.create(
            case=begun.case,
            worker=offer.moved_from.worker,
            role=Allocation.Role.CO,
            started_on=on,
            discussed=True,
            recorded_at=at,
        )
    transfer = Transfer.objects.create(
        ended=offer.moved_from,
        begun=begun,
        kept=kept,
        decision=decisions(on)[0 if offer.stays else 1],
        because=offer.stays_because,
        on=on,
        by=by,
        at=at,
    )
    audit.record(by=by, deed="caseloads.transfer", subject=transfer, at=at)
    breaches.end_if_within(offer.moved_from.worker, on=on, at=at)
    return transfer


@transaction.atomic
def end_allocation(*, allocation: Allocation, why: str, words: str, by: Person, on: dt.date, at: dt.datetime) -> Ending:
    """End a worker's part in a case with yesterday, or with today where it began today. Sent twice it ends once.

    Raises:
        Refused: it has ended already, by an import or by somebody else, or the case system's file keeps the case.
    """
    if allocation.case.kept_by_feed:
        raise Refused(KEPT_BY_FEED)
    made = Ending.objects.filter(allocation=allocation).first()
    if made is not None:
        return made
    end_before(allocation, on=on)
    ending = Ending.objects.create(allocation=allocation, why=why, words=words, by=by, on=on, at=at)
    audit.record(by=by, deed="caseloads.end_allocation", subject=allocation, at=at)
    breaches.end_if_within(allocation.worker, on=on, at=at)
    return ending
