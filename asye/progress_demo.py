"""The demonstration's concerns about progress: one that was settled, one that is under way."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from typing import Any

from asye.models import Portfolio
from asye.queries.agreeing import holder_of
from asye.queries.progress import signs_as
from asye.services import progress
from workforce.clock import working_day_on_or_before
from workforce.demo import Story, moment, people_by_number

PROGRESS_DEMO = 56
KEYS = uuid.UUID("6c0b9b43-6f4d-4c1f-9b57-0f7be0b1a1c2")


def load_progress(story: Story) -> str:
    told = tomllib.loads((story.folder / "progress.toml").read_text("utf-8"))
    people = people_by_number()
    for given in told["concerns"]:
        years = Portfolio.objects.select_related("practitioner", "stage", "programme")
        _tell(story, given, years.get(practitioner=people[given["practitioner"]], status=Portfolio.Status.OPEN))
    return f"{len(told['concerns'])} concerns about progress"


def _tell(story: Story, given: dict[str, Any], year: Portfolio) -> None:
    def on(days_ago: int) -> dt.date:
        return working_day_on_or_before(story.on - dt.timedelta(days=days_ago))

    first, met = on(given["raised_ago"]), on(given["met_ago"])
    by = holder_of("assessor", year.practitioner, first) or year.practitioner
    concern = progress.raise_concern(
        portfolio=year, meeting=None, words=given["words"], told_on=first,
        sent_key=uuid.uuid5(KEYS, given["practitioner"]), by=by, on=first, at=moment(first, 11),
    )  # fmt: skip
    step = concern.steps.select_related("concern__portfolio__practitioner", "led_by").get()
    progress.record_meeting(
        step=step, met_on=met, present=given["present"], words=given["said"],
        review_on=working_day_on_or_before(met + dt.timedelta(days=given["review_after"])), by=step.led_by, on=met,
        at=moment(met, 15),
    )  # fmt: skip
    for number, one in enumerate(given["actions"]):
        owner = holder_of(one["owner"], year.practitioner, met) or step.led_by
        action = progress.add_action(
            step=step, what=one["what"], owner=owner, due_on=met + dt.timedelta(days=one["after"]),
            sent_key=uuid.uuid5(KEYS, f"{step.pk}:{number}"), by=step.led_by, on=met, at=moment(met, 16),
        )  # fmt: skip
        if "note" in one:
            progress.finish_action(action=action, note=one["note"], by=owner, on=met, at=moment(met, 17))
    if "ended_ago" in given:
        end = on(given["ended_ago"])
        progress.decide(step=step, result="improved", words=given["why"], by=step.led_by, on=end, at=moment(end, 12))
        concern.refresh_from_db()
        for party in ("nqsw", "manager", "lead"):
            signer = holder_of(party, year.practitioner, end)
            if signer is not None and signs_as(concern, signer, end) == party:
                progress.sign(concern=concern, own_view="", by=signer, on=end, at=moment(end, 14))
