"""What the policy desk fills in about people themselves: clock, probation, sickness."""

from __future__ import annotations

import datetime as dt
from typing import Any

from workforce.access import Access, may
from workforce.clock import add_months
from workforce.desk import Known
from workforce.facts import Facts
from workforce.models import Absence, Person, Post

FULL_WEEK = 5
YEAR = 12  # months


def clock_facts(facts: Facts, on: dt.date) -> dict[str, Any]:
    """Return `start`, `on` and `pauses` of somebody who is in a stage."""
    if facts.clock is None:
        return {}
    pauses = [{"from": pause.from_on, "to": pause.to_on, "reason": pause.reason} for pause in facts.clock.pauses]
    return {"start": facts.clock.anchor, "on": max(on, facts.clock.start), "pauses": pauses}


def probation(access: Access, person: Person, on: dt.date) -> Known | None:
    first = Post.objects.filter(person=person).order_by("started_on").values_list("started_on", flat=True).first()
    return Known({"start": first}) if first else None


def absence_triggers(access: Access, person: Person, on: dt.date) -> Known:
    """Sickness of the last year, for those who may see it."""
    if not may("workforce.see_absence", access, person):
        return Known({"on": on}, ("Their sickness is left out: only they, their line and HR see it.",))
    rows = Absence.objects.filter(
        person=person, kind=Absence.Kind.SICKNESS, started_on__lte=on, ended_on__gte=add_months(on, -YEAR)
    )
    absences = [{"from": first, "to": last} for first, last in rows.values_list("started_on", "ended_on")]
    fte = Post.objects.open_on(on).filter(person=person).values_list("fte", flat=True).first()
    return Known({"on": on, "absences": absences, "working_days_per_week": float(fte or 1) * FULL_WEEK})
