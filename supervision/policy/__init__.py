"""The rules of supervision, one subject a module: pure functions of dates and a policy pack."""

from supervision.policy.agreements import Review, agreement_review
from supervision.policy.frequency import Away, Due, Kept, Kind, Session, Spell, across_change, due, gaps_for, timeline

__all__ = [
    "Away",
    "Due",
    "Kept",
    "Kind",
    "Review",
    "Session",
    "Spell",
    "across_change",
    "agreement_review",
    "due",
    "gaps_for",
    "timeline",
]
