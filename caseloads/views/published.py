"""What every member of staff may read: average caseloads against the benchmark, and how work is weighed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from caseloads.models import Case
from caseloads.queries.averages import averages, smallest_team
from workforce.access import Request, everybody
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.why import why_of

STAGES = {"nqsw": "Newly qualified", "trainee": "Trainee", "experienced": "Experienced"}


def _of(table: Mapping[Any, float], stage: str) -> float:
    """A stage that the table does not name gives up nothing."""
    return table.get(stage, 0)


@everybody
def benchmarks(request: Request) -> HttpResponse:
    """The published averages (LGA 3), the weights, and what is taken out of a week first."""
    pack = pack_on(request.access.on)
    return render(
        request,
        "caseloads/benchmarks.html",
        {
            "services": averages(request.access.on),
            **_weights(pack),
            "week": pack.caseloads.week,
            "stages": _stages(pack),
            "least": smallest_team(pack),
            "why": why_of("CSL-13, CSL-15", "Averages and benchmarks are published to all staff.", pack),
            "crumbs": [("Home", "/"), ("Average caseloads", "")],
        },
    )


def _weights(pack: Pack) -> dict[str, list[tuple[str, float]]]:
    weights, kinds = pack.caseloads.weights, dict(Case.Type.choices)
    if weights is None:
        return {"kinds": [], "complexities": []}
    return {
        "kinds": [(str(kinds.get(code, code)), points) for code, points in weights.case_types.items()],
        "complexities": [(name.capitalize(), factor) for name, factor in weights.complexity.items()],
    }


def _stages(pack: Pack) -> list[dict[str, object]]:
    week = pack.caseloads.week
    if week is None:
        return []
    return [
        {
            "label": label,
            "protected": _of(week.protected_percent, stage),
            "supervision": _of(week.supervision_hours_a_month, stage),
            "study": _of(week.study_days_a_year, stage),
        }
        for stage, label in STAGES.items()
    ]
