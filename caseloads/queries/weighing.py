"""Workload beside the count: each worker's points against the hours they have for cases (CSL-13)."""

from __future__ import annotations

from collections.abc import Iterable

from caseloads import policy
from caseloads.queries.loads import RULED_AS
from workforce.facts import Facts
from workforce.models import Stage
from workforce.packs import Pack


def workload_of(facts: Facts, cases: Iterable[tuple[str, int, int]], pack: Pack) -> policy.Workload | None:
    """Return the weighted workload of cases in hand, as (kind, children, complexity)."""
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.service_code is None:
        return None
    points = policy.points_of(pack, cases)
    return policy.workload(pack, stage=ruled_as, service=facts.service_code, fte=facts.fte, points=points)
