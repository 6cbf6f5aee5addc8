"""Allegations that wait to be allocated, with their clock; and putting one on the list."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from caseloads import policy
from caseloads.forms.capacity_actions import AllegationForm, HandOnForm
from caseloads.models import Allegation
from caseloads.models.allegation import WAITS
from caseloads.queries import allegations as queries
from caseloads.queries.teams import teams_of
from caseloads.services import allegations as services
from workforce.access import Request, allowed, may, permitted
from workforce.models import Person, Post
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why

SHOWN = 20


@allowed("caseloads.choose")
def allegations(request: Request) -> HttpResponse:
    """What waits, by the time left; below it what has been allocated, and how long that took."""
    at, pack = timezone.now(), pack_on(request.access.on)
    waiting = queries.waiting(request.access, at)
    done = (
        Allegation.objects.visible_to(request.access)
        .exclude(WAITS)
        .select_related("allocation__worker")
        .order_by(Coalesce("allocated_at", "received_at").desc())[:SHOWN]
    )
    clock = policy.allegation_clock(pack, received_at=at, at=at)
    return render(
        request,
        "caseloads/allegations.html",
        {
            "waiting": waiting,
            "done": [(one, _clock_of(one, pack)) for one in done],
            "may_hand_on": may("caseloads.hand_on_allegation", request.access, waiting[0].record) if waiting else False,
            "why": why(clock, pack),
            "crumbs": [("Home", "/"), ("Allegations", "")],
        },
    )


def _clock_of(one: Allegation, pack: Pack) -> policy.Clock24:
    """How it stood when somebody was given it."""
    return policy.allegation_clock(pack, received_at=one.received_at, at=one.allocated_at or one.received_at)


@allowed("caseloads.choose")
def receive(request: Request) -> HttpResponse:
    managers = _managers(request)
    form = AllegationForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4(), "type": "S47"},
        managers=managers,
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.receive(
                reference=told["reference"],
                type=told["type"],
                children=told["children"],
                received_at=form.received_at,
                manager=form.managers.get(told.get("manager", ""), request.user),
                sent_key=told["sent_key"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{told['reference']} is on the list, and its clock runs")
            return redirect("caseloads:allegations")
    back = reverse("caseloads:allegations")
    return render(
        request,
        "caseloads/step.html",
        {
            "title": "An allegation came in",
            "intro": "Of abuse or neglect. Its clock runs from the moment it came in.",
            "form": form,
            "submit": "Start the clock",
            "back": back,
            "crumbs": [("Home", "/"), ("Allegations", back), ("One came in", "")],
        },
    )


@permitted("caseloads.hand_on_allegation", Allegation, select=("manager",))
def hand_on(request: Request, allegation: Allegation) -> HttpResponse:
    """A group manager says which practice manager allocates it."""
    form = HandOnForm(request.POST if request.method == "POST" else None, managers=_managers(request))
    if form.is_valid():
        try:
            services.hand_on(
                allegation=allegation,
                manager=form.managers[form.cleaned_data["manager"]],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{allegation.reference} is with {allegation.manager.name}. The clock runs on")
            return redirect("caseloads:allegations")
    clock = policy.allegation_clock(
        pack_on(request.access.on), received_at=allegation.received_at, at=allegation.received_at
    )
    facts: list[dict[str, object]] = [
        {"key": "Came in", "value": _moment(allegation.received_at)},
        {"key": "Allocated by", "value": _moment(clock.due_at) if clock.due_at else "No set time"},
        {"key": "With", "value": allegation.manager.name},
    ]
    back = reverse("caseloads:allegations")
    return render(
        request,
        "caseloads/step.html",
        {
            "title": "Hand on an allegation",
            "caption": allegation.reference,
            "facts": facts,
            "form": form,
            "submit": "Hand it on",
            "back": back,
            "crumbs": [("Home", "/"), ("Allegations", back), ("Hand on", "")],
        },
    )


def _moment(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "j M Y, H:i")


def _managers(request: Request) -> list[Person]:
    """Whom a group manager may give it to; a practice manager takes it themselves."""
    if not request.access.service_ids:
        return []
    posts = Post.objects.open_on(request.access.on).filter(
        team__in=[team.pk for team in teams_of(request.access)], job=Post.Job.PRACTICE_MANAGER
    )
    return list(Person.objects.filter(pk__in=posts.order_by().values("person")).order_by("name"))
