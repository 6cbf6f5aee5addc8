"""Who agrees with what was noted on the experience checklist, and by when (WRK-06)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils import timezone

from asye.queries.experience import waiting
from asye.queries.parties import holders_of
from reminders.owed import Owed
from workforce.clock import working_day_on_or_before
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day

EXPERIENCE = "experience"


def agreements_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each line that waits for the assessor: three queries, however many people."""
    asked = pack_on(on).asye.experience
    rows = waiting(people) if asked else []
    holders = holders_of([row.portfolio.practitioner for row in rows], on)
    for row in rows:
        assert asked is not None
        near = holders[row.portfolio.practitioner_id]
        owner, within, noted = near.get("assessor"), asked.agreed_within_days, timezone.localdate(row.at)
        if owner is not None:
            yield Owed(
                kind=EXPERIENCE,
                key=f"{EXPERIENCE}:{row.portfolio_id}:{row.item}",
                about=row.portfolio.practitioner,
                owner=owner.person,
                due_on=working_day_on_or_before(noted + dt.timedelta(days=within)),
                address=reverse("asye:experience", args=[row.portfolio_id]),
                rule=f"{asked.rule}, CLK-05",
                because=f"It was noted on {day(noted)}, and is agreed within {count(within, 'day')}.",
            )
