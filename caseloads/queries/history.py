"""What a worker held week by week, against the limit of each week."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import dropwhile

from caseloads.policy import Limit
from caseloads.queries.holdings import Holding, holdings
from caseloads.queries.loads import limit_for
from workforce.clock import Clock
from workforce.clock import Pause as ClockPause
from workforce.facts import FULL_LENGTH, Facts
from workforce.models import Pause, Person, Post, Stage

WEEKS = 52
HEIGHT, GROUND = 160, 130  # pixels
WEEK = dt.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """A day, what was held on it, and the most that the policy allowed then (None: it says nothing)."""

    day: dt.date
    held: Holding
    most: float | None

    @property
    def is_over(self) -> bool:
        return self.most is not None and self.held.held > self.most


@dataclass(frozen=True, slots=True)
class Bar:
    """One week as a drawing: lengths as SVG takes them."""

    x: str
    width: str
    y: int
    height: int
    limit_y: int | None
    over: bool


def weeks_of(worker: Person, on: dt.date) -> tuple[list[Week], Limit | None]:
    """Return the last 52 weeks, the oldest first, each by today's day of the week, and the limit of today.

    Six queries, however long. Weeks before anything was held or any limit held are left out.
    """
    days = [on - WEEK * back for back in range(WEEKS, -1, -1)]
    held = holdings([worker.pk], days)
    facts = _facts_over(worker, days)
    limits = [limit_for(one, day) for one, day in zip(facts, days, strict=True)]
    weeks = [
        Week(day, held[worker.pk, day], limit.maximum if limit else None)
        for day, limit in zip(days, limits, strict=True)
    ]
    return list(dropwhile(lambda week: not week.held.cases and week.most is None, weeks)), limits[-1]


def drawn(weeks: list[Week]) -> list[Bar]:
    """Lay the weeks out to the width of the page."""
    tallest = max((max(week.held.held, week.most or 0) for week in weeks), default=0) or 1
    width = 100 / (len(weeks) or 1)

    def up(figure: float) -> int:
        return round((GROUND - 20) * figure / tallest)

    return [
        Bar(
            x=f"{place * width:.2f}%",
            width=f"{width * 0.8:.2f}%",
            y=GROUND - up(week.held.held),
            height=up(week.held.held),
            limit_y=None if week.most is None else GROUND - up(week.most),
            over=week.is_over,
        )
        for place, week in enumerate(weeks)
    ]


def _facts_over(worker: Person, days: list[dt.date]) -> list[Facts]:
    """Return the facts of one person on many days: three queries."""
    posts = list(Post.objects.filter(person=worker, started_on__lte=days[-1]).select_related("team__service"))
    stages = list(Stage.objects.filter(person=worker, started_on__lte=days[-1]))
    pauses: dict[int, list[ClockPause]] = {stage.pk: [] for stage in stages}
    rows = Pause.objects.filter(stage__in=stages).order_by("started_on")
    for stage, first, last, reason in rows.values_list("stage", "started_on", "ended_on", "reason"):
        pauses[stage].append(ClockPause(first, last, reason))
    clocks = {
        stage.pk: Clock(stage.started_on, tuple(pauses[stage.pk]), stage.months or FULL_LENGTH, stage.done_days)
        for stage in stages
    }

    def on(day: dt.date) -> Facts:
        post = next((one for one in posts if _holds(one, day)), None)
        stage = next((one for one in stages if _holds(one, day)), None)
        return Facts(worker, post, stage, clocks[stage.pk] if stage else None, ())

    return [on(day) for day in days]


def _holds(period: Post | Stage, day: dt.date) -> bool:
    return period.started_on <= day and (period.ended_on is None or day <= period.ended_on)
