"""Keep a plan for a forecast: make, change, copy, delete."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseloads.forms.forecasts import ASSUMED, NAMED, PlanForm
from caseloads.models import ForecastPlan, PlanLine
from caseloads.policy.forecast import Assumptions, days_from
from caseloads.queries import forecast as queries
from caseloads.queries.forecast import Place
from caseloads.services import forecasts as services
from caseloads.views.forecast import PLAN_RELATIONS, crumbs, place_asked, place_of
from workforce.access import Request, allowed, permitted
from workforce.policy_in_force import pack_on
from workforce.sent_once import SentOnceForm
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere


@allowed("caseloads.see_forecast")
def add(request: Request) -> HttpResponse:
    """Make a plan for the place the address names."""
    place = place_asked(request, queries.places_of(request.access))
    if place is None:
        raise Http404
    plain = Assumptions()
    form = _form(request, place, {"trend": ForecastPlan.Trend.HISTORY, "trend_a_month": "", "name": "", "note": "",
                                  "after_year": plain.after_year, "paused": plain.paused})  # fmt: skip
    if _is_sent(form):
        try:
            plan = services.make_plan(
                draft=form.draft,
                service=place.service,
                team=place.team,
                sent_key=form.cleaned_data["sent_key"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The plan is saved")
            return redirect(plan)
    back = f"{reverse('caseloads:forecast')}?{urlencode({'place': place.key})}"
    return _page(request, form, place, "Make a plan", back)


@permitted("caseloads.keep_forecast_plan", ForecastPlan, select=PLAN_RELATIONS)
def change(request: Request, plan: ForecastPlan) -> HttpResponse:
    """Change a plan; who was late is shown both, and keeps what they typed."""
    place = place_of(request, plan)
    words = {name: getattr(plan, name) for name in (*NAMED, *ASSUMED)} | {"version": str(plan.version)}
    form = _form(request, place, words, queries.lines_of([plan])[plan.pk])
    if _is_sent(form):
        try:
            services.change_plan(
                plan=plan, draft=form.draft, version=form.version_read, by=request.user, at=timezone.now()
            )
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The plan is saved")
            return redirect(plan)
    return _page(request, form, place, "Change the plan", plan.get_absolute_url(), plan)


def _form(request: Request, place: Place, words: dict[str, Any], lines: Sequence[PlanLine] = ()) -> PlanForm:
    reach = pack_on(request.access.on).caseloads.forecast
    if reach is None:
        raise Http404
    return PlanForm(
        request.POST if request.method == "POST" else None,
        place=place,
        months=days_from(request.access.on, reach.months)[1:],
        initial={"trend_months": reach.trend_months} | words | {"sent_key": uuid.uuid4()},
        lines=lines,
        more="more" in request.POST,
    )


def _is_sent(form: PlanForm) -> bool:
    return form.is_bound and form.is_valid()


def _page(
    request: Request, form: PlanForm, place: Place, title: str, back: str, plan: ForecastPlan | None = None
) -> HttpResponse:
    return render(
        request,
        "caseloads/forecast_form.html",
        {"title": title, "place": place, "form": form, "back": back, "crumbs": crumbs(place.key, title), "plan": plan},
    )


@require_POST
@permitted("caseloads.copy_forecast_plan", ForecastPlan, select=PLAN_RELATIONS)
def copy(request: Request, plan: ForecastPlan) -> HttpResponse:
    """Copy a plan and go on with the copy."""
    form = SentOnceForm(request.POST)
    form.is_valid()
    made = services.copy_plan(plan=plan, sent_key=form.cleaned_data["sent_key"], by=request.user, at=timezone.now())
    messages.success(request, "The plan is copied: give the copy a name of its own")
    return redirect("caseloads:change_forecast_plan", made.pk)


@permitted("caseloads.keep_forecast_plan", ForecastPlan)
def delete(request: Request, plan: ForecastPlan) -> HttpResponse:
    """Ask first, then delete."""
    if request.method == "POST":
        services.delete_plan(plan=plan, by=request.user, at=timezone.now())
        messages.success(request, "The plan is deleted")
        return redirect(f"{reverse('caseloads:forecast')}?{urlencode({'place': plan.place})}")
    return render(
        request,
        "caseloads/step.html",
        {
            "title": "Delete this plan?",
            "caption": plan.name,
            "intro": "It cannot be brought back. Nobody’s cases or posts change.",
            "form": forms.Form(),
            "submit": "Delete the plan",
            "warning": True,
            "back": plan.get_absolute_url(),
            "crumbs": crumbs(plan.place, "Delete"),
        },
    )
