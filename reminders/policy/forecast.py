"""What follows from ladders and rhythms in the days to come, if nothing is done or changed meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Coming:
    """One reminder to come: the day its mail leaves, the day of the step, days from the due date, and told as what."""

    mail_on: dt.date
    step_on: dt.date
    days: int
    part: str


def mails(
    steps: Iterable[tuple[dt.date, int, str]], *, next_day: Callable[[dt.date], dt.date], first: dt.date, last: dt.date
) -> list[Coming]:
    """Return the mails about one duty to one person, from `first` to `last`.

    `steps` are (day, days from the due date, part); those past have not been mailed yet. Of several steps that fall to
    one mail the newest is said.
    """
    found: dict[dt.date, Coming] = {}
    for step_on, days, part in sorted(steps):
        mail_on = next_day(max(step_on, first))
        if mail_on <= last:
            found[mail_on] = Coming(mail_on, step_on, days, part)
    return list(found.values())
