"""The experience checklist of a year: what the caseload shows by itself, what is noted by hand."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.experience import DONE, ExperienceForm
from asye.models import Portfolio
from asye.queries.experience import experience_of
from asye.services import experience as services
from asye.views.meetings import year_crumbs
from workforce.access import Request, may, permitted
from workforce.policy_in_force import pack_on
from workforce.telling import telling
from workforce.verdict import Refused

SELECT = ("practitioner", "stage", "programme")


@permitted("asye.see_experience", Portfolio, sensitive=True, select=SELECT)
def experience(request: Request, portfolio: Portfolio) -> HttpResponse:
    lines = experience_of(portfolio, request.access, request.access.on)
    may_note = may("asye.note_experience", request.access, portfolio)
    return render(
        request,
        "asye/experience.html",
        {
            "portfolio": portfolio,
            "lines": lines,
            "met": sum(line.told.met for line in lines),
            "may_agree": may("asye.agree_experience", request.access, portfolio) and portfolio.status == "open",
            "may_note": may_note and portfolio.status == Portfolio.Status.OPEN,
            "crumbs": [*year_crumbs(portfolio, request), ("Experience of the year", "")],
        },
    )


@require_POST
@permitted("asye.agree_experience", Portfolio, select=SELECT)
def agree(request: Request, portfolio: Portfolio, code: str) -> HttpResponse:
    with telling(request, "It is agreed"):
        services.agree(
            portfolio=portfolio,
            item=code,
            sent_key=uuid.uuid4(),
            by=request.user,
            today=request.access.on,
            at=timezone.now(),
        )
    return redirect("asye:experience", portfolio.pk)


@permitted("asye.note_experience", Portfolio, select=SELECT)
def note(request: Request, portfolio: Portfolio, code: str) -> HttpResponse:
    item = pack_on(request.access.on).asye.checklist.get(code)
    if item is None:
        raise Http404
    form = ExperienceForm(
        request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4(), "done": DONE}
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.note(
                portfolio=portfolio,
                item=code,
                done=told["done"] == DONE,
                on=told["on"],
                words=told["words"],
                sent_key=told["sent_key"],
                by=request.user,
                today=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, f"{item.label}: it is noted")
            return redirect("asye:experience", portfolio.pk)
    crumbs = [*year_crumbs(portfolio, request), (item.label, "")]
    return render(
        request, "asye/experience_note.html", {"portfolio": portfolio, "item": item, "form": form, "crumbs": crumbs}
    )
