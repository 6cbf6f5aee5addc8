"""What stands beside the number of children: registered or not, ready to visit alone, at capacity, above the limit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import CharField, DateField, F, IntegerField, Value
from django.db.models.functions import Cast

from caseloads.models import Breach, CapacityNote, Offer, Readiness
from workforce.models import Registration


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing beside the number: its record, since when, until when, its status, and a word about it."""

    pk: int
    since: dt.date
    until: dt.date | None
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything of one worker. Breaches hold the ended ones too, newest first, where they were asked for."""

    registered: bool = False
    ready: Mark | None = None
    note: Mark | None = None
    breaches: tuple[Mark, ...] = ()
    offers: tuple[Mark, ...] = ()

    @property
    def breach(self) -> Mark | None:
        """The live one."""
        return next((mark for mark in self.breaches if mark.until is None), None)


def at_capacity(people: Collection[int]) -> dict[int, CapacityNote]:
    """Return the standing “I am at capacity” of those who have said so, by primary key: one query (CSL-14)."""
    return {note.worker_id: note for note in CapacityNote.objects.live().filter(worker__in=people)}


def beside(
    people: Collection[int], on: dt.date, *, ended: bool = False, registration: bool = True
) -> dict[int, Beside]:
    """Return what stands beside the number of each person, by primary key: one query.

    Whoever calls has made sure that the reader may see these workers' loads; `ended` asks for past breaches as well,
    and without `registration` nobody is told to be registered.
    """
    found: dict[int, Beside] = defaultdict(Beside)
    for kind, worker, pk, since, until, status, text in _rows(people, on, ended, registration):
        mark, known = Mark(pk, since, until, status, text), found[worker]
        if kind == "registered":
            found[worker] = replace(known, registered=True)
        elif kind == "ready":
            found[worker] = replace(known, ready=mark)
        elif kind == "note":
            found[worker] = replace(known, note=mark)
        elif kind == "breach":
            found[worker] = replace(known, breaches=(*known.breaches, mark))
        else:
            found[worker] = replace(known, offers=(*known.offers, mark))
    return found


def _rows(people: Collection[int], on: dt.date, ended: bool, registration: bool) -> Any:
    """One UNION: each part gives kind, worker, key, first day, last day, status and a word."""
    breaches = Breach.objects.filter(worker__in=people) if ended else Breach.objects.live().filter(worker__in=people)
    parts = [
        _part(
            "ready", Readiness.objects.open_on(on).filter(worker__in=people), "started_on", "ended_on", text="by__name"
        ),
        _part("note", CapacityNote.objects.live().filter(worker__in=people), "said_on", "ended_on", status="status"),
        _part("breach", breaches, "opened_on", "ended_on", status="status"),
        _part("offer", Offer.objects.under_way().filter(worker__in=people), "made_on", "", "status", "reference"),
    ]
    if registration:
        registered = Registration.objects.open_on(on).filter(person__in=people)
        parts.append(_part("registered", registered, "started_on", "ended_on", worker="person_id"))
    return parts[0].union(*parts[1:], all=True).order_by("-since")


def _part(
    kind: str, rows: Any, since: str, until: str, status: str = "", text: str = "", worker: str = "worker_id"
) -> Any:
    words: CharField[str, str] = CharField()
    day: DateField[dt.date, dt.date] = DateField()
    return (
        rows.order_by()
        .annotate(
            kind=Value(kind, output_field=words),
            whose=Cast(worker, IntegerField()),
            key=Cast("pk", IntegerField()),
            since=F(since),
            until=F(until) if until else Cast(Value(None), day),
            state=Cast(status, words) if status else Value("", output_field=words),
            word=Cast(text, words) if text else Value("", output_field=words),
        )
        .values_list("kind", "whose", "key", "since", "until", "state", "word")
    )
