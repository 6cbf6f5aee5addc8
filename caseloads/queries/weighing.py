"""Workload beside the count: each worker's points against the hours they have for cases (CSL-13)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from caseloads import policy
from caseloads.models import Allocation
from caseloads.queries.loads import RULED_AS
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on


def workload_of(facts: Facts, cases: Iterable[tuple[str, int, int]], pack: Pack) -> policy.Workload | None:
    """Return the weighted workload of cases in hand, as (kind, children, complexity)."""
    return _workload(facts, list(cases), pack)


def workloads_of(
    people: Iterable[Person], on: dt.date, known: dict[int, Facts] | None = None, pack: Pack | None = None
) -> dict[int, policy.Workload]:
    """Return the weighted workload of each person in a stage and a service: one query beside the facts."""
    pack = pack or pack_on(on)
    facts = known if known is not None else facts_of(people, on)
    cases: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
    rows = Allocation.objects.open_on(on).filter(
        Q(case__closed_on__isnull=True) | Q(case__closed_on__gte=on), worker__in=facts
    )
    for worker, *case in rows.order_by().values_list("worker", "case__type", "case__children", "case__complexity"):
        cases[worker].append((case[0], case[1], case[2]))
    return {pk: one for pk, known in facts.items() if (one := _workload(known, cases[pk], pack)) is not None}


def _workload(facts: Facts, cases: list[tuple[str, int, int]], pack: Pack) -> policy.Workload | None:
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.service_code is None:
        return None
    points = policy.points_of(pack, cases)
    return policy.workload(pack, stage=ruled_as, service=facts.service_code, fte=facts.fte, points=points)
