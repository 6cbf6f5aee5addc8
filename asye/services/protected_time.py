"""Note time kept for development, or that it was taken away; take a line back (WRK-04)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from asye.models import Portfolio, ProtectedTime
from asye.policy import protected_time as policy
from asye.protected_time_duties import PROTECTED_TIME, time_owed
from reminders.services import settle
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused


@transaction.atomic
def note(
    *, portfolio: Portfolio, kind: str, on: dt.date, minutes: int, words: str, by_whom: str, sent_key: uuid.UUID,
    by: Person, today: dt.date, at: dt.datetime,
) -> ProtectedTime:  # fmt: skip
    """Add a line to the log; a form sent twice adds one. `minutes` is from 1 to a whole day.

    Raises:
        Refused: the portfolio is closed, the day is to come or before the year, or nobody is named who took it away.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted, so nothing can be added to its log")
    if fault := policy.may_note(on=on, start=portfolio.started_on, today=today):
        raise Refused(fault)
    lost = kind == ProtectedTime.Kind.LOST
    line = ProtectedTime(
        portfolio=portfolio, kind=kind, on=on, minutes=minutes, words=words, by_whom=by_whom if lost else "",
        sent_key=sent_key, author=by, at=at,
    )  # fmt: skip
    line, new = insert_once(line, clash="Say who took the time away, and for how long")
    if new:
        audit.record(by=by, deed="asye.note_protected_time", subject=line, at=at)
        _settle(portfolio, today, at)
    return line


@transaction.atomic
def take_back(*, line: ProtectedTime, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take a line out of the count; it stays on record. Twice is as once.

    Raises:
        Refused: the portfolio is closed.
    """
    if line.portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted, so its log stays as it is")
    if ProtectedTime.objects.counted().filter(pk=line.pk).update(removed_at=at):
        audit.record(by=by, deed="asye.take_back_protected_time", subject=line, at=at)
        _settle(line.portfolio, on, at)


def _settle(portfolio: Portfolio, on: dt.date, at: dt.datetime) -> None:
    about = portfolio.practitioner
    settle(kind=PROTECTED_TIME, about=about, owed=time_owed([about], on), on=on, at=at)
