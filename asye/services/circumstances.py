"""Exceptional circumstances of a year that was not completed are recorded, or taken back (ASY-08)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from asye.models import Circumstances, Portfolio
from asye.policy.completion import may_record
from asye.queries.completion import completion_of, recorded_of
from workforce import audit
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused

Kind = Circumstances.Kind


@transaction.atomic
def record(
    *, portfolio: Portfolio, why: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Circumstances:
    """Record why a year could not be completed. A form sent twice records it once.

    Raises:
        Refused: no reason, the year was completed or has not ended, the policy knows none, or they are recorded.
    """
    return _add(Kind.RECORDED, portfolio, why, sent_key, by, on, at)


@transaction.atomic
def take_back(
    *, portfolio: Portfolio, why: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Circumstances:
    """Say that what was recorded holds no longer; both stay to be read.

    Raises:
        Refused: no reason, or nothing is recorded.
    """
    return _add(Kind.TAKEN_BACK, portfolio, why, sent_key, by, on, at)


def _add(
    kind: str, portfolio: Portfolio, why: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> Circumstances:
    there = Circumstances.objects.filter(sent_key=sent_key, portfolio=portfolio).first()
    if there is not None:
        return there
    if not why.strip():
        raise Refused("Say why")
    year = Portfolio.objects.select_for_update(of=("self",)).select_related("stage").get(pk=portfolio.pk)
    recorded = year.pk in recorded_of([year.pk])
    if kind == Kind.RECORDED:
        _require_open(year, recorded, on)
    elif not recorded:
        raise Refused("Nothing is recorded that could be taken back")
    made = Circumstances(portfolio=year, kind=kind, why=why, by=by, at=at, sent_key=sent_key)
    kept, new = insert_once(made, clash="This could not be recorded. Send it again")
    if new:
        audit.record(by=by, deed=f"asye.{kind}_circumstances", subject=kept, at=at)
    return kept


def _require_open(year: Portfolio, recorded: bool, on: dt.date) -> None:
    if recorded:
        raise Refused("Exceptional circumstances are recorded for this year already")
    may_record(pack_on(on), completion_of(year, on)).require()
