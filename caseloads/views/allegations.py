"""Allegations that wait to be allocated, with their clock; and putting one on the list."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caseloads import policy
from caseloads.forms.capacity_actions import AllegationForm
from caseloads.models import Allegation
from caseloads.queries import allegations as queries
from caseloads.queries.teams import teams_of
from caseloads.services import allegations as services
from workforce.access import Request, allowed
from workforce.models import Person, Post
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
        .filter(allocated_at__isnull=False)
        .select_related("allocation__worker")
        .order_by("-allocated_at")[:SHOWN]
    )
    clock = policy.allegation_clock(pack, received_at=at, at=at)
    return render(
        request,
        "caseloads/allegations.html",
        {
            "waiting": waiting,
            "done": [
                (one, policy.allegation_clock(pack, received_at=one.received_at, at=one.allocated_at))
                for one in done
                if one.allocated_at
            ],
            "why": why(clock, pack),
            "crumbs": [("Home", "/"), ("Allegations", "")],
        },
    )


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


def _managers(request: Request) -> list[Person]:
    """Whom a group manager may give it to; a practice manager takes it themselves."""
    if not request.access.service_ids:
        return []
    posts = Post.objects.open_on(request.access.on).filter(
        team__in=[team.pk for team in teams_of(request.access)], job=Post.Job.PRACTICE_MANAGER
    )
    return list(Person.objects.filter(pk__in=posts.order_by().values("person")).order_by("name"))
