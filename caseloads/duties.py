"""What caseloads make people owe: answers about cases offered, records of passed limits, answers to “at capacity”,
allegations to allocate, contingency actions to carry out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from caseloads import policy
from caseloads.models import Allegation, Breach, CapacityNote, Contingency, Offer
from caseloads.queries.people import line_managers
from reminders.owed import Owed
from reminders.services import settle as settle_owed
from workforce.models import Person
from workforce.policy_in_force import pack_on

OFFER, OVER_LIMIT, AT_CAPACITY = "case_offer", "over_limit", "at_capacity"
ALLEGATION, CONTINGENCY = "allegation", "contingency"
TITLES = {
    OFFER: "Answer about a case offered",
    OVER_LIMIT: "Account for a passed limit",
    AT_CAPACITY: "Answer “I am at capacity”",
    ALLEGATION: "Allocate an allegation",
    CONTINGENCY: "Carry out a contingency action",
}


def offers_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Whoever's turn it is: the worker, whoever offers the case, or the practice manager who is asked to agree."""
    pack = pack_on(on)
    rows = Offer.objects.under_way().filter(worker__in=[person.pk for person in people])
    for offer in rows.select_related("worker", "by", "waits_for"):
        due = policy.offer_answer_by(pack, asked_on=offer.turn_on)
        owner = {Offer.Status.ASKED: offer.worker, Offer.Status.AGREEING: offer.waits_for}.get(
            Offer.Status(offer.status), offer.by
        )
        if due.due_on is not None and owner is not None:
            yield _owed(
                OFFER,
                f"{offer.pk}:{offer.status}",
                offer.worker,
                owner,
                due,
                reverse("caseloads:offer", args=[offer.pk]),
            )


def breaches_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The line manager: the record complete, then the load back within the limit by the agreed day."""
    pack, found = pack_on(on), [person.pk for person in people]
    managers = line_managers(found, on)
    for breach in Breach.objects.live().filter(worker__in=found).select_related("worker"):
        due = policy.completed_by(pack, opened_on=breach.opened_on, ends_on=breach.agreed_until)
        owner = managers.get(breach.worker_id)
        if due.due_on is not None and owner is not None:
            yield _owed(
                OVER_LIMIT, str(breach.pk), breach.worker, owner, due, reverse("caseloads:breach", args=[breach.pk])
            )


def capacity_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The line manager answers; unanswered it climbs its ladder to the tier above (WRK-12)."""
    pack, found = pack_on(on), [person.pk for person in people]
    managers = line_managers(found, on)
    rows = CapacityNote.objects.filter(status=CapacityNote.Status.SAID, worker__in=found)
    for note in rows.select_related("worker", "taken_to"):
        due = policy.capacity_answer_by(pack, said_on=note.taken_on or note.said_on)
        owner = note.taken_to or managers.get(note.worker_id)
        if due.due_on is not None and owner is not None:
            yield _owed(
                AT_CAPACITY, str(note.pk), note.worker, owner, due, reverse("caseloads:capacity", args=[note.worker_id])
            )


def allegations_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Whoever has to allocate it, by the day on which its hours end (CSL-11)."""
    pack = pack_on(on)
    rows = Allegation.objects.waiting().filter(manager__in=[person.pk for person in people]).select_related("manager")
    for one in rows:
        clock = policy.allegation_clock(pack, received_at=one.received_at, at=one.received_at)
        if clock.due_at is not None:
            yield Owed(
                kind=ALLEGATION,
                key=f"{ALLEGATION}:{one.pk}",
                about=one.manager,
                owner=one.manager,
                due_on=timezone.localtime(clock.due_at).date(),
                address=reverse("caseloads:allegations"),
                rule=", ".join(clock.rules),
                because=clock.because,
            )


def contingencies_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The owner of an action, by the day they took it on for (CSL-15)."""
    rows = Contingency.objects.live().filter(owner__in=[person.pk for person in people])
    for action in rows.select_related("owner", "team"):
        yield Owed(
            kind=CONTINGENCY,
            key=f"{CONTINGENCY}:{action.pk}",
            about=action.owner,
            owner=action.owner,
            due_on=action.due_on,
            address=reverse("caseloads:contingency", args=[action.pk]),
            rule="CSL-15",
            because=f"Demand on {action.team} passed its capacity; this action was taken on by the day given.",
        )


def _owed(kind: str, key: str, about: Person, owner: Person, due: policy.DueBy, address: str) -> Owed:
    assert due.due_on is not None
    return Owed(
        kind=kind,
        key=f"{kind}:{key}",
        about=about,
        owner=owner,
        due_on=due.due_on,
        address=address,
        rule=", ".join(due.rules),
        because=due.because,
    )


SOURCES = {
    OFFER: offers_owed,
    OVER_LIMIT: breaches_owed,
    AT_CAPACITY: capacity_owed,
    ALLEGATION: allegations_owed,
    CONTINGENCY: contingencies_owed,
}


def settle(kind: str, about: Person, *, on: dt.date, at: dt.datetime) -> None:
    """Bring the open duties of a kind about somebody in line, in the transaction of the deed that changed them."""
    settle_owed(kind=kind, about=about, owed=SOURCES[kind]([about], on), on=on, at=at)
