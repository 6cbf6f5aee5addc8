"""The demonstration's notes on the experience checklist: what no kind of case shows by itself."""

from __future__ import annotations

import datetime as dt
import uuid

from asye.models import Portfolio
from asye.queries.parties import holders_of
from asye.services import experience
from workforce.demo import Story, moment

EXPERIENCE = 56
KEYS = uuid.UUID("5b0b8a5e-6a8b-4f57-9f0d-2f6a3f4f7c21")
TOLD = (
    (3, "child_family_assessment", "Two assessments from the first visit to the end, the second one alone"),
    (9, "signs_of_safety", "Mapped with the family and my manager, then in the team meeting"),
    (14, "chairing", "A core group, with the assessor beside me"),
)


def load_experience(story: Story) -> str:
    """Everybody in their first year has noted what lies far enough behind them."""
    made = 0
    for year in Portfolio.objects.filter(status=Portfolio.Status.OPEN).select_related("practitioner").order_by("pk"):
        for week, item, words in TOLD:
            on = year.started_on + dt.timedelta(weeks=week)
            if on < story.on:
                key = uuid.uuid5(KEYS, f"{year.pk}:{item}")
                experience.note(
                    portfolio=year, item=item, done=True, on=on, words=words, sent_key=key, by=year.practitioner,
                    today=on, at=moment(on, 16),
                )  # fmt: skip
                made += 1
                made += _agreed(story, year, item, on)
    return f"{made} notes on the experience checklist"


def _agreed(story: Story, year: Portfolio, item: str, on: dt.date) -> int:
    """The assessor of the day agrees a week later, where that has come."""
    later = on + dt.timedelta(days=7)
    near = holders_of([year.practitioner], later)[year.practitioner_id]
    if later >= story.on or "assessor" not in near:
        return 0
    key, by = uuid.uuid5(KEYS, f"{year.pk}:{item}:agreed"), near["assessor"].person
    experience.agree(portfolio=year, item=item, sent_key=key, by=by, today=later, at=moment(later, 9))
    return 1
