"""What a person chooses about their own mail. Each change moves the digest that waits for them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from reminders import policy
from reminders.models import Digest, QuietDays, Wishes
from reminders.queries.rhythms import rhythms_of
from workforce import audit
from workforce.models import Person
from workforce.verdict import Refused

LONGEST = dt.timedelta(days=366)


@transaction.atomic
def choose(*, person: Person, hour: int, weekdays: str, at: dt.datetime) -> Wishes:
    """Keep the hour and the days of the week ("12345", Monday being 1) of the person's mail."""
    wishes, _ = Wishes.objects.update_or_create(
        person=person, defaults={"hour": hour, "weekdays": weekdays, "saved_at": at}
    )
    audit.record(by=person, deed="reminders.choose", subject=wishes, at=at)
    _move_digest(person, at)
    return wishes


@transaction.atomic
def add_quiet_days(*, person: Person, first_on: dt.date, last_on: dt.date, at: dt.datetime) -> QuietDays:
    """Keep days without mail, both included; sent twice, one row.

    Raises:
        Refused: the last day comes before the first, or more than a year after it.
    """
    if last_on < first_on:
        raise Refused("The last day must be the same as or after the first")
    if last_on - first_on > LONGEST:
        raise Refused("Choose at most a year at a time")
    quiet, _ = QuietDays.objects.update_or_create(
        person=person, first_on=first_on, defaults={"last_on": last_on, "saved_at": at}
    )
    audit.record(by=person, deed="reminders.add_quiet_days", subject=quiet, at=at)
    _move_digest(person, at)
    return quiet


@transaction.atomic
def remove_quiet_days(*, quiet: QuietDays, by: Person, at: dt.datetime) -> None:
    """Let mail come again on these days; a second time changes nothing."""
    audit.record(by=by, deed="reminders.remove_quiet_days", subject=quiet, at=at)
    QuietDays.objects.filter(pk=quiet.pk).delete()
    _move_digest(by, at)


def _move_digest(person: Person, at: dt.datetime) -> None:
    rhythm = rhythms_of([person.pk], at, with_absence=False)[person.pk]
    Digest.objects.gathering().filter(person=person).update(next_at=policy.next_moment(rhythm, at))
