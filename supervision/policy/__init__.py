"""The rules of supervision, one subject a module: pure functions of dates and a policy pack."""

from supervision.policy.agreements import Review, agreement_review
from supervision.policy.frequency import Away, Due, Kept, Kind, Session, Spell, across_change, due, gaps_for, timeline
from supervision.policy.professional import Lines, Professional, professional
from supervision.policy.series import Absent, Anchor, Asked, Phase, Planned, Risk, planned_dates, risk

__all__ = [
    "Absent",
    "Anchor",
    "Asked",
    "Away",
    "Due",
    "Kept",
    "Kind",
    "Lines",
    "Phase",
    "Planned",
    "Professional",
    "Review",
    "Risk",
    "Session",
    "Spell",
    "across_change",
    "agreement_review",
    "due",
    "gaps_for",
    "planned_dates",
    "professional",
    "risk",
    "timeline",
]
