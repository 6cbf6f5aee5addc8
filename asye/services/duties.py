"""Keep the duties of the panel in step with the deeds that change them."""

from __future__ import annotations

import datetime as dt

from asye.duties import READING, SUBMISSION, readings_owed, submissions_owed
from asye.models import Portfolio
from reminders.services import settle


def refresh_submission_duty(*, portfolio: Portfolio, on: dt.date, at: dt.datetime) -> None:
    """Set or meet what is owed for this portfolio's panel; called inside the deed's transaction."""
    about = portfolio.practitioner
    settle(kind=SUBMISSION, about=about, owed=submissions_owed([about], on), on=on, at=at)
    settle(kind=READING, about=about, owed=readings_owed([about], on), on=on, at=at)
