"""The demonstration's years that were not completed: one with exceptional circumstances recorded, one without."""

from __future__ import annotations

import datetime as dt
import uuid

from asye.models import Portfolio
from asye.services import circumstances
from asye.services.leaving import end_year
from workforce.demo import Story, moment, people_by_number
from workforce.models import Person, Stage

COMPLETION = 57
KEYS = uuid.UUID("0d9c1c0b-63d5-4f0e-8f53-0b6a5f2f7a11")
BEFORE_THE_END = dt.timedelta(weeks=8)
ENDED = "The year stopped after a long absence and was not taken up again"
TOLD = (
    ("052723", ""),
    (
        "045498",
        "Away for months, and the academy team closed before the last review. The next manager confirms the work.",
    ),
)


def load_completion(story: Story) -> str:
    """Both hold permanent posts today; HR are shown the one for whom nothing is recorded."""
    people, lead = people_by_number(), Person.objects.get(email="lead@demo.example")
    for number, why in TOLD:
        stage = Stage.objects.get(person=people[number], kind=Stage.Kind.NQSW)
        assert stage.ended_on is not None
        year = Portfolio.objects.create(practitioner=people[number], stage=stage, started_on=stage.started_on)
        at = moment(stage.ended_on - BEFORE_THE_END, 10)
        end_year(portfolio=year, why=ENDED, by=lead, on=story.on, at=at)
        if why:
            key = uuid.uuid5(KEYS, number)
            circumstances.record(portfolio=year, why=why, sent_key=key, by=lead, on=story.on, at=at)
    return f"{len(TOLD)} years that were not completed"
