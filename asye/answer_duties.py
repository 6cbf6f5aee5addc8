"""What is asked of several people in turn: the next of them owes the answer (CLK-03, WRK-05)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from asye.queries.agreeing import agreeing, group_managers
from asye.queries.parties import holders_of
from reminders.owed import Owed
from workforce.clock import working_day_on_or_before
from workforce.models import Person
from workforce.sentences import count, day


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open request of somebody's; `role` is whose turn it is, nothing once all have agreed."""

    pk: int
    about: Person
    role: str | None
    asked_on: dt.date
    address: str


def next_answers(kind: str, rule: str, waiting: Sequence[Waiting], *, within: int, on: dt.date) -> Iterator[Owed]:
    """One for each: owned by the next of those who agree, else by the lead, `within` days of the asking."""
    holders = holders_of([one.about for one in waiting], on)
    heads = group_managers([one.about.pk for one in waiting], on)
    for one in waiting:
        near = holders[one.about.pk]
        owner = agreeing(one.role, near, heads.get(one.about.pk)) or agreeing("lead", near, None)
        if one.role is not None and owner is not None:
            yield Owed(
                kind=kind,
                key=f"{kind}:{one.pk}:{one.role}",
                about=one.about,
                owner=owner,
                due_on=working_day_on_or_before(one.asked_on + dt.timedelta(days=within)),
                address=one.address,
                rule=f"{rule}, CLK-05",
                because=f"It was asked for on {day(one.asked_on)}, and is answered within {count(within, 'day')}.",
            )
