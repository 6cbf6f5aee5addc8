"""The digest that a person's new notices join, until its hour."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from reminders import policy
from reminders.models import Digest, Notice
from reminders.queries.rhythms import rhythms_of


def gather_for(people: Collection[int], *, at: dt.datetime) -> None:
    """See that each of these people has a digest that still gathers, and hold it until the transaction ends.

    Held, so that no worker forms it in between: a notice would then be in no digest and never leave.
    """
    while missing := set(people) - _held(people):
        _open(missing, at=at)


def _held(people: Collection[int]) -> set[int]:
    rows = Digest.objects.gathering().filter(person__in=people).order_by("pk").select_for_update()
    return set(rows.values_list("person_id", flat=True))


def _open(people: Collection[int], *, at: dt.datetime) -> None:
    rhythms = rhythms_of(people, at, with_absence=False)
    rows = [
        Digest(person_id=person, message_id=message_id(), opened_at=at, next_at=policy.next_moment(rhythms[person], at))
        for person in sorted(people)
    ]
    Digest.objects.bulk_create(rows, ignore_conflicts=True)


def message_id() -> str:
    return f"<{uuid.uuid4().hex}@{urlsplit(settings.BASE_URL).hostname}>"


@transaction.atomic
def gather_strays(*, at: dt.datetime) -> int:
    """Give every unsent notice a digest that will carry it; return for how many people one was missing.

    None should be: this is asked at night so that a fault of ours costs a day and not a reminder.
    """
    waiting = Notice.objects.unsent().filter(digest__isnull=True)
    held = Digest.objects.under_way().filter(Q(formed_at__isnull=True) | Q(failed_at__isnull=False)).values("person_id")
    people = set(waiting.exclude(recipient__in=held).values_list("recipient_id", flat=True))
    gather_for(people, at=at)
    return len(people)
