"""Keep the duties of training in step with the deeds that change them."""

from __future__ import annotations

import datetime as dt

from asye.models import Portfolio
from asye.queries.watched import TRAINING
from asye.training_duties import FLAG, RELEASE, answers_owed, courses_owed, looks_owed
from reminders.services import settle

OF = ((TRAINING, courses_owed), (RELEASE, answers_owed), (FLAG, looks_owed))


def refresh(portfolio: Portfolio, on: dt.date, at: dt.datetime) -> None:
    """Set and meet what is owed about this person's training; called inside the deed's transaction."""
    about = portfolio.practitioner
    for kind, owed in OF:
        settle(kind=kind, about=about, owed=owed([about], on), on=on, at=at)
