"""Who has to answer a request to pause, and by when (CLK-03)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from asye import policy
from asye.answer_duties import Waiting, next_answers
from asye.models import PauseRequest
from reminders.owed import Owed
from workforce.models import Person
from workforce.policy_in_force import pack_on

PAUSE = "pause_request"


def answers_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each open request: owned by the next of those who agree, else by the programme lead."""
    pack = pack_on(on)
    asked = PauseRequest.objects.filter(portfolio__practitioner__in=people, status=PauseRequest.Status.ASKED)
    rows = asked.select_related("portfolio__practitioner").prefetch_related("agreements")
    waiting = [
        Waiting(
            pk=row.pk,
            about=row.portfolio.practitioner,
            role=policy.next_to_agree(pack, {one.role for one in row.agreements.all()}),
            asked_on=row.asked_on,
            address=row.get_absolute_url(),
        )
        for row in rows
    ]
    return next_answers(PAUSE, "CLK-03", waiting, within=pack.programme.pauses.answered_within_days or 0, on=on)
