"""Write what is owed, write the notices that follow, send them: each safe to run twice, late, or in two places."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from reminders import policy
from reminders.models import Duty, Notice
from reminders.owed import Owed, kinds
from workforce import audit
from workforce.models import Person, Post, Relationship
from workforce.policy_in_force import pack_on

log = logging.getLogger(__name__)
CHUNK = 500


@transaction.atomic
def settle(*, kind: str, about: Person, owed: Iterable[Owed], on: dt.date, at: dt.datetime) -> None:
    """Make the open duties of this kind about this person exactly those `owed`; the others are met.

    Called inside the transaction of the deed that changed a date.
    """
    ladder = policy.ladder(pack_on(on), kind)
    keep = [set_duty(entry, ladder=ladder) for entry in owed]
    gone = Duty.objects.open().filter(kind=kind, about=about).exclude(pk__in=[duty.pk for duty in keep])
    gone.update(met_at=at, next_step_on=None)


def set_duty(owed: Owed, *, ladder: Sequence[policy.Step]) -> Duty:
    """Write one duty. A date that moved starts its ladder again; one that did not keeps its place on it."""
    duty = Duty.objects.filter(key=owed.key).first()
    if duty and duty.met_at is None and duty.due_on == owed.due_on and duty.owner_id == owed.owner.pk:
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


@dataclass(slots=True)
class Sent:
    """How many people got a mail, how many mails the server refused."""

    mails: int = 0
    failed: int = 0


def send_unsent(*, at: dt.datetime) -> Sent:
    """Send each person one mail about all that is new for them; a failure stops only itself."""
    sent = Sent()
    if not Notice.objects.unsent().exists():
        return sent  # most sweeps
    Notice.objects.unsent().filter(duty__met_at__isnull=False).update(dropped_at=at)
    waiting = Notice.objects.unsent().select_related("recipient", "duty").order_by("recipient_id", "pk")
    for _, notices in groupby(waiting.iterator(chunk_size=CHUNK), key=lambda notice: notice.recipient_id):
        try:
            sent.mails += _send_to_one(list(notices), at=at)
        except (SMTPException, OSError):
            sent.failed += 1
            log.exception("a reminder could not be sent; it is tried again at the next sweep")
    return sent


@transaction.atomic
def _send_to_one(notices: list[Notice], *, at: dt.datetime) -> int:
    """Claim the notices, then send: a crash in between undoes the claim, so that none is missed."""
    claimed = Notice.objects.unsent().filter(pk__in=[notice.pk for notice in notices]).update(sent_at=at)
    if not claimed:
        return 0
    recipient = notices[0].recipient
    message = EmailMessage(
        subject="You have something to do" if len(notices) == 1 else f"You have {len(notices)} things to do",
        body=render_to_string(
            "reminders/mail.txt",
            {
                "name": recipient.name,
                "count": len(notices),
                "url": settings.BASE_URL + reverse("reminders:notices"),
                "authority_name": settings.AUTHORITY_NAME,
            },
        ),
        to=[recipient.email],
        headers={"Message-ID": message_id(notices), "Auto-Submitted": "auto-generated"},
    )
    message.send()
    return 1


def message_id(notices: Iterable[Notice]) -> str:
    """Return the same Message-ID for the same notices, so that a mail sent twice is recognised as one."""
    keys = sorted(f"{n.duty_id}.{n.due_on}.{n.step}.{n.recipient_id}" for n in notices)
    return f"<{hashlib.sha256('|'.join(keys).encode()).hexdigest()[:32]}@{urlsplit(settings.BASE_URL).hostname}>"


@transaction.atomic
def mark_read(*, notice: Notice, by: Person, at: dt.datetime) -> None:
    """Keep that the recipient has opened it; a second time changes nothing."""
    if Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at):
        audit.record(by=by, deed="reminders.mark_read", subject=notice, at=at)


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
