"""Bring every duty about many people in line with what each app computes now: after an import, not in between."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence

from reminders.models import Duty
from reminders.owed import Kind, Owed, kinds
from reminders.services import settle
from workforce.bulk import is_in_bulk
from workforce.models import Person

CHUNK = 500


def settle_people(people: Collection[Person], on: dt.date, at: dt.datetime) -> None:
    """Set and meet the duties about these people; who has left owes and is owed nothing. What stands is not written."""
    everybody = [] if is_in_bulk() else list(people)
    for start in range(0, len(everybody), CHUNK):
        chunk = everybody[start : start + CHUNK]
        here = list(Person.objects.filter(pk__in=[person.pk for person in chunk]).employed_on(on))
        for kind in kinds().values():
            _settle_kind(kind, chunk, here, on, at)


def _settle_kind(kind: Kind, people: Sequence[Person], here: Sequence[Person], on: dt.date, at: dt.datetime) -> None:
    owed: dict[int, list[Owed]] = defaultdict(list)
    for entry in kind.source(here, on):
        owed[entry.about.pk].append(entry)
    stored: dict[int, set[tuple[str, dt.date, int]]] = defaultdict(set)
    rows = Duty.objects.open().filter(kind=kind.kind, about__in=[person.pk for person in people])
    for about, key, due_on, owner in rows.values_list("about", "key", "due_on", "owner"):
        stored[about].add((key, due_on, owner))
    for person in people:
        if stored[person.pk] != {(entry.key, entry.due_on, entry.owner.pk) for entry in owed[person.pk]}:
            settle(kind=kind.kind, about=person, owed=owed[person.pk], on=on, at=at)
