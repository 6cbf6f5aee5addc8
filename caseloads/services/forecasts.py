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
from workforce import audit, versions
from workforce.models import Person, Service, Team
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere, set_aside

CLASH = "This could not be kept. Reload the page and try again"
GONE = "This plan has been deleted. The words you sent are kept in your words set aside"
LINES = "Who joins and who leaves"
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


def change_plan(*, plan: ForecastPlan, draft: Draft, version: int, by: Person, at: dt.datetime) -> None:
    """Put these words and lines in the place of the plan's, if it is still as the form read it.

    Raises:
        SavedElsewhere: somebody else was first.
        Refused: the plan is deleted.
    """
    with transaction.atomic():
        mine = ForecastPlan.objects.filter(versions.as_read(Save(version)), pk=plan.pk)
        if mine.update(**draft.words, version=F("version") + 1, changed_by=by, changed_at=at):
            plan.lines.all().delete()
            _write(plan, draft.lines)
            audit.record(by=by, deed="caseloads.change_forecast_plan", subject=plan, at=at)
            return
        now = ForecastPlan.objects.filter(pk=plan.pk).first()
        rows = _both(now, draft)
        if all(kept == sent for _, kept, sent in rows):
            return  # the same form a second time
        aside = set_aside(rows, what=plan.name, address=plan.change_address, by=by, at=at)
    if now is None:
        raise Refused(GONE)
    raise SavedElsewhere(aside)


def _both(now: ForecastPlan | None, draft: Draft) -> list[tuple[str, str, str]]:
    """What the plan says now beside what was sent, with the lines as one text each."""
    rows = []
    for name, sent in draft.words.items():
        field = ForecastPlan._meta.get_field(name)
        said = dict(getattr(field, "choices", None) or {})
        kept = getattr(now, name, "")
        rows.append((str(getattr(field, "verbose_name", name)).capitalize(), _said(kept, said), _said(sent, said)))
    return [*rows, (LINES, _told(_lines_of(now) if now else ()), _told(draft.lines))]


def _said(value: Any, choices: Mapping[Any, Any]) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(choices.get(value, "" if value is None else value))


def _told(lines: Sequence[Line]) -> str:
    said = (
        f"{one.number} {PlanLine.Stage(one.stage).label} {PlanLine.Way(one.way).label.lower()} "
        f"in {one.month:%B %Y}, {_said(one.fte, {})} of full time{_where(one)}"
        for one in lines
    )
    return "\n".join(said)


def _where(line: Line) -> str:
    place = line.team or line.service
    return f", {place}" if place else ""


def _lines_of(plan: ForecastPlan) -> list[Line]:
    rows = plan.lines.select_related("service", "team")
    return [Line(one.way, one.number, one.stage, one.month, one.fte, one.service, one.team) for one in rows]


@transaction.atomic
def copy_plan(*, plan: ForecastPlan, sent_key: uuid.UUID, by: Person, at: dt.datetime) -> ForecastPlan:
    """Make the same plan again under another name, as one's own; sent twice it is copied once."""
    longest = ForecastPlan._meta.get_field("name").max_length or 0
    names = ("note", "trend", "trend_months", "trend_a_month", "after_year", "paused")
    words = {"name": f"{COPY_OF}{plan.name}"[:longest], **{name: getattr(plan, name) for name in names}}
    return make_plan(
        draft=Draft(words, _lines_of(plan)),
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
