"""What one worker holds, and giving them a case."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from caseloads import services
from caseloads.forms import AllocationForm
from caseloads.models import Allocation
from caseloads.queries import loads_of
from workforce.access import Request, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why


@permitted("caseloads.see", Person)
def worker(request: Request, worker: Person) -> HttpResponse:
    """The cases a worker holds today, against their limit."""
    on = request.access.on
    load = loads_of([worker], on)[worker.pk]
    held = Allocation.objects.open_on(on).filter(worker=worker).select_related("case").order_by("case__reference")
    return render(
        request,
        "caseloads/worker.html",
        {
            "worker": worker,
            "load": load,
            "why": why(load.limit, pack_on(on)) if load.limit else None,
            "page": Paginator(held, 25).get_page(request.GET.get("page")),
            "may_allocate": may("caseloads.allocate", request.access, worker),
            "crumbs": [("Home", "/"), ("Caseload", "")],
        },
    )


@permitted("caseloads.allocate", Person)
def allocate(request: Request, worker: Person) -> HttpResponse:
    on = request.access.on
    form = AllocationForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        told = dict(form.cleaned_data)
        sent_key = told.pop("sent_key")
        try:
            services.allocate(
                services.Proposal(worker=worker, **told), sent_key=sent_key, by=request.user, on=on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{told['reference']} is allocated to {worker.name}")
            return redirect("caseloads:worker", worker.pk)
    load = loads_of([worker], on)[worker.pk]
    return render(
        request,
        "caseloads/allocate.html",
        {
            "worker": worker,
            "form": form,
            "load": load,
            "why": why(load.limit, pack_on(on)) if load.limit else None,
            "crumbs": [("Home", "/"), (f"Caseload of {worker.name}", f"/caseloads/{worker.pk}/"), ("Add a case", "")],
        },
    )
