"""A year ends here before it is done, because its person leaves: nothing is lost, its archive can be handed over."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from asye.models import Portfolio
from asye.services.duties import refresh_submission_duty
from workforce import audit
from workforce.imports.after import followed
from workforce.lifecycle import move
from workforce.models import Person


@transaction.atomic
def end_year(*, portfolio: Portfolio, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """End a year that runs. The practitioner's stage stays as the staff records have it.

    Raises:
        Refused: it has been submitted or has ended already.
    """
    move(portfolio, Portfolio.Status.WITHDRAWN, by=by, at=at, why=why[:200])
    audit.record(by=by, deed="asye.end_year", subject=portfolio, at=at)
    refresh_submission_duty(portfolio=portfolio, on=on, at=at)
    followed([portfolio.practitioner], on=on, at=at)
