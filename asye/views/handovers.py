"""Changes of assessor, manager and team during a year, with their notes."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from asye import policy
from asye.forms.pauses import HandoverForm
from asye.models import Handover, Meeting, Portfolio
from asye.queries.parties import holders_of
from asye.services import handovers as services
from asye.views.meetings import year_crumbs
from workforce.access import Request, may, permitted
from workforce.facts import clock_of
from workforce.models import Person, Post, Team
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import Why, why_of

SELECT = ("practitioner", "stage", "programme")
TITLES = {"assessor": "Change the assessor", "manager": "Change the manager", "team": "Move to another team"}
JOBS = {"assessor": Post.Job.ASSESSOR, "manager": Post.Job.PRACTICE_MANAGER, "team": Post.Job.PRACTICE_MANAGER}


@permitted("asye.see_handovers", Portfolio, sensitive=True, select=SELECT)
def handovers(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Who is who in this year now, and every change with its note."""
    rows = Handover.objects.visible_to(request.access).filter(portfolio=portfolio)
    agreements = Meeting.objects.visible_to(request.access).filter(portfolio=portfolio, kind="agreement")
    return render(
        request,
        "asye/handovers.html",
        {
            "portfolio": portfolio,
            "holders": holders_of([portfolio.practitioner], request.access.on)[portfolio.practitioner_id],
            "rows": rows.select_related("before", "after", "team_before", "team_after", "by"),
            "agreement": agreements.exclude(status=Meeting.Status.DROPPED).defer("facts").order_by("-round").first(),
            "may_change": may("asye.hand_over", request.access, portfolio) and portfolio.status == "open",
            "titles": TITLES.items(),
            "crumbs": [*year_crumbs(portfolio, request), ("People", "")],
        },
    )


@permitted("asye.hand_over", Portfolio, select=SELECT)
def hand_over(request: Request, portfolio: Portfolio, kind: str) -> HttpResponse:
    on = request.access.on
    planned = _move_on(portfolio, on) if kind == "team" else None
    people = Person.objects.filter(posts__in=Post.objects.open_on(on).filter(job=JOBS[kind])).distinct()
    form = HandoverForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4(), "on": on, "moves_on": planned is not None and planned[0] <= on},
        people=people.exclude(pk=portfolio.practitioner_id).order_by("name"),
        teams=Team.objects.select_related("service").order_by("name") if kind == "team" else None,
    )
    if form.is_valid():
        told = dict(form.cleaned_data)
        sent_key = told.pop("sent_key")
        try:
            services.hand_over(
                portfolio=portfolio,
                kind=kind,
                change=services.Change(**told),
                sent_key=sent_key,
                by=request.user,
                on=on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _recorded(portfolio))
            return redirect("asye:handovers", portfolio.pk)
    back = reverse("asye:handovers", args=[portfolio.pk])
    return render(
        request,
        "asye/handover.html",
        {
            "portfolio": portfolio,
            "form": form,
            "title": TITLES[kind],
            "planned": planned,
            "back": back,
            "crumbs": [*year_crumbs(portfolio, request), ("People", back), (TITLES[kind], "")],
        },
    )


def _move_on(portfolio: Portfolio, on: dt.date) -> tuple[dt.date, Why] | None:
    """The day on which the policy has people of this year move to a main group, and why; nothing where it is silent."""
    pack = pack_on(on)
    stones = policy.milestones(pack, clock_of(portfolio.stage))
    found = next((stone for stone in stones if stone.rule == "ASY-09"), None)
    return (found.on, why_of(found.rule, f"{found.because}.", pack)) if found else None


def _recorded(portfolio: Portfolio) -> str:
    again = Meeting.objects.filter(portfolio=portfolio, kind="agreement", round__gt=1).open().exists()
    return "The change is recorded" + (". The agreement of this year is to be signed again" if again else "")
