"""The ladder of reminders, the rhythm of a person's mail, and what follows from both in the days to come."""

from reminders.policy.ladder import Step, first_step_on, ladder, newest_step, next_step_on, step_dates

__all__ = ["Step", "first_step_on", "ladder", "newest_step", "next_step_on", "step_dates"]
