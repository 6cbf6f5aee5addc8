"""Protected time is owed: who has to note or take some, and by when, so that the log keeps up (WRK-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse

from asye.models import Portfolio
from asye.policy import protected_time as policy
from asye.queries.protected_time import keeping_until
from asye.queries.watched import PROTECTED_TIME
from reminders.owed import Owed
from workforce.models import Person
from workforce.policy_in_force import pack_on


def time_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each year that runs: five queries, however many people."""
    years = Portfolio.objects.filter(practitioner__in=people, status=Portfolio.Status.OPEN)
    running = list(years.select_related("practitioner", "stage").prefetch_related("stage__pauses"))
    if not running:
        return
    until, pack = keeping_until(running, on), pack_on(on)
    rule = pack.people.protected_time
    for year in running:
        if rule is not None and year.pk in until:
            yield Owed(
                kind=PROTECTED_TIME,
                key=f"{PROTECTED_TIME}:{year.pk}",
                about=year.practitioner,
                owner=year.practitioner,
                due_on=until[year.pk],
                address=reverse("asye:protected_time", args=[year.pk]),
                rule=f"{rule.rule}, CLK-04",
                because=policy.because_of(pack),
            )
