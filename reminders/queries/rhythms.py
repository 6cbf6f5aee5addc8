"""The rhythm of many people's mail: what the policy says, what they chose, when they are away."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils import timezone

from reminders import policy
from reminders.models import Digest, QuietDays, Wishes
from workforce.models import Absence
from workforce.policy_in_force import pack_on

Spans = dict[int, list[tuple[dt.date, dt.date]]]


def rhythms_of(people: Collection[int], at: dt.datetime, *, with_absence: bool) -> dict[int, policy.Rhythm]:
    """Return by person when their mail may leave, seen from `at`: three queries, four with absence."""
    on = timezone.localdate(at)
    given = policy.rhythm(pack_on(on))
    wishes = {row.person_id: row for row in Wishes.objects.filter(person__in=people)}
    quiet = _spans(
        QuietDays.objects.filter(person__in=people, last_on__gte=on).values_list("person_id", "first_on", "last_on")
    )
    away: Spans = {}
    if with_absence:
        rows = Absence.objects.filter(person__in=people, ended_on__gte=on)
        away = _spans(rows.values_list("person_id", "started_on", "ended_on"))
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


def _spans(rows: Iterable[tuple[int, dt.date, dt.date]]) -> Spans:
    found: Spans = defaultdict(list)
    for person, first, last in rows:
        found[person].append((first, last))
    return found
