"""The demonstration's cases, through the importer."""

from __future__ import annotations

from caseloads import feed_story, forecast_story, rota_story
from caseloads import story as ours
from caseloads.imports import import_caseloads
from workforce.demo import Story

ORDER = 30


def load(story: Story) -> str:
    done = import_caseloads(story.source("caseloads.csv"), on=story.on, at=story.at)
    beside = f"{feed_story.tell(story)}; {forecast_story.tell(story)}; {rota_story.tell(story)}"
    told = f"{ours.tell(story)}; {beside}"
    return f"{done.counts['cases'].added} cases, {done.counts['allocations'].added} allocations; {told}"
