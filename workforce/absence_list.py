"""Who is away, and what has been recorded and changed about it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from workforce.access import Access
from workforce.models import Absence, AbsenceChange, Person
from workforce.models.period import holds_on
from workforce.sentences import day

MOST = 100  # rows of one person


@dataclass(frozen=True, slots=True)
class Row:
    """One person: the absence they are in on the day, and the next one to come."""

    person: Person
    now: Absence | None
    coming: Absence | None


@dataclass(frozen=True, slots=True)
class Event:
    """A change of an absence as a page tells it."""

    title: str
    by: str
    at: dt.datetime
    text: str


def recorded_by(access: Access) -> QuerySet[Person]:
    """Return the people whose absences this person records: whom they manage, and everybody of their services."""
    found = Q(pk__in=access.manages)
    if access.service_ids:
        here = Person.objects.filter(holds_on(access.on, "posts__"), posts__team__service__in=access.service_ids)
        found |= Q(pk__in=here.order_by().values("pk"))
    return Person.objects.filter(found).exclude(pk=access.person.pk).employed_on(access.on).order_by("name")


def away_now(people: QuerySet[Person], on: dt.date) -> QuerySet[Person]:
    here = Absence.objects.filter(started_on__lte=on, ended_on__gte=on).order_by()
    return people.filter(pk__in=here.values("person"))


def rows_of(people: Collection[Person], on: dt.date) -> list[Row]:
    """Return the people with what stands: one query."""
    found: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.filter(person__in=people, ended_on__gte=on).order_by("started_on"):
        found[absence.person_id].append(absence)
    return [
        Row(
            person,
            next((one for one in found[person.pk] if one.started_on <= on), None),
            next((one for one in found[person.pk] if one.started_on > on), None),
        )
        for person in people
    ]


def absences_of(person: Person) -> list[Absence]:
    return list(Absence.objects.filter(person=person).order_by("-started_on")[:MOST])


def events_of(person: Person) -> list[Event]:
    """Return what was done to this person's absences, newest first."""
    changes = AbsenceChange.objects.filter(person=person).select_related("by")[:MOST]
    return [Event(change.get_what_display(), change.by.name, change.at, _told(change)) for change in changes]


def _told(change: AbsenceChange) -> str:
    before = _days(change.get_was_kind_display(), change.was_started_on, change.was_ended_on)
    after = _days(change.get_kind_display(), change.started_on, change.ended_on)
    if change.what == AbsenceChange.What.CHANGED:
        return f"From: {before}. To: {after}"
    if change.what == AbsenceChange.What.REMOVED:
        return f"{before}. {change.get_why_display()}"
    return after


def _days(kind: str, first: dt.date | None, last: dt.date | None) -> str:
    if not first or not last:
        return ""
    return f"{kind}, {day(first)}" if first == last else f"{kind}, {day(first)} to {day(last)}"
