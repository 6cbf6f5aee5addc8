"""Workload beside the count: points by kind and complexity, against the hours a worker has for cases (CSL-13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from caseloads.policy.limits import weighted
from workforce.packs import Pack
from workforce.packs.schema.caseloads import Benchmark
from workforce.sentences import silence
from workforce.verdict import Answer

RULE = "CSL-13"
WEEKS_IN_MONTH = 52 / 12
DAYS_IN_WEEK = 5
PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload(Answer):
    """Points held, the points this worker has room for, and the share in percent; None where the policy is silent.

    `hours` are those of a week left for cases once protected time, supervision and study are taken out.
    """

    points: float | None = None
    room: float | None = None
    percent: int | None = None
    hours: float | None = None


def complexity_of(pack: Pack, figure: int) -> str | None:
    """The complexity that a figure of the case system stands for; None where the pack does not say."""
    steps = pack.caseloads.weights.complexity_from if pack.caseloads.weights else {}
    reached = [(least, name) for name, least in steps.items() if least <= figure]
    return max(reached)[1] if reached else None


def points_of(pack: Pack, cases: Iterable[tuple[str, int, int]]) -> float | None:
    """The points of cases given as (kind, children, complexity); None where one of them has no weight."""
    total = 0.0
    for kind, children, figure in cases:
        complexity = complexity_of(pack, figure)
        points = weighted(pack, case_type=kind, children=children, complexity=complexity) if complexity else None
        if points is None:
            return None
        total += points
    return round(total, 2)


def benchmark(pack: Pack, service: str) -> Benchmark | None:
    """What a full-time worker of the service holds when work is shared well; None where the pack sets nothing."""
    return pack.caseloads.benchmarks.get(service)


def case_hours(pack: Pack, *, stage: str, fte: float) -> float | None:
    """Hours of a week left for cases; None where the pack has no week."""
    week = pack.caseloads.week
    if week is None:
        return None
    hours = week.hours * fte
    protected = hours * _of(week.protected_percent, stage) / PERCENT
    supervision = _of(week.supervision_hours_a_month, stage) / WEEKS_IN_MONTH
    study = _of(week.study_days_a_year, stage) * hours / DAYS_IN_WEEK / week.weeks_worked_a_year
    return round(max(hours - protected - supervision - study, 0), 1)


def room_for_points(pack: Pack, *, stage: str, service: str, fte: float) -> float | None:
    """The points a worker has room for: the benchmark by their hours for cases; None where the policy is silent."""
    bench, hours = benchmark(pack, service), case_hours(pack, stage=stage, fte=fte)
    full = case_hours(pack, stage="experienced", fte=1.0)
    return None if bench is None or hours is None or not full else round(bench.points * hours / full, 1)


def _of(table: Mapping[Any, float], stage: str) -> float:
    """A stage that the table does not name gives up nothing."""
    return table.get(stage, 0)


def workload(pack: Pack, *, stage: str, service: str, fte: float, points: float | None) -> Workload:
    """The points held against the room this worker has: the benchmark by their hours for cases, not by their hours."""
    bench, hours = benchmark(pack, service), case_hours(pack, stage=stage, fte=fte)
    room = room_for_points(pack, stage=stage, service=service, fte=fte)
    if bench is None or hours is None or room is None or points is None:
        return Workload(
            rules=(RULE,), because=silence(pack.title, "how this work is weighed"), silent=True, points=points
        )
    percent = round(PERCENT * points / room) if room else None
    return Workload(
        rules=(RULE,),
        because=f"{points:g} points of the {room:g} that {hours:g} hours a week for cases have room for; "
        f"{bench.points:g} is the benchmark of an experienced worker in full time",
        figures={"fte": fte, "hours_for_cases": hours, "benchmark_points": bench.points, "points": points},
        points=points,
        room=room,
        percent=percent,
        hours=hours,
    )
