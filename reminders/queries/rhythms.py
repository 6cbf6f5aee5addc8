"""The rhythm of many people's mail: what the policy says, what they chose, when they are away."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace

from django.db.models import Value
from django.utils import timezone

from reminders import policy
from reminders.models import Digest, QuietDays, Wishes
from workforce.models import Absence
from workforce.policy_in_force import pack_on

Spans = dict[int, list[tuple[dt.date, dt.date]]]


def rhythms_of(people: Collection[int], at: dt.datetime, *, with_absence: bool) -> dict[int, policy.Rhythm]:
    """Return by person when their mail may leave, seen from `at`: four queries."""
    on = timezone.localdate(at)
    given = policy.rhythm(pack_on(on))
    wishes = {row.person_id: row for row in Wishes.objects.filter(person__in=people)}
    quiet, away = _spans(people, on, with_absence)
    had_today = _had_on(people, on)
    return {
        person: replace(
            policy.chosen(
                given,
                hour=wishes[person].hour if person in wishes else None,
                weekdays=wishes[person].weekdays if person in wishes else "",
                quiet=quiet.get(person, ()),
            ),
            away=tuple(away.get(person, ())),
            had_on=on if person in had_today else None,
        )
        for person in people
    }


def _had_on(people: Collection[int], on: dt.date) -> set[int]:
    """Who has had a mail on that day or later."""
    midnight = timezone.make_aware(dt.datetime.combine(on, dt.time()))
    rows = Digest.objects.filter(person__in=people, ended_at__gte=midnight, outcome=Digest.Outcome.SENT)
    return set(rows.values_list("person_id", flat=True))


def _spans(people: Collection[int], on: dt.date, with_absence: bool) -> tuple[Spans, Spans]:
    """The quiet days and the absences that have not passed, in one query."""
    quiet = QuietDays.objects.filter(person__in=people, last_on__gte=on).order_by()
    rows = quiet.values_list("person_id", "first_on", "last_on", Value(False))
    if with_absence:
        away = Absence.objects.filter(person__in=people, ended_on__gte=on).order_by()
        rows = rows.union(away.values_list("person_id", "started_on", "ended_on", Value(True)), all=True)
    found: tuple[Spans, Spans] = (defaultdict(list), defaultdict(list))
    for person, first, last, is_away in rows:
        found[bool(is_away)][person].append((first, last))
    return found
