"""Move a case on, and end somebody's part in it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caseloads.forms.moves import EndForm, TransferForm
from caseloads.models import Allocation, Offer
from caseloads.queries.choosing import CaseOffered, choices_for
from caseloads.queries.people import experienced, say_over
from caseloads.services import offers, transfers
from caseloads.views.trail import to_worker
from workforce.access import Request, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused


@permitted("caseloads.move_allocation", Allocation, select=("case", "worker"))
def transfer_to(request: Request, allocation: Allocation) -> HttpResponse:
    """Who could take it over: the people this manager allocates to, most room first."""
    on = request.access.on
    people = Person.objects.visible_to(request.access).employed_on(on).exclude(pk=allocation.worker_id)
    mine = [
        person for person in people.exclude(pk=request.user.pk) if may("caseloads.allocate", request.access, person)
    ]
    case = CaseOffered(
        allocation.case.type, allocation.case.children, Allocation.Role.ALLOCATED, allocation.case.complexity
    )
    return render(
        request,
        "caseloads/transfer_to.html",
        {
            "allocation": allocation,
            "choices": choices_for(case, mine, on),
            "crumbs": to_worker(allocation.worker, f"Move {allocation.case} on"),
        },
    )


@permitted("caseloads.move_allocation", Allocation, select=("case", "worker"))
def transfer(request: Request, allocation: Allocation, to: int) -> HttpResponse:
    """Offer it to the next worker, with the decision whether whoever has it now stays (CSL-09)."""
    on, sent = request.access.on, request.method == "POST"
    worker = Person.objects.visible_to(request.access).employed_on(on).filter(pk=to).first()
    if worker is None or worker.pk == allocation.worker_id or not may("caseloads.allocate", request.access, worker):
        return redirect("caseloads:transfer_to", allocation.pk)
    case = allocation.case
    role = request.POST.get("role") if sent else Allocation.Role.ALLOCATED
    role = role if role in Allocation.Role.values else Allocation.Role.ALLOCATED
    choice = next(iter(choices_for(CaseOffered(case.type, case.children, role, case.complexity), [worker], on)), None)
    say = say_over(worker, on)
    mine = Person.objects.visible_to(request.access).employed_on(on).exclude(pk=worker.pk)
    form = TransferForm(
        request.POST if sent else None,
        initial={"talk": "told", "role": allocation.role, "sent_key": uuid.uuid4()},
        pack=pack_on(on),
        authorisers=say.authorisers,
        colleagues=experienced(mine, on).order_by("name"),
        agrees=say.agrees == request.user,
        needed=choice is not None and bool(choice.warnings),
        decisions=transfers.decisions(on),
    )
    if form.is_valid():
        try:
            return _transferred(request, allocation, worker, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    title = f"Move {case} to {worker.name}"
    return render(
        request,
        "caseloads/transfer.html",
        {
            "allocation": allocation,
            "title": title,
            "form": form,
            "choice": choice,
            "agrees": say.agrees,
            "back": reverse("caseloads:transfer_to", args=[allocation.pk]),
            "crumbs": to_worker(allocation.worker, title),
        },
    )


def _transferred(request: Request, allocation: Allocation, worker: Person, form: TransferForm) -> HttpResponse:
    offer = offers.make(
        _draft(allocation, worker, form),
        sent_key=form.cleaned_data["sent_key"],
        by=request.user,
        on=request.access.on,
        at=timezone.now(),
    )
    if offer.status == Offer.Status.ALLOCATED:
        messages.success(request, f"{allocation.case} has moved to {worker.name}")
        return redirect("caseloads:worker", allocation.worker_id)
    messages.success(request, f"{allocation.case} is offered to {worker.name}")
    return redirect(offer)


def _draft(allocation: Allocation, worker: Person, form: TransferForm) -> offers.Draft:
    told, case = form.cleaned_data, allocation.case
    return offers.Draft(
        worker=worker,
        reference=case.reference,
        type=case.type,
        children=case.children,
        complexity=case.complexity,
        **{
            name: told[name] for name in ("role", "colleague", "talk", "room", "workers_view", "stays", "stays_because")
        },
        agreed=told.get("agreed", False),
        terms=form.terms,
        moved_from=allocation,
    )


@permitted("caseloads.move_allocation", Allocation, select=("case", "worker"))
def end(request: Request, allocation: Allocation) -> HttpResponse:
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            transfers.end_allocation(
                allocation=allocation, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{allocation.worker.name} is no longer on {allocation.case}")
            return redirect("caseloads:worker", allocation.worker_id)
    return render(
        request,
        "caseloads/step.html",
        {
            "title": f"End work on {allocation.case}",
            "caption": allocation.worker.name,
            "form": form,
            "submit": "End it",
            "back": reverse("caseloads:worker", args=[allocation.worker_id]),
            "crumbs": to_worker(allocation.worker, "End work on a case"),
        },
    )
