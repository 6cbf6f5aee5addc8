"""The demonstration's log of protected time: a line a week, now and then one that was taken away."""

from __future__ import annotations

import datetime as dt
import tomllib
import uuid
from typing import Any

from asye.models import Portfolio
from asye.policy.protected_time import monday
from asye.services import protected_time
from workforce.clock import DAYS_IN_WEEK, is_working_day
from workforce.demo import Story, moment
from workforce.facts import clock_of
from workforce.models import Absence

PROTECTED_TIME = 52
KEYS = uuid.UUID("b0a4f6a2-22f1-4ff5-9b8e-0c6e8a6f4f31")


def load_protected_time(story: Story) -> str:
    told = tomllib.loads((story.folder / "protected_time.toml").read_text("utf-8"))
    years = Portfolio.objects.filter(status=Portfolio.Status.OPEN).select_related("practitioner", "stage")
    made = sum(_year(story, told, year) for year in years.prefetch_related("stage__pauses"))
    return f"{made} lines of protected time"


def _year(story: Story, told: dict[str, Any], year: Portfolio) -> int:
    number, made = str(year.practitioner.employee_number), 0
    clock = clock_of(year.stage)
    every = told["noted_every"] if number in told["behind"] else 1
    away = list(Absence.objects.filter(person=year.practitioner).values_list("started_on", "ended_on"))
    first, week = monday(year.started_on), 0
    while first < story.on:
        week += 1
        on = first + dt.timedelta(days=2 + week % 3)
        out = clock.paused(on) or not is_working_day(on) or any(begun <= on <= (ended or on) for begun, ended in away)
        if year.started_on <= on < story.on and not out and not week % every:
            made += _week(told, year, week, on)
        first += dt.timedelta(days=DAYS_IN_WEEK)
    return made


def _week(told: dict[str, Any], year: Portfolio, week: int, on: dt.date) -> int:
    kinds = ["taken", "lost"] if week % 5 == 4 else ["taken"]
    for kind in kinds:
        line = told[kind][week % len(told[kind])]
        protected_time.note(
            portfolio=year, kind=kind, on=on, minutes=line["minutes"], words=line["words"],
            by_whom=line.get("by_whom", ""), sent_key=uuid.uuid5(KEYS, f"{year.pk}:{week}:{kind}"),
            by=year.practitioner, today=on, at=moment(on, 17),
        )  # fmt: skip
    return len(kinds)
