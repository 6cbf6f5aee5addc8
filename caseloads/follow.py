"""What follows an import, in its transaction: passed limits are opened and closed as the loads now stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from caseloads.services.breaches import open_found_breaches
from workforce.models import Person

ORDER = 50  # after the years are opened, before the duties are settled


def follow_import(people: Collection[Person], on: dt.date, at: dt.datetime) -> None:
    open_found_breaches(on, at, people)
