"""Make and revoke the secret addresses of a calendar feed, and bring what the feed says up to date."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.utils.crypto import salted_hmac

from reminders.calendar import Event, events_of
from reminders.models import CalendarAddress, CalendarEntry
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

SECRET_BYTES = 24
MOST_ADDRESSES = 10
BEHIND, AHEAD = dt.timedelta(days=28), dt.timedelta(days=366)
CANCELLED_FOR = dt.timedelta(days=28)
CHUNK = 200


def proof_of(secret: str) -> str:
    """What is kept of a secret: it has enough chance in it to need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_address(*, name: str, sent_key: uuid.UUID, by: Person, at: dt.datetime) -> tuple[CalendarAddress, str]:
    """Make an address and return it with its secret, which is not kept. A form sent twice gives the same one.

    Raises:
        Refused: this form's address was revoked since, or the person has as many as there may be.
    """
    if CalendarAddress.objects.live().filter(person=by).exclude(sent_key=sent_key).count() >= MOST_ADDRESSES:
        raise Refused(f"You have {MOST_ADDRESSES} addresses. Turn one off before you make another")
    # From the form's key and the server's, so that the answer to a second click still holds the address.
    chance = salted_hmac("reminders.calendar", f"{by.pk}:{sent_key}", algorithm="sha256").digest()
    secret = base64.urlsafe_b64encode(chance[:SECRET_BYTES]).decode()
    address = CalendarAddress(person=by, name=name, secret_sha256=proof_of(secret), made_at=at, sent_key=sent_key)
    address, new = insert_once(address, clash="This address has been made already")
    if address.revoked_at is not None or address.person_id != by.pk:
        raise Refused("This address has been turned off. Make a new one")
    if new:
        audit.record(by=by, deed="reminders.make_calendar_address", subject=address, at=at)
    return address, secret


@transaction.atomic
def revoke_address(*, address: CalendarAddress, by: Person, at: dt.datetime) -> None:
    """Turn an address off for good; a second time changes nothing."""
    if CalendarAddress.objects.live().filter(pk=address.pk).update(revoked_at=at):
        audit.record(by=by, deed="reminders.revoke_calendar_address", subject=address, at=at)


@transaction.atomic
def feed_of(address: CalendarAddress, *, on: dt.date, at: dt.datetime) -> list[CalendarEntry]:
    """Return what the feed says on a day, after writing down what has changed since it was last asked."""
    if address.last_used_on != on:
        CalendarAddress.objects.filter(pk=address.pk).update(last_used_on=on)
    first, last = on - BEHIND, on + AHEAD
    known = {entry.key: entry for entry in CalendarEntry.objects.filter(person=address.person_id)}
    events = {event.key: event for event in events_of(address.person, first, last)}
    new = [_told(CalendarEntry(person=address.person, key=key), events[key], at) for key in events.keys() - known]
    changed = [_told(known[key], event, at) for key, event in events.items() if _differs(known.get(key), event)]
    gone = [_cancelled(entry, at) for key, entry in known.items() if _is_gone(entry, events, first, last)]
    _write(new, [*changed, *gone])
    _forget([entry for entry in known.values() if entry.on < first])
    shown = [entry for entry in [*known.values(), *new] if _is_shown(entry, first, at)]
    return sorted(shown, key=lambda entry: (entry.on, entry.key))


def _is_shown(entry: CalendarEntry, first: dt.date, at: dt.datetime) -> bool:
    return entry.on >= first and not (entry.is_cancelled and entry.changed_at < at - CANCELLED_FOR)


def _forget(past: list[CalendarEntry]) -> None:
    if past:
        CalendarEntry.objects.filter(pk__in=[entry.pk for entry in past]).delete()


def _told(entry: CalendarEntry, event: Event, at: dt.datetime) -> CalendarEntry:
    """Write an event into its entry; one that was told before is told as the next in its sequence."""
    for name in CalendarEntry.TOLD:
        setattr(entry, name, getattr(event, name))
    entry.sequence += 0 if entry.pk is None else 1
    entry.changed_at = at
    return entry


def _differs(entry: CalendarEntry | None, event: Event) -> bool:
    return entry is not None and any(getattr(entry, name) != getattr(event, name) for name in CalendarEntry.TOLD)


def _is_gone(entry: CalendarEntry, events: dict[str, Event], first: dt.date, last: dt.date) -> bool:
    return not entry.is_cancelled and entry.key not in events and first <= entry.on <= last


def _cancelled(entry: CalendarEntry, at: dt.datetime) -> CalendarEntry:
    entry.is_cancelled, entry.sequence, entry.changed_at = True, entry.sequence + 1, at
    return entry


def _write(new: list[CalendarEntry], changed: Iterable[CalendarEntry]) -> None:
    """Two readers at once write the same: the first one's rows stay."""
    CalendarEntry.objects.bulk_create(new, batch_size=CHUNK, ignore_conflicts=True)
    CalendarEntry.objects.bulk_update(changed, [*CalendarEntry.TOLD, "sequence", "changed_at"], batch_size=CHUNK)
