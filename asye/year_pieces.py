"""The pieces of a year beside reflections and meetings: what each makes people owe."""

from __future__ import annotations

from asye import experience_duties, goal_duties, move_duties, self_assessment_duties, work_duties
from asye.queries import work_turns
from reminders import owed


def register() -> None:
    """Make their kinds of duty known; called once when the app is ready."""
    for kind, turn in work_turns.TURNS.items():
        owed.add_kind(owed.Kind(kind, turn.title, work_duties.SOURCES[kind]))
    owed.add_kind(
        owed.Kind(experience_duties.EXPERIENCE, "Agree with an experience", experience_duties.agreements_owed)
    )
    owed.add_kind(owed.Kind(move_duties.TRIAL, "Confirm what is on trial, or put it back", move_duties.trials_owed))
    owed.add_kind(owed.Kind(goal_duties.GOAL, "Goal of the development plan", goal_duties.goals_owed))
    owed.add_kind(
        owed.Kind(
            self_assessment_duties.SELF_ASSESSMENT,
            "Assess yourself against the standards",
            self_assessment_duties.self_assessments_owed,
        )
    )
