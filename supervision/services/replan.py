"""Bring what follows from somebody's facts in line with them: the duty, then the bookings of their series."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from reminders.services import settle
from supervision.duties import KIND, owed_for
from workforce.models import Person


def settle_and_replan(workers: Collection[Person], *, on: dt.date, at: dt.datetime) -> None:
    """Set the day each worker's next session is due, then re-plan their series. Called in the deed's transaction."""
    for worker in workers:
        settle(kind=KIND, about=worker, owed=owed_for([worker], on), on=on, at=at)
