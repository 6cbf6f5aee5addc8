"""Save, change, copy and delete plans for a forecast."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F

from caseloads.models import ForecastPlan, PlanLine
from workforce import audit
from workforce.models import Person, Service, Team
from workforce.sent_once import insert_once
from workforce.verdict import Refused

CLASH = "This could not be kept. Reload the page and try again"
LATE = "Somebody has changed this plan since you opened it. Open it again, and enter your changes there"
COPY_OF = "Copy of "


@dataclass(frozen=True, slots=True)
class Line:
    """A line as told; the month is its first day."""

    way: str
    number: int
    stage: str
    month: dt.date
    fte: Decimal
    service: Service | None = None
    team: Team | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as told: its name and assumptions by the names of their columns, and its lines."""

    words: Mapping[str, Any]
    lines: Sequence[Line]


@transaction.atomic
def make_plan(
    *,
    draft: Draft,
    service: Service | None,
    team: Team | None,
    sent_key: uuid.UUID,
    by: Person,
    at: dt.datetime,
    deed: str = "caseloads.make_forecast_plan",
) -> ForecastPlan:
    """Keep a new plan with its lines; a form sent twice makes one."""
    plan, new = insert_once(
        ForecastPlan(
            service=service, team=team, sent_key=sent_key, made_by=by, made_at=at, changed_by=by, changed_at=at,
            **draft.words,
        ),
        clash=CLASH,
    )  # fmt: skip
    if new:
        _write(plan, draft.lines)
        audit.record(by=by, deed=deed, subject=plan, at=at)
    return plan


@transaction.atomic
def change_plan(*, plan: ForecastPlan, draft: Draft, version: int, by: Person, at: dt.datetime) -> None:
    """Put these words and lines in the place of the plan's, if it is still as the form read it.

    Refused where somebody else was first.
    """
    mine = ForecastPlan.objects.filter(pk=plan.pk, version=version)
    if not mine.update(**draft.words, version=F("version") + 1, changed_by=by, changed_at=at):
        raise Refused(LATE)
    plan.lines.all().delete()
    _write(plan, draft.lines)
    audit.record(by=by, deed="caseloads.change_forecast_plan", subject=plan, at=at)


@transaction.atomic
def copy_plan(*, plan: ForecastPlan, sent_key: uuid.UUID, by: Person, at: dt.datetime) -> ForecastPlan:
    """Make the same plan again under another name, as one's own; sent twice it is copied once."""
    longest = ForecastPlan._meta.get_field("name").max_length or 0
    names = ("note", "trend", "trend_months", "trend_a_month", "after_year", "paused")
    words = {"name": f"{COPY_OF}{plan.name}"[:longest], **{name: getattr(plan, name) for name in names}}
    lines = [
        Line(one.way, one.number, one.stage, one.month, one.fte, one.service, one.team)
        for one in plan.lines.select_related("service", "team")
    ]
    return make_plan(
        draft=Draft(words, lines),
        service=plan.service,
        team=plan.team,
        sent_key=sent_key,
        by=by,
        at=at,
        deed="caseloads.copy_forecast_plan",
    )


@transaction.atomic
def delete_plan(*, plan: ForecastPlan, by: Person, at: dt.datetime) -> None:
    """Take a plan and its lines away; that it was there and who deleted it stays on the record."""
    ForecastPlan.objects.filter(pk=plan.pk).update(version=F("version") + 1)  # the lock: a change that waits comes late
    audit.record(by=by, deed="caseloads.delete_forecast_plan", subject=plan, at=at)
    plan.lines.all().delete()
    plan.delete()


def _write(plan: ForecastPlan, lines: Sequence[Line]) -> None:
    PlanLine.objects.bulk_create(
        PlanLine(
            plan=plan,
            way=line.way,
            number=line.number,
            stage=line.stage,
            month=line.month,
            fte=line.fte,
            service=line.service,
            team=line.team,
        )
        for line in lines
    )
