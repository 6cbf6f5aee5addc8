"""The rota: a week of it, one's own days, days counted against the pathway, and new slots."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caseloads.exports import rota as exports
from caseloads.forms.rota import PlanForm, WeekForm, day_of
from caseloads.queries.rota_days import counts_of, in_stage, people_counted
from caseloads.queries.rota_own import own, swaps_to_agree
from caseloads.queries.rota_weeks import Rota, lost_slots, monday_of, rotas_of, slots_between, week_of, working_week_of
from caseloads.services import rota as services
from workforce import audit, spreadsheet
from workforce.access import Request, allowed, may
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused

A_WEEK = dt.timedelta(weeks=1)
FURTHEST = dt.timedelta(weeks=156)
MOST_WEEKS = 53


def tabs(request: Request, here: str) -> list[dict[str, Any]]:
    """The pages of the rota, as far as they are this person's."""
    asked = [
        ("my_slots", "My days", "caseloads.see_own_slots"),
        ("rota", "Week by week", "caseloads.see_rota"),
        ("rota_days", "Days counted", "caseloads.count_rota_days"),
    ]
    return [
        {"label": label, "url": reverse(f"caseloads:{name}"), "current": name == here}
        for name, label, permission in asked
        if may(permission, request.access)
    ]


@allowed("caseloads.see_rota")
def week(request: Request) -> HttpResponse:
    """One week of one rota, Monday to Friday."""
    rotas, monday = rotas_of(request.access), _monday(request)
    chosen = _chosen(request, rotas)
    shown = week_of(request.access, chosen, monday) if chosen else None
    plans = chosen is not None and chosen.plans
    return render(
        request,
        "caseloads/rota.html",
        {
            "rota": chosen,
            "filters": _filters(rotas, chosen, monday) if len(rotas) > 1 else None,
            "week": shown,
            "title": f"{day_of(monday)} to {day_of(shown.friday)} {shown.friday.year}" if shown else "Duty rota",
            "before": _address("rota", chosen, monday - A_WEEK),
            "after": _address("rota", chosen, monday + A_WEEK),
            "this_week": "" if monday == working_week_of(request.access.on) else _address("rota", chosen, None),
            "csv": _address("rota_csv", chosen, monday),
            "many_csv": _address("rota_csv", chosen, monday) + "&weeks=12",
            "plan": _address("plan_slots", chosen, None) if plans else "",
            "lost": lost_slots(request.access) if may("caseloads.plan_rota", request.access) else [],
            "swaps": swaps_to_agree(request.access) if may("caseloads.plan_rota", request.access) else [],
            "tabs": tabs(request, "rota"),
            "crumbs": [("Home", "/"), ("Duty rota", "")],
        },
    )


@allowed("caseloads.see_rota")
def week_file(request: Request) -> HttpResponse:
    """The weeks from the one shown on, as CSV; that the list left is on the record."""
    rotas, monday = rotas_of(request.access), _monday(request)
    chosen = _chosen(request, rotas)
    asked = request.GET.get("weeks", "")
    weeks = min(max(int(asked), 1), MOST_WEEKS) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    slots = (
        slots_between(request.access, chosen, monday, monday + weeks * A_WEEK - dt.timedelta(days=1)) if chosen else []
    )
    audit.exported(by=request.user, deed="caseloads.export_rota", what="rota", at=timezone.now())
    return _csv(exports.slots_as_csv(slots), f"rota-{monday}")


@allowed("caseloads.see_own_slots")
def mine(request: Request) -> HttpResponse:
    """One's own days: what is coming, what has changed, what colleagues ask, and the days counted."""
    counted = counts_of([request.user], request.access.on)[0]
    return render(
        request,
        "caseloads/rota_mine.html",
        {
            "own": own(request.access),
            "counted": counted,
            "tabs": tabs(request, "my_slots"),
            "crumbs": [("Home", "/"), ("My duty days", "")],
        },
    )


@allowed("caseloads.count_rota_days")
def days(request: Request) -> HttpResponse:
    """Those whose days are counted against the pathway, the furthest behind first."""
    return render(
        request,
        "caseloads/rota_days.html",
        {
            "people": in_stage(counts_of(people_counted(request.access), request.access.on)),
            "csv": reverse("caseloads:rota_days_csv"),
            "tabs": tabs(request, "rota_days"),
            "crumbs": [("Home", "/"), ("Duty rota", reverse("caseloads:rota")), ("Days counted", "")],
        },
    )


@allowed("caseloads.count_rota_days")
def days_file(request: Request) -> HttpResponse:
    people = in_stage(counts_of(people_counted(request.access), request.access.on))
    audit.exported(by=request.user, deed="caseloads.export_rota_days", what="rota days", at=timezone.now())
    return _csv(exports.days_as_csv(people), f"rota-days-{request.access.on}")


@allowed("caseloads.plan_rota")
def plan(request: Request) -> HttpResponse:
    """New slots of a rota this person plans."""
    rotas = [rota for rota in rotas_of(request.access) if rota.plans]
    chosen, pack = _chosen(request, rotas), pack_on(request.access.on)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4(), "people": 1, "seat": "main", "part": "day"},
        pack=pack,
    )
    if chosen is not None and form.is_valid():
        told = form.cleaned_data
        try:
            planned = services.plan(
                _asked(chosen, told),
                sent_key=told["sent_key"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _told(planned))
            return redirect(_address("rota", chosen, monday_of(told["on"])))
    return render(
        request,
        "caseloads/rota_plan.html",
        {
            "form": form,
            "rota": chosen,
            "rotas": rotas,
            "kinds": pack.caseloads.rota,
            "policy": pack.title,
            "back": _address("rota", chosen, None),
            "crumbs": [("Home", "/"), ("Duty rota", _address("rota", chosen, None)), ("Add slots", "")],
        },
    )


def _asked(rota: Rota, told: dict[str, Any]) -> services.Plan:
    as_told = {name: told[name] for name in ("kind", "on", "part", "seat", "place", "people", "until")}
    return services.Plan(service=rota.service, team=rota.team, every_weeks=told["every_weeks"] or 0, **as_told)


def _told(planned: services.Planned) -> str:
    number = len(planned.slots)
    said = f"{number} slots are planned and need somebody" if number > 1 else "The slot is planned and needs somebody"
    out = ", ".join(day_of(day) for day in planned.left_out)
    return f"{said}. Left out, as bank holidays: {out}" if out else said


def _chosen(request: Request, rotas: list[Rota]) -> Rota | None:
    asked = request.GET.get("rota", "")
    if not asked:
        return rotas[0] if rotas else None
    for rota in rotas:
        if rota.key == asked:
            return rota
    raise Http404


def _monday(request: Request) -> dt.date:
    """The Monday of the week asked for; of this week where nothing sensible is."""
    today = request.access.on
    try:
        asked = dt.date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        return working_week_of(today)
    return monday_of(asked) if abs(asked - today) <= FURTHEST else working_week_of(today)


def _filters(rotas: list[Rota], chosen: Rota | None, monday: dt.date) -> WeekForm:
    data = {"rota": chosen.key if chosen else "", "week": monday.isoformat()}
    return WeekForm(data, rotas=[(rota.key, rota.label) for rota in rotas])


def _address(name: str, rota: Rota | None, monday: dt.date | None) -> str:
    query = "&".join([f"rota={rota.key}" if rota else "", f"week={monday}" if monday else ""]).strip("&")
    return f"{reverse(f'caseloads:{name}')}?{query}"


def _csv(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=spreadsheet.CSV)
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
