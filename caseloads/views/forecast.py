"""What can be held in the months to come against what is open: without a plan, with one, several side by side."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caseloads.exports import forecasts as exports
from caseloads.forms.forecasts import CompareForm, PlaceFilter
from caseloads.models import ForecastPlan
from caseloads.queries import forecast as queries
from caseloads.queries.forecast import NO_PLAN, Place, Told
from caseloads.queries.forecast_chart import Series, drawn
from caseloads.queries.forecast_words import assumptions, calls_for_action, differences, moved, warnings
from workforce import audit, spreadsheet
from workforce.access import Request, allowed, may, permitted
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

HERE = "Forecast"
MOST_LISTED = 25
PLAN_RELATIONS = ("service", "team__service", "made_by", "changed_by")


@allowed("caseloads.see_forecast")
def forecast(request: Request) -> HttpResponse:
    """The months to come with nobody planned, and the plans that are kept for this place."""
    places = queries.places_of(request.access)
    place, pack = place_asked(request, places), pack_on(request.access.on)
    context: dict[str, Any] = {"title": HERE, "crumbs": [("Home", "/"), (HERE, "")]}
    if place is None or pack.caseloads.forecast is None:
        return render(request, "caseloads/forecast.html", context | {"empty": _why_empty(place)})
    told = _told(request, place, pack, [None])[0]
    page = Paginator(_plans(request, place), MOST_LISTED).get_page(request.GET.get("page"))
    return render(
        request,
        "caseloads/forecast.html",
        {
            **context,
            **_shown(told, [("Room", "room", told), ("Open children", "open", told)]),
            "place": place,
            "filters": PlaceFilter({"place": place.key}, places) if len(places) > 1 else None,
            "page": page,
            "compare": CompareForm(None, _choices(list(page.object_list))) if page.object_list else None,
            **_files({"place": place.key}),
        },
    )


def _why_empty(place: Place | None) -> dict[str, str]:
    if place is None:
        return {
            "title": "Nothing to look ahead for",
            "text": "A forecast is about teams that you manage. You have none.",
        }
    return {
        "title": "The policy does not say how far to look ahead",
        "text": "Whoever keeps the policy sets the months of the forecast there.",
    }


@permitted("caseloads.see_forecast_plan", ForecastPlan, select=PLAN_RELATIONS)
def plan(request: Request, plan: ForecastPlan) -> HttpResponse:
    """The months to come with one plan, beside those without."""
    pack, place = pack_on(request.access.on), place_of(request, plan)
    context: dict[str, Any] = {
        "title": plan.name,
        "plan": plan,
        "place": place,
        "copy_key": uuid.uuid4(),
        "may_keep": may("caseloads.keep_forecast_plan", request.access, plan),
        "crumbs": crumbs(plan.place, plan.name),
    }
    if pack.caseloads.forecast is None:
        return render(request, "caseloads/forecast_plan.html", context | {"empty": _why_empty(place)})
    without, told = _told(request, place, pack, [None, plan])
    series = [("Room with this plan", "room", told), ("Room without it", "other", without)]
    return render(
        request,
        "caseloads/forecast_plan.html",
        {
            **context,
            **_shown(told, [*series, ("Open children", "open", told)]),
            "compare_url": f"{reverse('caseloads:compare_forecasts')}?"
            + urlencode({"place": place.key, "plan": [NO_PLAN, plan.pk]}, doseq=True),
            **_files({"plan": plan.pk}),
        },
    )


@allowed("caseloads.see_forecast")
def compare(request: Request) -> HttpResponse:
    """Two to four plans of one place side by side; "no plan" may be one of them."""
    places = queries.places_of(request.access)
    place, pack = place_asked(request, places), pack_on(request.access.on)
    if place is None or pack.caseloads.forecast is None:
        raise Http404
    plans = list(_plans(request, place))
    form = CompareForm(request.GET if "plan" in request.GET else {"plan": []}, _choices(plans))
    context: dict[str, Any] = {
        "title": "Compare plans",
        "place": place,
        "form": form,
        "crumbs": crumbs(place.key, "Compare"),
    }
    if not form.is_valid():
        return render(request, "caseloads/forecast_compare.html", context)
    by_key = {str(one.pk): one for one in plans}
    all_told = _told(request, place, pack, [by_key.get(key) for key in form.cleaned_data["plan"]])
    return render(
        request,
        "caseloads/forecast_compare.html",
        {
            **context,
            "told": all_told,
            "chart": _chart(_series_of(all_told)),
            "rows": [
                (months[0].on, place_in_time == 0, months)
                for place_in_time, months in enumerate(zip(*(one.months for one in all_told), strict=True))
            ],
            "warned": [(one.label, warnings(one)) for one in all_told],
            "differences": differences(all_told),
            "assumed": [(one, assumptions(one)) for one in all_told],
            **_files({"place": place.key, "plan": [one.key for one in all_told]}),
        },
    )


def _series_of(all_told: Sequence[Told]) -> list[tuple[str, str, Told]]:
    """A line for each plan's room, and one for each number of open children that differs."""
    rooms = [(f"Room: {one.label}", f"plan-{number}", one) for number, one in enumerate(all_told)]
    ordered = sorted(all_told, key=_opens)
    opens = [list(group) for _, group in groupby(ordered, key=_opens)]
    if len(opens) == 1:
        return [*rooms, ("Open children", "open", all_told[0])]
    named = (("Open children: " + ", ".join(one.label for one in group), group[0]) for group in opens)
    return [*rooms, *((label, "open", one) for label, one in named)]


def _opens(told: Told) -> tuple[int, ...]:
    return tuple(month.open for month in told.months)


def _shown(told: Told, series: Sequence[tuple[str, str, Told]]) -> dict[str, Any]:
    return {
        "told": told,
        "chart": _chart(series),
        "rows": [(month, moved(month)) for month in told.months],
        "warnings": warnings(told),
        "action_why": calls_for_action(told),
        "assumptions": assumptions(told),
    }


def _chart(series: Sequence[tuple[str, str, Told]]) -> object:
    return drawn(
        [month.on for month in series[0][2].months],
        [
            Series(label, kind, [month.open if kind == "open" else month.capacity for month in told.months])
            for label, kind, told in series
        ],
    )


@allowed("caseloads.see_forecast")
def forecast_file(request: Request, kind: str) -> HttpResponse:
    """The months as a file, of the plans that the address names; that it left is on the record."""
    pack = pack_on(request.access.on)
    keys = list(dict.fromkeys(request.GET.getlist("plan")))[: CompareForm.MOST]
    wanted = [key for key in keys if key != NO_PLAN]
    if not all(key.isascii() and key.isdigit() and len(key) < 10 for key in wanted):
        raise Http404
    seen = ForecastPlan.objects.visible_to(request.access).select_related(*PLAN_RELATIONS)
    plans = {str(one.pk): one for one in seen.filter(pk__in=wanted)}
    if len(plans) != len(wanted):
        raise Http404
    places = queries.places_of(request.access)
    asked = {one.place for one in plans.values()}
    place = _find(places, asked.pop()) if len(asked) == 1 else place_asked(request, places) if not asked else None
    if place is None or pack.caseloads.forecast is None:
        raise Http404
    all_told = _told(request, place, pack, [plans.get(key) for key in keys] or [None])
    audit.exported(by=request.user, deed="caseloads.export_forecast", what="forecast", at=timezone.now())
    as_csv = kind == "csv"
    content = exports.as_csv(all_told) if as_csv else exports.as_xlsx(all_told)
    answer = HttpResponse(content, content_type=spreadsheet.CSV if as_csv else spreadsheet.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="forecast-{request.access.on}.{kind}"'
    return answer


def _told(request: Request, place: Place, pack: Pack, plans: Sequence[ForecastPlan | None]) -> list[Told]:
    """The record is read once, however many plans."""
    reach = pack.caseloads.forecast
    assert reach is not None
    kept = [one for one in plans if one]
    known = queries.known_of(place, request.access.on, pack, reach, back=queries.back_of(reach, plans))
    lines = queries.lines_of(kept) if kept else {}
    return [queries.told(known, one, lines.get(one.pk, []) if one else []) for one in plans]


def _plans(request: Request, place: Place) -> Any:
    seen = ForecastPlan.objects.visible_to(request.access).select_related("made_by")
    return seen.filter(service=place.service, team=place.team)


def _choices(plans: Sequence[ForecastPlan]) -> list[tuple[str, str]]:
    return [(NO_PLAN, "No plan"), *((str(one.pk), one.name) for one in plans)]


def _files(query: dict[str, Any]) -> dict[str, str]:
    asked = urlencode(query, doseq=True)
    return {kind: f"{reverse(f'caseloads:forecast_{kind}')}?{asked}" for kind in ("csv", "xlsx")}


def place_asked(request: Request, places: Sequence[Place]) -> Place | None:
    """The place the address names, else the widest; 404 for one that is not theirs, None where they have none."""
    asked = request.GET.get("place", "")
    if not asked:
        return places[0] if places else None
    found = _find(places, asked)
    if found is None:
        raise Http404
    return found


def place_of(request: Request, plan: ForecastPlan) -> Place:
    found = _find(queries.places_of(request.access), plan.place)
    if found is None:
        raise Http404
    return found


def _find(places: Sequence[Place], key: str) -> Place | None:
    return next((one for one in places if one.key == key), None)


def crumbs(place: str, here: str) -> list[tuple[str, str]]:
    return [("Home", "/"), (HERE, f"{reverse('caseloads:forecast')}?{urlencode({'place': place})}"), (here, "")]
