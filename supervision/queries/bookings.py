"""The dated sessions of a person, as a diary or a calendar feed shows them: never what they are about."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse

from supervision.models import Gathering, Session
from workforce.models import Person

ONE_TO_ONE = (Session.Outcome.PLANNED, Session.Outcome.HELD)


@dataclass(frozen=True, slots=True)
class Booking:
    """One dated session, planned or held. `key` is the same for good, wherever the booking is moved to.

    `time` is London time, null where none was agreed; `minutes` is 0 until it is known. `others` are names, in order.
    """

    key: str
    date: dt.date
    time: dt.time | None
    minutes: int
    place: str
    title: str
    others: tuple[str, ...]
    leads: bool
    held: bool
    address: str


def booked_or_past(worker: Person) -> QuerySet[Session]:
    """Return the sessions of a worker, newest first, without those a series has no more use for."""
    rows = Session.objects.filter(worker=worker).exclude(outcome=Session.Outcome.WITHDRAWN)
    return rows.select_related("supervisor", "series")


def bookings_between(person: Person, first: dt.date, last: dt.date) -> list[Booking]:
    """Return the sessions of a person from `first` to `last`, both included, as a worker or leading them, by date."""
    found = [*_sessions(person, first, last), *_gatherings(person, first, last)]
    return sorted(found, key=lambda one: (one.date, one.time or dt.time.min, one.key))


def _sessions(person: Person, first: dt.date, last: dt.date) -> list[Booking]:
    mine = Q(worker=person) | Q(supervisor=person)
    rows = Session.objects.filter(mine, outcome__in=ONE_TO_ONE, date__range=(first, last), gathering__isnull=True)
    return [
        Booking(
            key=f"session-{row.pk}",
            date=row.date,
            time=row.time,
            minutes=row.minutes,
            place=row.place,
            title="Supervision",
            others=(row.worker.name if row.supervisor_id == person.pk else row.supervisor.name,),
            leads=row.supervisor_id == person.pk,
            held=row.outcome == Session.Outcome.HELD,
            address=row.get_absolute_url(),
        )
        for row in rows.select_related("worker", "supervisor").order_by("date", "pk")
    ]


def _gatherings(person: Person, first: dt.date, last: dt.date) -> list[Booking]:
    invited = Session.objects.filter(worker=person, gathering__isnull=False).exclude(outcome=Session.Outcome.WITHDRAWN)
    rows = Gathering.objects.filter(
        Q(leader=person) | Q(pk__in=invited.order_by().values("gathering")), date__range=(first, last)
    ).exclude(outcome=Gathering.Outcome.CANCELLED)
    return [
        Booking(
            key=f"gathering-{row.pk}",
            date=row.date,
            time=row.time,
            minutes=row.minutes,
            place=row.place,
            title=row.get_kind_display(),
            others=(row.leader.name,) if row.leader_id != person.pk else (),
            leads=row.leader_id == person.pk,
            held=row.outcome == Gathering.Outcome.HELD,
            address=reverse("supervision:gathering", args=[row.pk]),
        )
        for row in rows.select_related("leader").order_by("date", "pk")
    ]
