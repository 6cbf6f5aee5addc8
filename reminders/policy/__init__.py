"""The ladder of reminders, the rhythm of a person's mail, and what follows from both."""

from reminders.policy.forecast import Coming, mails
from reminders.policy.ladder import (
    PARTS,
    Step,
    first_step_on,
    ladder,
    newest_step,
    next_step_on,
    said,
    steps_between,
    told,
)
from reminders.policy.retry import is_final, wait_after
from reminders.policy.rhythm import WEEKDAYS, Rhythm, chosen, next_day, next_moment, rhythm, why_not

__all__ = [
    "PARTS",
    "WEEKDAYS",
    "Coming",
    "Rhythm",
    "Step",
    "chosen",
    "first_step_on",
    "is_final",
    "ladder",
    "mails",
    "newest_step",
    "next_day",
    "next_moment",
    "next_step_on",
    "rhythm",
    "said",
    "steps_between",
    "told",
    "wait_after",
    "why_not",
]
