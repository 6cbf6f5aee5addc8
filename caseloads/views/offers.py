"""Give a case to a worker: who has room, what the rules say, the talk with them, the practice manager's yes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caseloads.forms.cases import WhatIfForm
from caseloads.forms.offers import AllocationForm, AnswerForm, CompleteForm, DecideForm, WithdrawForm
from caseloads.models import Offer
from caseloads.queries.choosing import CaseOffered, Choice, choices_for
from caseloads.queries.people import experienced, say_over
from caseloads.queries.teams import people_of, teams_of
from caseloads.services import offers as services
from caseloads.views.trail import to_worker
from workforce.access import Request, allowed, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused

FACTS = ("reference", "type", "children", "role", "complexity")


@allowed("caseloads.choose")
def choose(request: Request) -> HttpResponse:
    """Ask who has room for a case: nothing is saved, and the address may be kept and sent."""
    teams = teams_of(request.access)
    team = next((team for team in teams if str(team.pk) == request.GET.get("team")), teams[0] if teams else None)
    asked = "children" in request.GET
    form = WhatIfForm(
        request.GET if asked else None, pack=pack_on(request.access.on), teams=teams if len(teams) > 1 else []
    )
    people = people_of(request.access, team)
    case = _asked(form.cleaned_data) if form.is_valid() else None
    choices = choices_for(case, people, request.access.on) if case else []
    asks_colleague = any(choice.needs_colleague for choice in choices)
    return render(
        request,
        "caseloads/choose.html",
        {
            "filters": form,
            "form": form if asked else None,
            "team": team,
            "case": case,
            "choices": choices,
            "colleagues": experienced(people, request.access.on) if asks_colleague else (),
            "carried": _carried(form.cleaned_data) if case else "",
            "crumbs": [("Home", "/"), ("Allocate a case", "")],
        },
    )


def _asked(told: Mapping[str, Any]) -> CaseOffered:
    return CaseOffered(told["type"], told["children"], told["role"], told["complexity"])


def _carried(told: Mapping[str, Any]) -> str:
    """The case as the address of the next page carries it."""
    query = QueryDict(mutable=True)
    for name in FACTS:
        if told.get(name):
            query[name] = str(told[name])
    return query.urlencode()


@permitted("caseloads.allocate", Person)
def allocate(request: Request, worker: Person) -> HttpResponse:
    """Offer a case to one worker. What the rules say stands above the form, before anything is sent."""
    on, sent = request.access.on, request.method == "POST"
    choice = _choice(worker, request.POST if sent else request.GET, request)
    say = say_over(worker, on)
    form = AllocationForm(
        request.POST if sent else None,
        initial={**_facts(request.GET), "talk": "told", "sent_key": uuid.uuid4()},
        pack=pack_on(on),
        authorisers=say.authorisers,
        colleagues=_colleagues(worker, request),
        agrees=say.agrees == request.user,
        needed=choice is not None and bool(choice.warnings),
    )
    if form.is_valid():
        try:
            offer = services.make(
                _draft(worker, form), sent_key=form.cleaned_data["sent_key"], by=request.user, on=on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _on(request, offer)
    return render(
        request,
        "caseloads/allocate.html",
        {
            "worker": worker,
            "form": form,
            "choice": choice,
            "agrees": say.agrees,
            "crumbs": [*to_worker(worker, "")[:-1], ("Add a case", "")],
        },
    )


def _facts(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in FACTS if name in query}


def _choice(worker: Person, query: Mapping[str, str], request: Request) -> Choice | None:
    """What the rules say to the case as it stands in the form or the address; nothing while it is not whole."""
    form = WhatIfForm(query, pack=pack_on(request.access.on), teams=[])
    if not form.is_valid() and {"type", "children", "role"} & form.errors.keys():
        return None
    told = {"complexity": 1, **form.cleaned_data}
    found = choices_for(_asked(told), [worker], request.access.on)
    return found[0] if found else None


def _colleagues(worker: Person, request: Request) -> QuerySet[Person]:
    """Experienced people of the worker's own service whom this manager may see, without the worker."""
    mine = Person.objects.visible_to(request.access).employed_on(request.access.on).exclude(pk=worker.pk)
    return experienced(mine, request.access.on).order_by("name")


def _draft(worker: Person, form: AllocationForm) -> services.Draft:
    told = form.cleaned_data
    return services.Draft(
        worker=worker,
        **{name: told[name] for name in (*FACTS, "colleague", "talk", "room", "workers_view")},
        agreed=told.get("agreed", False),
        terms=form.terms,
    )


def _on(request: Request, offer: Offer) -> HttpResponse:
    """Say what has become of the offer and go where it is."""
    if offer.status == Offer.Status.ALLOCATED:
        messages.success(request, f"{offer.reference} is allocated to {offer.worker.name}")
        return redirect("caseloads:worker", offer.worker_id)
    if offer.status == Offer.Status.AGREEING and offer.waits_for is not None:
        messages.success(request, f"{offer.waits_for.name} is asked to agree. Nothing is allocated until then")
    elif offer.status == Offer.Status.ASKED:
        messages.success(request, f"{offer.worker.name} is asked. Nothing is allocated until they have answered")
    return redirect(offer)


@permitted("caseloads.read_offer", Offer, select=("worker", "by", "waits_for", "colleague", "over_authorised_by"))
def offer(request: Request, offer: Offer) -> HttpResponse:
    """One offer: the case, the worker's view, who is asked now, and how it came this far."""
    access = request.access
    choice = None
    if offer.status in Offer.UNDER_WAY:
        case = CaseOffered(offer.type, offer.children, offer.role, offer.complexity)
        choice = next(iter(choices_for(case, [offer.worker], access.on)), None)
    mine = offer.worker_id == access.person.pk
    return render(
        request,
        "caseloads/offer.html",
        {
            "offer": offer,
            "choice": choice,
            "moves": _history(offer),
            "may_answer": offer.status == Offer.Status.ASKED and may("caseloads.answer_offer", access, offer),
            "mine": mine,
            "may_complete": offer.status == Offer.Status.ANSWERED and may("caseloads.complete_offer", access, offer),
            "may_decide": offer.status == Offer.Status.AGREEING and may("caseloads.decide_offer", access, offer),
            "may_withdraw": offer.status in Offer.UNDER_WAY and may("caseloads.complete_offer", access, offer),
            "crumbs": to_worker(offer.worker, offer.reference),
        },
    )


def _history(offer: Offer) -> list[dict[str, object]]:
    moves = offer.moves.select_related("by").order_by("-at", "-pk")
    return [{"title": m.get_to_status_display(), "by": m.by.name, "at": m.at, "text": m.why} for m in moves]


@permitted("caseloads.answer_offer", Offer, select=("worker", "by"))
def answer(request: Request, offer: Offer) -> HttpResponse:
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.answer(
                offer=offer,
                room=told["room"],
                view=told["workers_view"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Your answer is with {offer.by.name}")
            return redirect(offer)
    return _page(request, offer, form, "Your view of this case" if _mine(request, offer) else "What the worker said")


@permitted("caseloads.complete_offer", Offer, select=("worker", "by"))
def complete(request: Request, offer: Offer) -> HttpResponse:
    on = request.access.on
    case = CaseOffered(offer.type, offer.children, offer.role, offer.complexity)
    choice = next(iter(choices_for(case, [offer.worker], on)), None)
    say = say_over(offer.worker, on)
    form = CompleteForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4()},
        authorisers=say.authorisers,
        needed=choice is not None and bool(choice.warnings),
        agrees=say.agrees == request.user,
    )
    if form.is_valid():
        try:
            done = services.complete(
                offer=offer,
                agreed=form.cleaned_data.get("agreed", False),
                terms=form.terms,
                by=request.user,
                on=on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _on(request, done)
    return _page(request, offer, form, "Go on with this case", choice=choice, submit="Go on")


@permitted("caseloads.decide_offer", Offer, select=("worker", "by", "moved_from__worker", "over_authorised_by"))
def decide(request: Request, offer: Offer) -> HttpResponse:
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            done = services.decide(
                offer=offer,
                yes=told["yes"],
                words=told["words"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if done.status == Offer.Status.DECLINED:
                messages.success(request, f"{offer.by.name} sees that you do not agree, and why")
                return redirect(offer)
            return _on(request, done)
    case = CaseOffered(offer.type, offer.children, offer.role, offer.complexity)
    choice = next(iter(choices_for(case, [offer.worker], request.access.on)), None)
    return _page(request, offer, form, "Do you agree to this allocation?", choice=choice)


@permitted("caseloads.complete_offer", Offer, select=("worker", "by"))
def withdraw(request: Request, offer: Offer) -> HttpResponse:
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.withdraw(
                offer=offer, why=form.cleaned_data["why"], by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{offer.reference} is no longer offered to {offer.worker.name}")
            return redirect("caseloads:worker", offer.worker_id)
    return _page(request, offer, form, "Take this offer back", submit="Take it back")


def _mine(request: Request, offer: Offer) -> bool:
    return offer.worker_id == request.user.pk


def _page(
    request: Request, offer: Offer, form: Any, title: str, *, choice: Choice | None = None, submit: str = ""
) -> HttpResponse:
    crumbs = to_worker(offer.worker, "")[:-1]
    return render(
        request,
        "caseloads/offer_step.html",
        {
            "offer": offer,
            "form": form,
            "title": title,
            "choice": choice,
            "submit": submit or "Save and continue",
            "back": reverse("caseloads:offer", args=[offer.pk]),
            "crumbs": [*crumbs, (offer.reference, offer.get_absolute_url()), (title, "")],
        },
    )
