"""Name the registered social worker who supervises beside a line manager who is none, and end that (SUP-11)."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from reminders.services import settle
from supervision.duties import PROFESSIONAL, professionals_owed
from supervision.queries.professional import may_be_chosen
from workforce import audit
from workforce.clock import ONE_DAY
from workforce.models import Person, Post, Relationship
from workforce.sentences import day
from workforce.verdict import Refused

KIND = Relationship.Kind.PROFESSIONALLY_SUPERVISES
JUST_NOW = "Somebody has just named a professional supervisor. Reload the page to see whom"


@transaction.atomic
def name_professional(
    *, worker: Person, holder: Person, from_on: dt.date, by: Person, on: dt.date, at: dt.datetime
) -> Relationship:
    """Name the professional supervisor from a day on; whoever did it before ends the day before. Sent twice it is once.

    Raises:
        Refused: the day is to come or before the worker's first, the holder may not be chosen on it, or somebody else
            was named from that day or a later one.
    """
    open_ties = Relationship.objects.filter(kind=KIND, person=worker, ended_on__isnull=True)
    before: Relationship | None = open_ties.select_related("holder").first()
    if before is not None and before.holder_id == holder.pk:
        return before
    _check(worker, holder, from_on, on)
    if before is not None:
        if from_on <= before.started_on:
            raise Refused(f"{before.holder.name} has done it since {day(before.started_on)}. Enter a later day")
        open_ties.filter(pk=before.pk).update(ended_on=from_on - ONE_DAY)
    try:
        with transaction.atomic():
            tie = Relationship(kind=KIND, holder=holder, person=worker, started_on=from_on)
            tie.save(force_insert=True)
    except IntegrityError as clash:
        raise Refused(JUST_NOW) from clash
    audit.record(by=by, deed="supervision.name_professional", subject=tie, at=at)
    settle_professional(worker, on=on, at=at)
    return tie


def _check(worker: Person, holder: Person, from_on: dt.date, on: dt.date) -> None:
    if from_on > on:
        raise Refused("Enter a date that is today or in the past")
    if not Post.objects.filter(person=worker, started_on__lte=from_on).exists():
        raise Refused(f"{worker.name} was not here yet on {day(from_on)}")
    if not may_be_chosen(worker, from_on).filter(pk=holder.pk).exists():
        raise Refused(
            f"On {day(from_on)} {holder.name} was the line manager, or no registered social worker in a leading post"
        )


@transaction.atomic
def end_professional(*, tie: Relationship, by: Person, on: dt.date, at: dt.datetime) -> None:
    """End it with today; ended twice it ends once."""
    if Relationship.objects.filter(pk=tie.pk, kind=KIND, ended_on__isnull=True).update(ended_on=on):
        audit.record(by=by, deed="supervision.end_professional", subject=tie, at=at)
        assert tie.person is not None
        settle_professional(tie.person, on=on, at=at)


def settle_professional(worker: Person, *, on: dt.date, at: dt.datetime) -> None:
    """Bring the duty to arrange one in line with who stands over the worker now."""
    settle(kind=PROFESSIONAL, about=worker, owed=professionals_owed([worker], on), on=on, at=at)
