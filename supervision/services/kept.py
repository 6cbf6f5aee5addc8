"""The practice manager keeps supervision at the policy's shorter gap for a worker, from a day on, and says why."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from supervision import policy
from supervision.models import KeptGap
from supervision.queries.standing import RULED_AS
from supervision.services.replan import settle_and_replan
from workforce import audit
from workforce.facts import facts_of
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.sentences import day
from workforce.verdict import Refused

NOTHING_TO_KEEP = "The policy has no shorter gap to keep at this stage"


def may_be_kept(stage: Stage | None, on: dt.date) -> bool:
    """Whether the policy in force has a shorter gap for this stage."""
    ruled_as = RULED_AS.get(Stage.Kind(stage.kind)) if stage else None
    rule = policy.gaps_for(pack_on(on), ruled_as) if ruled_as else None
    return rule is not None and any(band.kept_at for band in rule.bands)


@transaction.atomic
def keep_gap(
    *, worker: Person, started_on: dt.date, why: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> KeptGap:
    """Keep the shorter gap from a day on; the due date and the bookings follow at once. Sent twice it is kept once.

    Raises:
        Refused: the day is past, the policy has no shorter gap at this stage, or it is kept already.
    """
    stage = facts_of([worker], on)[worker.pk].stage
    if stage is None or not may_be_kept(stage, on):
        raise Refused(NOTHING_TO_KEEP)
    if started_on < on:
        raise Refused(f"Enter {day(on)} or a later day. Days that are past stay judged as they were")
    kept = KeptGap(worker=worker, stage=stage, started_on=started_on, why=why, decided_by=by, decided_at=at)
    kept.sent_key = sent_key
    kept, new = insert_once(kept, clash="It is kept already. End that decision first")
    if new:
        audit.record(by=by, deed="supervision.keep_gap", subject=kept, at=at)
        settle_and_replan([worker], on=on, at=at)
    return kept


@transaction.atomic
def end_kept_gap(*, kept: KeptGap, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Let the policy's own gap hold again from tomorrow; one that has not begun yet ends on its first day.

    Raises:
        Refused: it has ended already.
    """
    last = max(on, kept.started_on)
    rows = KeptGap.objects.filter(pk=kept.pk, ended_on__isnull=True)
    if not rows.update(ended_on=last, ended_by=by, why_ended=why):
        raise Refused("This decision has ended already")
    audit.record(by=by, deed="supervision.end_kept_gap", subject=kept, at=at)
    settle_and_replan([kept.worker], on=on, at=at)
