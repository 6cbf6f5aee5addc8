"""The authority's board beside the bare SQL of the same figures in a bare template: milliseconds, queries, ratio.

A small authority and one of 2,000 workers with 40,000 open cases, on PostgreSQL where it is installed and on SQLite,
asked by turns by somebody who is signed in. `--people 500` measures a smaller one. Prints, and fails on nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from contextlib import ExitStack

from support.ground import Ground, ground
from support.serving import by_turns, serve

SMALL, LARGE = 50, 2_600
CASES_A_WORKER = 20
BUDGET = 4.0
LEAST, MOST = 15, 40
OURS, BARE = "/caseloads/boards/authority/", "/bare/board/"


def main() -> None:
    given = arguments()
    if given.inside:
        inside()
        return
    with ground() as on:
        for engine in [on, Ground(on.scratch, None)] if on.port else [on]:
            show(engine, given)


def show(on: Ground, given: argparse.Namespace) -> None:
    print(f"\n==> {on.engine}")
    print(f"{'people':>7} {'workers':>8} {'cases':>7} {'ours':>8} {'p95':>8} {'bare':>8} {'ratio':>6} {'queries':>8}")
    with ExitStack() as running:
        for people in (SMALL, given.people):
            name = on.fill(people)
            told = on.measure(name, __file__, [])
            env = on.environment(name)
            ours, bare = (running.enter_context(serve(env, f"{which}.settings")) for which in ("config", "bare"))
            turns = [(ours, OURS, told["cookie"]), (bare, BARE, told["cookie"])]
            our, their = by_turns(turns, seconds=given.seconds, least=LEAST, most=MOST)
            ratio = our.median / their.median
            print(
                f"{people:7,} {told['workers']:8,} {told['cases']:7,} {our.median:8.1f} {our.p95:8.1f} "
                f"{their.median:8.1f} {ratio:6.2f} {told['queries']:8}"
                + ("  over the budget" if ratio > BUDGET else ""),
                flush=True,
            )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=LARGE, help="how many people the large authority has")
    parser.add_argument("--seconds", type=float, default=30, help="how long each size is asked")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def inside() -> None:
    """Fill up to twenty open cases a worker; print the session, the queries, and how much there is."""
    import django
    from support.ground import end_politely

    end_politely()
    django.setup()
    from django.utils import timezone
    from support.signing_in import cookie_for, queries_of

    from caseloads.queries.boards import rows_of
    from caseloads.services import open_found_breaches
    from workforce.generate import account
    from workforce.models import Team

    on = timezone.localdate()
    workers = [row.person.pk for row in rows_of(list(Team.objects.select_related("service")), on, weeks=False, count=1)]
    cases = topped_up(workers, on)
    open_found_breaches(on, timezone.now())
    cookie = cookie_for(account("chair"))
    queries = queries_of(OURS, cookie, bare=False)
    json.dump({"cookie": cookie, "queries": queries, "workers": len(workers), "cases": cases}, sys.stdout)


def topped_up(workers: list[int], on: dt.date) -> int:
    """Give every worker twenty open cases, begun over the last year; return how many there are in all."""
    from django.db import connection
    from django.db.models import Count
    from django.utils import timezone

    from caseloads.models import Allocation, Case

    dice = random.Random(1)
    held = dict(
        Allocation.objects.filter(worker__in=workers, ended_on=None)
        .order_by()
        .values_list("worker")
        .annotate(Count("pk"))
    )
    wanted = [worker for worker in workers for _ in range(max(CASES_A_WORKER - held.get(worker, 0), 0))]
    begun = [on - dt.timedelta(days=dice.randrange(1, 365)) for _ in wanted]
    cases = Case.objects.bulk_create(
        Case(reference=f"TOP-{n:07d}", type="CIN", children=1, complexity=2, opened_on=day)
        for n, day in enumerate(begun)
    )
    now = timezone.now()
    Allocation.objects.bulk_create(
        Allocation(case=case, worker_id=worker, role="allocated", started_on=case.opened_on, recorded_at=now)
        for case, worker in zip(cases, wanted, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return Allocation.objects.filter(worker__in=workers, ended_on=None).count()


if __name__ == "__main__":
    main()
