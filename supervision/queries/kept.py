"""The decisions to keep the shorter gap, as the policy asks for them (SUP-03)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from supervision import policy
from supervision.models import KeptGap
from workforce.models import Stage

NONE: tuple[policy.Kept, ...] = ()


def kept_of(stages: Iterable[Stage]) -> dict[int, tuple[policy.Kept, ...]]:
    """Return the decisions by stage: one query, however many stages."""
    found: dict[int, tuple[policy.Kept, ...]] = defaultdict(tuple)
    rows = KeptGap.objects.filter(stage__in=[stage.pk for stage in stages]).order_by("started_on")
    for stage, first, last in rows.values_list("stage", "started_on", "ended_on"):
        found[stage] += (policy.Kept(first, last),)
    return found


def kept_by(kept: Mapping[int, tuple[policy.Kept, ...]], stage: Stage | None) -> tuple[policy.Kept, ...]:
    return kept.get(stage.pk, NONE) if stage else NONE
