"""Passed limits: opened before a case is given or found in the load, accounted for, and closed by the load itself."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction

from caseloads import duties, policy
from caseloads.models import Allocation, Breach, BreachEntry
from caseloads.queries.breaches import live_of
from caseloads.queries.loads import Load, loads_of
from caseloads.queries.people import authorisers
from workforce import audit
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused

CHUNK = 500
Kind = BreachEntry.Kind


@dataclass(frozen=True, slots=True)
class OverLimit:
    """What a manager puts down when a limit is passed."""

    reason: str = ""
    authorised_by: Person | None = None
    ends_on: dt.date | None = None
    plan: str = ""


def require_terms(worker: Person, terms: OverLimit, *, on: dt.date) -> None:
    """Refused unless reason, authoriser, last day and plan are there and as the policy has them."""
    pack = pack_on(on)
    may = terms.authorised_by is not None and terms.authorised_by in authorisers(worker, on, pack)
    policy.terms_hold(pack, policy.Terms(terms.reason, may, terms.ends_on, terms.plan), on=on).require()


@transaction.atomic
def follow_allocation(
    allocation: Allocation, terms: OverLimit, *, by: Person, on: dt.date, at: dt.datetime
) -> Breach | None:
    """After a case was given: open a breach with its terms, or add to the live one; nothing within the limit."""
    load = loads_of([allocation.worker], on)[allocation.worker_id]
    if not load.is_over:
        return None
    require_terms(allocation.worker, terms, on=on)
    breach = Breach.objects.live().filter(worker=allocation.worker).first()
    kind = Kind.ADDED if breach is not None and breach.status == Breach.Status.AGREED else Kind.AGREED
    if breach is None:
        breach = _open(load, found=Breach.Found.ALLOCATION, by=by, on=on, at=at)
    _agree(breach, terms, kind, load, by=by, on=on, at=at, allocation=allocation)
    return breach


@transaction.atomic
def complete(
    *, breach: Breach, terms: OverLimit, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Breach:
    """Account for a passed limit, or agree a later day for one; a form sent twice has one effect.

    Raises:
        Refused: it is over, or something the policy asks for is missing.
    """
    if BreachEntry.objects.filter(sent_key=sent_key).exists():
        return breach
    if breach.status == Breach.Status.ENDED:
        raise Refused("The load is back within the limit: there is nothing left to agree")
    require_terms(breach.worker, terms, on=on)
    kind = Kind.EXTENDED if breach.status == Breach.Status.AGREED else Kind.AGREED
    load = loads_of([breach.worker], on)[breach.worker_id]
    _agree(breach, terms, kind, load, by=by, on=on, at=at, sent_key=sent_key)
    return breach


@transaction.atomic
def confirm(*, breach: Breach, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Confirm as the authoriser that it was authorised. Pressed twice it confirms once."""
    if breach.authorised_by_id != by.pk:
        raise Refused("Only whoever is named as having authorised it confirms it")
    if Breach.objects.live().filter(pk=breach.pk, authorised_by=by, confirmed_at__isnull=True).update(confirmed_at=at):
        breach.entries.create(kind=Kind.CONFIRMED, by=by, on=on, at=at)
        audit.record(by=by, deed="caseloads.confirm_breach", subject=breach, at=at)


@transaction.atomic
def add_words(*, breach: Breach, words: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Keep what the worker says about it, beside what their managers say."""
    if by.pk != breach.worker_id:
        raise Refused("Only the worker adds their own words")
    entry = BreachEntry(breach=breach, kind=Kind.WORDS, by=by, on=on, at=at, words=words, sent_key=sent_key)
    _, new = insert_once(entry, clash="This could not be kept. Reload the page and try again")
    if new:
        audit.record(by=by, deed="caseloads.breach_words", subject=breach, at=at)


@dataclass(frozen=True, slots=True)
class Found:
    """How many breaches a look at the loads has opened and closed."""

    opened: int
    ended: int


@transaction.atomic
def open_found_breaches(on: dt.date, at: dt.datetime, people: Collection[Person] | None = None) -> Found:
    """Open a breach for everybody above their limit who has none, close those whose load is back within it.

    Asked after an import and every night; a second time on the same day changes nothing. Without `people` it looks at
    everybody employed that day who is in a stage.
    """
    here = Person.objects.employed_on(on).filter(pk__in=Stage.objects.open_on(on).order_by().values("person"))
    if people is not None:
        here = here.filter(pk__in=[person.pk for person in people])
    rows, found = list(here), Found(0, 0)
    for start in range(0, len(rows), CHUNK):
        loads = loads_of(rows[start : start + CHUNK], on)
        live = live_of(list(loads))
        for pk, load in loads.items():
            found = _brought_in_line(load, live.get(pk), found, on=on, at=at)
    return _end_of_leavers(rows, people, found, on=on, at=at)


def _brought_in_line(load: Load, breach: Breach | None, found: Found, *, on: dt.date, at: dt.datetime) -> Found:
    if load.is_over and breach is None:
        opened = _open(load, found=Breach.Found.LOAD, by=None, on=on, at=at)
        duties.settle(duties.OVER_LIMIT, opened.worker, on=on, at=at)
        return replace(found, opened=found.opened + 1)
    if breach is not None and not load.is_over:
        end(breach, load, on=on, at=at)
        return replace(found, ended=found.ended + 1)
    return found


def _end_of_leavers(
    here: list[Person], people: Collection[Person] | None, found: Found, *, on: dt.date, at: dt.datetime
) -> Found:
    """A worker who has left, or whose stage is over, holds nothing that a limit could be passed by."""
    gone = Breach.objects.live().exclude(worker__in=[person.pk for person in here]).select_related("worker")
    if people is not None:
        gone = gone.filter(worker__in=[person.pk for person in people])
    ended = found.ended
    for breach in gone:
        end(breach, None, on=on, at=at)
        ended += 1
    return replace(found, ended=ended)


@transaction.atomic
def end_if_within(worker: Person, *, on: dt.date, at: dt.datetime) -> None:
    """Close the worker's breach when their load is back within the limit; the day is kept."""
    breach = Breach.objects.live().filter(worker=worker).select_related("worker").first()
    if breach is not None:
        load = loads_of([worker], on)[worker.pk]
        if not load.is_over:
            end(breach, load, on=on, at=at)


def end(breach: Breach, load: Load | None, *, on: dt.date, at: dt.datetime) -> None:
    """Close a breach on the day; the WHERE clause is the lock."""
    closed = Breach.objects.live().filter(pk=breach.pk)
    if not closed.update(status=Breach.Status.ENDED, ended_on=max(on, breach.opened_on)):
        return
    breach.entries.create(
        kind=Kind.ENDED, on=on, at=at, held=load.held if load else None, maximum=_maximum(load) if load else None
    )
    audit.record(by=None, deed="caseloads.end_breach", subject=breach, at=at)
    duties.settle(duties.OVER_LIMIT, breach.worker, on=on, at=at)


def _open(load: Load, *, found: Breach.Found, by: Person | None, on: dt.date, at: dt.datetime) -> Breach:
    assert load.limit is not None
    breach = Breach.objects.create(
        worker=load.person,
        found=found,
        opened_on=on,
        opened_at=at,
        held=load.held,
        maximum=_maximum(load),
        rule=load.limit.rules[0],
        because=load.limit.because,
    )
    breach.entries.create(kind=Kind.OPENED, by=by, on=on, at=at, held=load.held, maximum=_maximum(load))
    audit.record(by=by, deed="caseloads.open_breach", subject=breach, at=at)
    return breach


def _agree(
    breach: Breach,
    terms: OverLimit,
    kind: BreachEntry.Kind,
    load: Load,
    *,
    by: Person,
    on: dt.date,
    at: dt.datetime,
    allocation: Allocation | None = None,
    sent_key: uuid.UUID | None = None,
) -> None:
    assert terms.authorised_by is not None
    confirmed = at if terms.authorised_by == by else None
    written = Breach.objects.live().filter(pk=breach.pk)
    if not written.update(
        status=Breach.Status.AGREED,
        agreed_until=terms.ends_on,
        authorised_by=terms.authorised_by,
        confirmed_at=confirmed,
    ):
        raise Refused("Somebody else has just changed this. Reload the page and try again")
    breach.refresh_from_db()
    BreachEntry.objects.create(
        breach=breach,
        kind=kind,
        by=by,
        on=on,
        at=at,
        held=load.held,
        maximum=_maximum(load) if load.limit else None,
        reason=terms.reason,
        authorised_by=terms.authorised_by,
        ends_on=terms.ends_on,
        plan=terms.plan,
        allocation=allocation,
        sent_key=sent_key or uuid.uuid4(),
    )
    audit.record(by=by, deed="caseloads.agree_breach", subject=breach, at=at)
    duties.settle(duties.OVER_LIMIT, breach.worker, on=on, at=at)


def _maximum(load: Load) -> float:
    assert load.limit is not None and load.limit.maximum is not None
    return float(load.limit.maximum)
