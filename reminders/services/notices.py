"""Write the notices that follow from what is owed: safe to run twice, late, or in two places."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from reminders import policy
from reminders.models import Duty, Notice
from workforce import audit
from workforce.models import Person, Post, Relationship
from workforce.policy_in_force import pack_on

CHUNK = 500


def owe_notices(*, on: dt.date, at: dt.datetime) -> int:
    """Write the notices of every duty whose next step has come; return how many are new.

    After an outage only the newest step is written: nobody is told today what they should have heard last week.
    """
    written = 0
    while duties := list(_waiting(on)[:CHUNK]):
        written += _owe_chunk(duties, on=on, at=at)
    return written


def _waiting(on: dt.date):  # type: ignore[no-untyped-def]
    return Duty.objects.open().filter(next_step_on__lte=on).order_by("next_step_on", "pk")


@transaction.atomic
def _owe_chunk(duties: list[Duty], *, on: dt.date, at: dt.datetime) -> int:
    pack = pack_on(on)
    above = _lines([duty.about_id for duty in duties], on)
    notices = []
    for duty in duties:
        ladder = policy.ladder(pack, duty.kind)
        step = policy.newest_step(ladder, duty.due_on, on)
        duty.next_step_on = policy.next_step_on(ladder, duty.due_on, on)
        if step is None:
            continue
        people = {above[duty.about_id].get(who, duty.owner_id) for who in step.to}
        notices += [
            Notice(duty=duty, due_on=duty.due_on, step=step.days, recipient_id=person, owed_at=at) for person in people
        ]
    before = Notice.objects.count()
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    Duty.objects.bulk_update(duties, ["next_step_on"])
    return Notice.objects.count() - before


HELD_FOR = {"manages": "manager", "assesses": "assessor", "supervises": "supervisor"}


def _lines(people: list[int], on: dt.date) -> dict[int, dict[str, int]]:
    """Return by person who stands above them (manager, assessor, group manager, lead); a missing one is left out."""
    lines: dict[int, dict[str, int]] = {person: {} for person in people}
    held = Relationship.objects.open_on(on).filter(kind__in=HELD_FOR, person__in=people)
    for relation in held:
        if relation.person_id is not None:
            lines[relation.person_id][HELD_FOR[relation.kind]] = relation.holder_id
    heads = Relationship.objects.open_on(on).filter(kind="group_manages", service__teams__posts__person__in=people)
    for about, holder in heads.values_list("service__teams__posts__person", "holder_id"):
        lines[about]["group_manager"] = holder
    lead = Post.objects.open_on(on).filter(job=Post.Job.DEVELOPMENT_LEAD).values_list("person_id", flat=True).first()
    if lead is not None:
        for line in lines.values():
            line["lead"] = lead
    return lines


@transaction.atomic
def mark_read(*, notice: Notice, by: Person, at: dt.datetime) -> None:
    """Keep that the recipient has opened it; a second time changes nothing."""
    if Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at):
        audit.record(by=by, deed="reminders.mark_read", subject=notice, at=at)
