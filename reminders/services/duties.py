"""What is owed, written by the deed that changes a date, and computed anew to find drift."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from reminders import policy
from reminders.models import Duty
from reminders.owed import Owed, kinds
from workforce.bulk import is_in_bulk
from workforce.models import Person
from workforce.policy_in_force import pack_on


@transaction.atomic
def settle(*, kind: str, about: Person, owed: Iterable[Owed], on: dt.date, at: dt.datetime) -> None:
    """Make the open duties of this kind about this person exactly those `owed`; the others are met.

    Called inside the transaction of the deed that changed a date. Where many deeds are told in one go nothing is
    written: who tells them settles everybody afterwards.
    """
    if is_in_bulk():
        return
    ladder = policy.ladder(pack_on(on), kind)
    keep = [set_duty(entry, ladder=ladder) for entry in owed]
    gone = Duty.objects.open().filter(kind=kind, about=about).exclude(pk__in=[duty.pk for duty in keep])
    gone.update(met_at=at, next_step_on=None)


def set_duty(owed: Owed, *, ladder: Sequence[policy.Step]) -> Duty:
    """Write one duty. A date that moved starts its ladder again; one that did not keeps its place on it."""
    duty = Duty.objects.filter(key=owed.key).first()
    if duty and duty.met_at is None and duty.due_on == owed.due_on and duty.owner_id == owed.owner.pk:
        if (duty.address, duty.rule, duty.because) != (owed.address, owed.rule, owed.because):
            Duty.objects.filter(pk=duty.pk).update(address=owed.address, rule=owed.rule, because=owed.because)
        return duty
    duty, _ = Duty.objects.update_or_create(
        key=owed.key,
        defaults={
            "kind": owed.kind,
            "about": owed.about,
            "owner": owed.owner,
            "due_on": owed.due_on,
            "address": owed.address,
            "rule": owed.rule,
            "because": owed.because,
            "met_at": None,
            "next_step_on": policy.first_step_on(ladder, owed.due_on),
        },
    )
    return duty


@dataclass(frozen=True, slots=True)
class Drift:
    """A duty that is not as its app would compute it now."""

    key: str
    stored: dt.date | None
    computed: dt.date | None


def recount(*, on: dt.date) -> list[Drift]:
    """Compute every duty afresh and return those that differ from what is stored."""
    people = list(Person.objects.employed_on(on))
    found = {owed.key: owed.due_on for kind in kinds().values() for owed in kind.source(people, on)}
    stored = dict(Duty.objects.open().filter(kind__in=kinds()).values_list("key", "due_on"))
    differ = sorted(key for key in found.keys() | stored.keys() if found.get(key) != stored.get(key))
    return [Drift(key, stored.get(key), found.get(key)) for key in differ]
