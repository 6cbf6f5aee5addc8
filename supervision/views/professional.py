"""The registered professional supervisor beside a line manager: who it is, naming and ending it (SUP-11)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from supervision.forms.professional import ProfessionalForm
from supervision.queries import professional as queries
from supervision.services import professional as services
from supervision.views.trail import to_worker
from workforce.access import Request, may, permitted
from workforce.facts import facts_of
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why


@permitted("supervision.see", Person)
def professional(request: Request, worker: Person) -> HttpResponse:
    on = request.access.on
    beside = queries.beside_of(facts_of([worker], on), on)[worker.pk]
    return render(
        request,
        "supervision/professional.html",
        {
            "worker": worker,
            "beside": beside,
            "why": why(beside.answer, pack_on(on)),
            "late": beside.answer.due_on is not None and beside.answer.due_on < on,
            "history": queries.history_of(worker),
            "may_arrange": may("supervision.arrange_professional", request.access, worker),
            "crumbs": to_worker(worker, "Professional supervisor"),
        },
    )


@permitted("supervision.arrange_professional", Person)
def name(request: Request, worker: Person) -> HttpResponse:
    people = queries.may_be_chosen(worker, request.access.on)
    form = ProfessionalForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        try:
            services.name_professional(
                worker=worker, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("from_on", str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['holder'].name} is now the professional supervisor")
            return redirect("supervision:professional", worker.pk)
    crumbs = to_worker(worker, "Name a professional supervisor")
    return render(request, "supervision/professional_name.html", {"worker": worker, "form": form, "crumbs": crumbs})


@require_POST
@permitted("supervision.arrange_professional", Person)
def end(request: Request, worker: Person) -> HttpResponse:
    tie = queries.history_of(worker).filter(ended_on__isnull=True).first()
    if tie is not None:
        services.end_professional(tie=tie, by=request.user, on=request.access.on, at=timezone.now())
        messages.success(request, "It ends with today")
    return redirect("supervision:professional", worker.pk)
