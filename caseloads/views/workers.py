"""What one worker holds, against their limit, with what stands beside the number."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from caseloads.models import Allocation
from caseloads.queries import loads_of
from caseloads.queries.beside import beside
from caseloads.queries.weighing import workload_of
from caseloads.rules import LEADS
from workforce.access import Request, may, permitted
from workforce.facts import facts_of
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
from workforce.why import why

LEARNING = (Stage.Kind.NQSW, Stage.Kind.TRAINEE)


@permitted("caseloads.see", Person)
def worker(request: Request, worker: Person) -> HttpResponse:
    """The cases a worker holds today, against their limit."""
    on = request.access.on
    access, pack = request.access, pack_on(on)
    facts = facts_of([worker], on, absences=False)
    load = loads_of([worker], on, facts)[worker.pk]
    held = list(
        Allocation.objects.open_on(on)
        .filter(Q(case__closed_on__isnull=True) | Q(case__closed_on__gte=on), worker=worker)
        .select_related("case")
        .order_by("case__reference")
    )
    cases = [(one.case.type, one.case.children, one.case.complexity) for one in held]
    workload = workload_of(facts[worker.pk], cases, pack)
    stage, mine = facts[worker.pk].stage, worker == request.user
    may_allocate = may("caseloads.allocate", access, worker)
    found = beside([worker.pk], on, ended=True)[worker.pk]
    return render(
        request,
        "caseloads/worker.html",
        {
            "worker": worker,
            "load": load,
            "why": why(load.limit, pack) if load.limit else None,
            "workload": workload,
            "workload_why": why(workload, pack) if workload else None,
            "learning": stage is not None and stage.kind in LEARNING,
            "ready": found.ready,
            "note": found.note,
            "breaches": found.breaches[:5],
            "offers": found.offers if mine or may_allocate else (),
            "mine": mine,
            "may_see_capacity": mine or may_allocate or bool(access.jobs & LEADS),
            "may_say": mine and may("caseloads.say_at_capacity", access),
            "may_record_ready": may("caseloads.record_ready", access, worker),
            "page": Paginator(held, 25).get_page(request.GET.get("page")),
            "may_allocate": may_allocate,
            "crumbs": [("Home", "/"), ("Caseload", "")],
        },
    )
