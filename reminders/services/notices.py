"""Write the notices that follow from what is owed: safe to run twice, late, or in two places."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from reminders import policy
from reminders.models import Duty, Notice
from reminders.queries.lines import lines_of
from reminders.services.gathering import gather_for
from workforce import audit
from workforce.models import Person
from workforce.policy_in_force import pack_on

CHUNK = 1000  # duties written in one transaction


def owe_notices(*, on: dt.date, at: dt.datetime) -> int:
    """Write the notices of every duty whose next step has come; return how many are new.

    After an outage only the newest step is written: nobody is told today what they should have heard last week.
    """
    written = 0
    while _waiting(on).exists():
        found, new = _owe_chunk(on=on, at=at)
        written += new
        if not found:
            break  # another worker has taken the rest
    return written


def _waiting(on: dt.date) -> QuerySet[Duty]:
    return Duty.objects.open().filter(next_step_on__lte=on)


@transaction.atomic
def _owe_chunk(*, on: dt.date, at: dt.datetime) -> tuple[int, int]:
    """Take some duties, write their notices and the day of their next step; return both numbers."""
    pack = pack_on(on)
    rows = _waiting(on).order_by("next_step_on", "pk").select_for_update(skip_locked=True)[:CHUNK]
    duties = list(rows.values_list("pk", "kind", "due_on", "owner_id", "about_id"))
    lines = lines_of({about for *_, about in duties}, on, also={owner for *_, owner, _ in duties})
    ladders = {kind: policy.ladder(pack, kind) for _, kind, *_ in duties}
    notices, moved = [], defaultdict(list)
    for pk, kind, due_on, owner, about in duties:
        moved[policy.next_step_on(ladders[kind], due_on, on)].append(pk)
        step = policy.newest_step(ladders[kind], due_on, on)
        told = lines.told(step, about, owner) if step else {}
        notices += [
            Notice(duty_id=pk, due_on=due_on, step=step.days, recipient_id=person, told_as=part, owed_at=at)
            for person, part in told.items()
            if step
        ]
    new = _write(notices, at=at)
    for day, keys in moved.items():
        Duty.objects.filter(pk__in=keys).update(next_step_on=day)
    return len(duties), new


def _write(notices: Collection[Notice], *, at: dt.datetime) -> int:
    """Write those that are not there yet. One that was dropped unsent, and holds again, is taken up again."""
    if not notices:
        return 0
    gather_for({notice.recipient_id for notice in notices}, at=at)
    rows = Notice.objects.filter(duty__in={notice.duty_id for notice in notices}).order_by()
    before = rows.count()
    Notice.objects.bulk_create(
        notices,
        update_conflicts=True,
        update_fields=["dropped_at"],
        unique_fields=["duty", "due_on", "step", "recipient"],
    )
    return rows.count() - before


@transaction.atomic
def mark_read(*, notice: Notice, by: Person, at: dt.datetime) -> None:
    """Keep that the recipient has opened it, and so what the same duty said before; a second time changes nothing."""
    if Notice.objects.unread().filter(duty=notice.duty_id, recipient=notice.recipient_id).update(read_at=at):
        audit.record(by=by, deed="reminders.mark_read", subject=notice, at=at)


@transaction.atomic
def mark_all_read(*, by: Person, at: dt.datetime) -> None:
    """Keep that a person has seen all there is; what is owed stays owed."""
    if Notice.objects.unread().filter(recipient=by).update(read_at=at):
        audit.record(by=by, deed="reminders.mark_all_read", subject=by, at=at)
