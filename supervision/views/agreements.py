"""The agreement of a worker with their supervisor: read it, draw it up, sign it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from supervision import policy
from supervision.forms.agreements import AgreementForm
from supervision.models import Agreement
from supervision.queries.agreements import newest_of, rhythm_of
from supervision.services import agreements as services
from supervision.views.trail import to_worker
from workforce.access import Request, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.telling import telling
from workforce.why import why

RECORDED = (
    "A personal part, read by the two of us and the supervisor’s manager; a case part, read by the group manager too. "
    "Both of us sign each record."
)


@permitted("supervision.read_agreement", Person)
def agreement(request: Request, worker: Person) -> HttpResponse:
    """The newest agreement, who has signed it, and when it is reviewed."""
    newest = newest_of(worker)
    pack = pack_on(request.access.on)
    review = None
    if newest is not None and newest.in_force_from is not None:
        review = policy.agreement_review(pack, agreed_on=newest.in_force_from)
    return render(
        request,
        "supervision/agreement.html",
        {
            "worker": worker,
            "newest": newest,
            "review": review,
            "is_late": review is not None and review.due_on is not None and review.due_on < request.access.on,
            "why": why(review, pack) if review is not None else None,
            "may_draw_up": may("supervision.record", request.access, worker),
            "may_sign": newest is not None and worker == request.user and worker.pk not in newest.signed_by,
            "crumbs": to_worker(worker, "Agreement"),
        },
    )


@permitted("supervision.record", Person)
def draw_up(request: Request, worker: Person) -> HttpResponse:
    """Begin with the last agreement, or with what the policy asks; sending it signs it as the supervisor."""
    form = AgreementForm(request.POST) if request.method == "POST" else AgreementForm(initial=_initial(request, worker))
    if form.is_valid():
        words = {name: form.cleaned_data[name] for name in Agreement.WORDS}
        services.draw_up(
            worker=worker,
            words=words,
            sent_key=form.cleaned_data["sent_key"],
            by=request.user,
            on=request.access.on,
            at=timezone.now(),
        )
        messages.success(request, f"You have signed the agreement. It now waits for {worker.name}")
        return redirect("supervision:agreement", worker.pk)
    return render(
        request,
        "supervision/agreement_draw_up.html",
        {"worker": worker, "form": form, "crumbs": to_worker(worker, "Draw up an agreement")},
    )


def _initial(request: Request, worker: Person) -> dict[str, object]:
    newest = newest_of(worker)
    before = {name: getattr(newest.agreement, name) for name in Agreement.WORDS} if newest else {"recorded": RECORDED}
    return {**before, "frequency": rhythm_of(worker, request.access.on), "sent_key": uuid.uuid4()}


@require_POST
@permitted("supervision.sign_agreement", Agreement, select=("worker", "supervisor"))
def sign(request: Request, agreement: Agreement) -> HttpResponse:
    with telling(request, "You have signed. The agreement holds from today"):
        services.sign_agreement(agreement=agreement, by=request.user, on=request.access.on, at=timezone.now())
    return redirect(agreement)
