"""Keep what the pieces of a year make people owe in step with the deeds that change it."""

from __future__ import annotations

import datetime as dt

from asye.experience_duties import EXPERIENCE, agreements_owed
from asye.goal_duties import GOAL, goals_owed
from asye.models import Portfolio
from asye.self_assessment_duties import SELF_ASSESSMENT, self_assessments_owed
from asye.work_duties import SOURCES as WORK
from reminders.owed import Source
from reminders.services import settle

SOURCES: dict[str, Source] = {
    **WORK,
    SELF_ASSESSMENT: self_assessments_owed,
    GOAL: goals_owed,
    EXPERIENCE: agreements_owed,
}


def refresh_year_duties(portfolio: Portfolio, *, on: dt.date, at: dt.datetime) -> None:
    """Set or meet them as they are now; called inside the deed's transaction."""
    about = portfolio.practitioner
    for kind, source in SOURCES.items():
        settle(kind=kind, about=about, owed=source([about], on), on=on, at=at)
