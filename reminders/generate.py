"""What the people of a generated authority owe, as each app computes it, and the notices that follow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from reminders import policy
from reminders.models import Digest, Duty, Notice
from reminders.owed import kinds
from reminders.services import owe_notices
from workforce.generate import Plan, write
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.remembered import one_request

ORDER = 90
CHUNK = 500
UNREAD_EVERY = 4


def generate(plan: Plan) -> str:
    with one_request():
        duties = write(Duty, owed(plan))
        notices = owe_notices(on=plan.on, at=plan.at)
    _send(plan)
    read = [
        pk
        for number, pk in enumerate(Notice.objects.order_by("pk").values_list("pk", flat=True))
        if number % UNREAD_EVERY
    ]
    for start in range(0, len(read), CHUNK):
        Notice.objects.filter(pk__in=read[start : start + CHUNK]).update(read_at=plan.at)
    return f"{duties} duties, {notices} reminders"


def _send(plan: Plan) -> None:
    """As if everything had left by mail the day before."""
    of = Digest.objects.filter(person=OuterRef("recipient")).values("pk")[:1]
    sent_at = plan.at - dt.timedelta(days=1)
    Notice.objects.update(sent_at=sent_at, digest=Subquery(of))
    Digest.objects.update(formed_at=sent_at, ended_at=sent_at, outcome=Digest.Outcome.SENT)


def owed(plan: Plan) -> Iterator[Duty]:
    """Every duty once, as the nightly recount would find it: the database is empty, so nothing has to be settled."""
    people = list(Person.objects.employed_on(plan.on).order_by("pk"))
    pack = pack_on(plan.on)
    for start in range(0, len(people), CHUNK):
        for kind in kinds().values():
            ladder = policy.ladder(pack, kind.kind)
            for entry in kind.source(people[start : start + CHUNK], plan.on):
                yield Duty(
                    kind=entry.kind,
                    key=entry.key,
                    about=entry.about,
                    owner=entry.owner,
                    due_on=entry.due_on,
                    address=entry.address,
                    rule=entry.rule,
                    because=entry.because,
                    next_step_on=policy.first_step_on(ladder, entry.due_on),
                )
