"""Average caseloads by service and team against the benchmark, as published to all staff (CSL-13, CSL-15)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Sum

from caseloads import policy
from caseloads.models import Allocation
from caseloads.queries.loads import RULED_AS
from workforce.models import Post, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

LEAST = 2  # the figure of one worker is that worker's own


@dataclass(frozen=True, slots=True)
class Average:
    """One service or team. `children` is per full-time worker; nothing where so few work there that it tells of one."""

    label: str
    workers: int
    children: float | None
    benchmark: float | None


@dataclass(frozen=True, slots=True)
class ServiceAverage:
    whole: Average
    teams: tuple[Average, ...]


@dataclass(slots=True)
class _Sum:
    workers: int = 0
    fte: float = 0.0
    children: int = 0

    def average(self, label: str, benchmark: float | None, least: int) -> Average:
        shown = self.workers >= least and self.fte
        return Average(label, self.workers, round(self.children / self.fte, 1) if shown else None, benchmark)


def averages(on: dt.date) -> list[ServiceAverage]:
    """Return each service with its teams, by name: two queries beside the policy."""
    pack = pack_on(on)
    staged = Stage.objects.open_on(on).filter(person=OuterRef("person"), kind__in=list(RULED_AS))
    posts = Post.objects.open_on(on).filter(Exists(staged), team__isnull=False)
    sums: dict[tuple[str, str, str], _Sum] = defaultdict(_Sum)
    of_team: dict[int, tuple[str, str, str]] = {}
    people = posts.order_by().values_list("team", "team__name", "team__service__name", "team__service__code")
    for team, name, service, code, fte, workers in people.annotate(Sum("fte"), Count("person", distinct=True)):
        of_team[team] = (service, code, name)
        sums[of_team[team]] = _Sum(workers, float(fte))
    held = (
        Allocation.objects.open_on(on)
        .filter(
            Q(case__closed_on__isnull=True) | Q(case__closed_on__gte=on),
            worker__posts__in=posts.order_by().values("pk"),
        )
        .order_by()
        .values_list("worker__posts__team")
        .annotate(Sum("case__children"))
    )
    for team, children in held:
        sums[of_team[team]].children = children
    return _by_service(sums, pack)


def smallest_team(pack: Pack) -> int:
    """Return from how many workers on a team's average is told."""
    asked = pack.caseloads.averages
    return max(asked.small_team if asked else LEAST, LEAST)


def _by_service(sums: dict[tuple[str, str, str], _Sum], pack: Pack) -> list[ServiceAverage]:
    least = smallest_team(pack)
    services: dict[tuple[str, str], list[tuple[str, _Sum]]] = defaultdict(list)
    for (service, code, team), one in sorted(sums.items()):
        services[service, code].append((team, one))
    found = []
    for (service, code), teams in services.items():
        bench = policy.benchmark(pack, code)
        children = bench.children if bench else None
        whole = _Sum(
            sum(one.workers for _, one in teams),
            sum(one.fte for _, one in teams),
            sum(one.children for _, one in teams),
        )
        found.append(
            ServiceAverage(
                whole.average(service, children, least),
                tuple(one.average(team, children, least) for team, one in teams),
            )
        )
    return found
