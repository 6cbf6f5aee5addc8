"""A passed limit: read it, account for it, confirm it, and the worker's own words."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseloads import policy
from caseloads.forms.breaches import OwnWordsForm, TermsForm
from caseloads.models import Breach
from caseloads.queries.beside import at_capacity
from caseloads.queries.loads import loads_of
from caseloads.queries.people import authorisers
from caseloads.services import breaches as services
from caseloads.views.trail import to_worker
from workforce.access import Request, may, permitted
from workforce.policy_in_force import pack_on
from workforce.telling import telling
from workforce.verdict import Refused
from workforce.why import why, why_of

ABOVE = "Above the limit"


@permitted("caseloads.read_breach", Breach, select=("worker", "authorised_by"))
def breach(request: Request, breach: Breach) -> HttpResponse:
    """Since when, by how much, what was agreed, what the worker says, and everything that has happened."""
    access = request.access
    pack = pack_on(access.on)
    load = loads_of([breach.worker], access.on)[breach.worker_id]
    due = policy.completed_by(pack, opened_on=breach.opened_on, ends_on=breach.agreed_until)
    live = breach.status != Breach.Status.ENDED
    entries = list(breach.entries.select_related("by", "authorised_by", "allocation__case").order_by("-at", "-pk"))
    return render(
        request,
        "caseloads/breach.html",
        {
            "breach": breach,
            "entries": entries,
            "days": breach.days(access.on),
            "live": live,
            "load": load,
            "kept": why(policy.kept(pack, "Breach"), pack),
            "note": at_capacity([breach.worker_id]).get(breach.worker_id) if live else None,
            "limit_why": why(load.limit, pack) if load.limit else None,
            "first_why": why_of(breach.rule, breach.because),
            "due": due if live else None,
            "due_why": why(due, pack),
            "late": live and due.due_on is not None and due.due_on < access.on,
            "may_account": live and may("caseloads.account_for_breach", access, breach),
            "may_confirm": live and breach.confirmed_at is None and may("caseloads.confirm_breach", access, breach),
            "may_add_words": may("caseloads.add_own_words", access, breach),
            "crumbs": to_worker(breach.worker, ABOVE),
        },
    )


@permitted("caseloads.account_for_breach", Breach, select=("worker", "authorised_by"))
def account(request: Request, breach: Breach) -> HttpResponse:
    """Put down reason, authoriser, last day and plan; or agree a later day."""
    agreed = breach.status == Breach.Status.AGREED
    form = TermsForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4()},
        authorisers=authorisers(breach.worker, request.access.on),
    )
    if form.is_valid():
        try:
            services.complete(
                breach=breach,
                terms=form.terms,
                sent_key=form.cleaned_data["sent_key"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "A later day is agreed" if agreed else "The record is complete")
            return redirect(breach)
    title = "Agree a later day" if agreed else "Account for the passed limit"
    return _page(request, breach, form, title, "Save it")


@require_POST
@permitted("caseloads.confirm_breach", Breach, select=("worker",))
def confirm(request: Request, breach: Breach) -> HttpResponse:
    with telling(request, "You have confirmed that you authorised it"):
        services.confirm(breach=breach, by=request.user, on=request.access.on, at=timezone.now())
    return redirect(breach)


@permitted("caseloads.add_own_words", Breach, select=("worker",))
def own_words(request: Request, breach: Breach) -> HttpResponse:
    form = OwnWordsForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        try:
            services.add_words(
                breach=breach,
                words=form.cleaned_data["words"],
                sent_key=form.cleaned_data["sent_key"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your words are on the record")
            return redirect(breach)
    return _page(request, breach, form, "Your own words", "Add them")


def _page(request: Request, breach: Breach, form: TermsForm | OwnWordsForm, title: str, submit: str) -> HttpResponse:
    return render(
        request,
        "caseloads/step.html",
        {
            "title": title,
            "caption": breach.worker.name,
            "form": form,
            "submit": submit,
            "back": breach.get_absolute_url(),
            "crumbs": [*to_worker(breach.worker, "")[:-1], (ABOVE, breach.get_absolute_url()), (title, "")],
        },
    )
