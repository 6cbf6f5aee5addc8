"""How often a worker has supervision, stretch by stretch, and the manager's decision to keep the shorter gap."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision.forms.kept import EndForm, KeepForm
from supervision.models import KeptGap
from supervision.queries.agreements import spells_of
from supervision.services import kept as services
from supervision.views.trail import to_worker
from workforce.access import Request, may, permitted
from workforce.facts import facts_of
from workforce.models import Person
from workforce.verdict import Refused


@permitted("supervision.read_agreement", Person)
def rhythm(request: Request, worker: Person) -> HttpResponse:
    on = request.access.on
    facts = facts_of([worker], on)[worker.pk]
    decisions = list(KeptGap.objects.filter(worker=worker).select_related("decided_by", "ended_by"))
    is_kept = any(one.ended_on is None for one in decisions)
    manages = may("supervision.keep_gap", request.access, worker)
    return render(
        request,
        "supervision/rhythm.html",
        {
            "worker": worker,
            "spells": spells_of(facts, on),
            "on": on,
            "decisions": decisions,
            "may_keep": manages and not is_kept and services.may_be_kept(facts.stage, on),
            "may_end": manages,
            "crumbs": to_worker(worker, "How often"),
        },
    )


@permitted("supervision.keep_gap", Person)
def keep(request: Request, worker: Person) -> HttpResponse:
    form = KeepForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        try:
            services.keep_gap(
                worker=worker, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("started_on", str(refusal))
        else:
            messages.success(request, "The decision is kept. Due dates and bookings follow it")
            return redirect("supervision:rhythm", worker.pk)
    crumbs = to_worker(worker, "Keep the shorter gap")
    return render(request, "supervision/keep_gap.html", {"worker": worker, "form": form, "crumbs": crumbs})


@permitted("supervision.keep_gap", KeptGap, select=("worker",))
def end(request: Request, kept: KeptGap) -> HttpResponse:
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.end_kept_gap(
                kept=kept, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The decision has ended. Due dates and bookings follow the policy again")
            return redirect("supervision:rhythm", kept.worker_id)
    crumbs = to_worker(kept.worker, "End the decision")
    return render(request, "supervision/end_kept_gap.html", {"kept": kept, "form": form, "crumbs": crumbs})
