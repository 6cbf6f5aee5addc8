"""What follows an import, in its transaction: passed limits open and close, slots of the rota lose who has left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from caseloads.services.breaches import open_found_breaches
from caseloads.services.rota_following import follow_rota
from workforce.models import Person

ORDER = 50  # after the years are opened, before the duties are settled
ROTA = 51


def follow_import(people: Collection[Person], on: dt.date, at: dt.datetime) -> None:
    open_found_breaches(on, at, people)


def rota_after_import(people: Collection[Person], on: dt.date, at: dt.datetime) -> None:
    follow_rota(on, at, people)
