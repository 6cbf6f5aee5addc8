"""Somebody is away: recorded, corrected when they are back, taken away where it was a slip."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from workforce import audit
from workforce.imports.after import followed
from workforce.models import Absence, AbsenceChange, Person, Post
from workforce.sent_once import insert_once
from workforce.sentences import day
from workforce.verdict import Refused

What = AbsenceChange.What
ONE_DAY = dt.timedelta(days=1)
LATEST = dt.timedelta(days=2 * 365)  # a last day further away is a slip of the keyboard
CHANGED_SINCE = "Somebody else has just changed this. Reload the page and try again"


@dataclass(frozen=True, slots=True)
class Away:
    """Days away, both included, and of what kind."""

    kind: str
    from_on: dt.date
    to_on: dt.date


@transaction.atomic
def record_absence(
    *, person: Person, away: Away, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> None:
    """Write that somebody is away; what is owed about them moves in the same deed. A form sent twice writes one.

    Raises:
        Refused: the days cannot be, or they are away on one of them already.
    """
    if not _new(person, What.RECORDED, None, away, sent_key, by, at):
        return
    _check(person, away, on, None)
    made = Absence.objects.create(person=person, kind=away.kind, started_on=away.from_on, ended_on=away.to_on)
    audit.record(by=by, deed="workforce.record_absence", subject=made, at=at)
    followed([person], on=on, at=at)


@transaction.atomic
def change_absence(
    *, absence: Absence, version: int, away: Away, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> None:
    """Correct the kind or the days, or say when somebody was back. A form sent twice changes once.

    Raises:
        Refused: the days cannot be, they are away then already, or somebody else was first.
    """
    was = Away(absence.kind, absence.started_on, absence.ended_on)
    if was == away or not _new(absence.person, What.CHANGED, was, away, sent_key, by, at):
        return
    _check(absence.person, away, on, absence.pk)
    changed = Absence.objects.filter(pk=absence.pk, version=version).update(
        kind=away.kind, started_on=away.from_on, ended_on=away.to_on, version=version + 1
    )
    if not changed:
        raise Refused(CHANGED_SINCE)
    audit.record(by=by, deed="workforce.change_absence", subject=absence, at=at)
    followed([absence.person], on=on, at=at)


@transaction.atomic
def remove_absence(
    *, absence: Absence, version: int, why: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> None:
    """Take away an absence that never was; that it was recorded, and who took it away, stays. Twice is as once.

    Raises:
        Refused: somebody else has changed it since.
    """
    was = Away(absence.kind, absence.started_on, absence.ended_on)
    if not _new(absence.person, What.REMOVED, was, None, sent_key, by, at, why):
        return
    audit.record(by=by, deed="workforce.remove_absence", subject=absence, at=at)
    removed, _ = Absence.objects.filter(pk=absence.pk, version=version).delete()
    if not removed:
        raise Refused(CHANGED_SINCE)
    followed([absence.person], on=on, at=at)


def _new(
    person: Person,
    what: str,
    was: Away | None,
    now: Away | None,
    sent_key: uuid.UUID,
    by: Person,
    at: dt.datetime,
    why: str = "",
) -> bool:
    """Keep what is done, and say whether this form is new; one at a time for each person, so that no days overlap."""
    Person.objects.select_for_update().get(pk=person.pk)
    change = AbsenceChange(person=person, what=what, why=why, by=by, at=at, sent_key=sent_key)
    if was:
        change.was_kind, change.was_started_on, change.was_ended_on = was.kind, was.from_on, was.to_on
    if now:
        change.kind, change.started_on, change.ended_on = now.kind, now.from_on, now.to_on
    return insert_once(change, clash=CHANGED_SINCE)[1]


def _check(person: Person, away: Away, on: dt.date, besides: int | None) -> None:
    if away.to_on < away.from_on:
        raise Refused("The last day away is before the first. Correct one of the two")
    if away.to_on > on + LATEST:
        raise Refused(f"Check the year: the last day away can be up to {day(on + LATEST)}")
    if not Post.objects.open_on(away.from_on).filter(person=person).exists():
        raise Refused(f"{person.name} holds no post on {day(away.from_on)}. Correct the first day")
    others = Absence.objects.filter(person=person, started_on__lte=away.to_on, ended_on__gte=away.from_on)
    clash = (others if besides is None else others.exclude(pk=besides)).first()
    if clash:
        raise Refused(
            f"They are away from {day(clash.started_on)} to {day(clash.ended_on)} already. Change that absence instead"
        )
