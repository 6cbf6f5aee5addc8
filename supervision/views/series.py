"""Book a series of sessions after a look at all its dates; read it; cancel the rest of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision.forms.series import STAGE_END, CancelRestForm, SeriesForm
from supervision.models import Series
from supervision.queries.history import events_of_series, moves_of
from supervision.queries.series import stage_end
from supervision.services import series as services
from supervision.views.trail import to_worker
from workforce.access import Request, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why_of


@permitted("supervision.record", Person)
def book(request: Request, worker: Person) -> HttpResponse:
    """The form; then the check page with every date and its why; then the booking."""
    end = stage_end(worker, request.access.on)
    data = request.POST if request.method == "POST" else None
    form = SeriesForm(data, initial={"sent_key": uuid.uuid4()}, stage_end=end)
    if "change" not in request.POST and form.is_valid():
        series = _series(request, worker, form)
        try:
            return _booked_or_checked(request, series, form)
        except Refused as refusal:
            form.add_error("first_on", str(refusal))
    crumbs = to_worker(worker, "Book a series")
    return render(request, "supervision/series_book.html", {"worker": worker, "form": form, "crumbs": crumbs})


def _series(request: Request, worker: Person, form: SeriesForm) -> Series:
    told = form.cleaned_data
    return Series(
        worker=worker,
        supervisor=request.user,
        first_on=told["first_on"],
        time=told["time"],
        place=told["place"],
        until=form.last_day(),
        to_stage_end=told["until"] == STAGE_END,
        sent_key=told["sent_key"],
    )


def _booked_or_checked(request: Request, series: Series, form: SeriesForm) -> HttpResponse:
    """Book it where its dates have been looked at, else show them."""
    on, stamp = request.access.on, request.POST.get("stamp", "")
    changed = ""
    if stamp:
        try:
            booked = services.book_series(series=series, stamp=stamp, by=request.user, on=on, at=timezone.now())
        except Refused as refusal:
            changed = str(refusal)
        else:
            messages.success(request, f"The sessions with {series.worker.name} are booked")
            return redirect(booked)
    dates, end = services.proposed(series, on)
    pack = pack_on(on)
    context: dict[str, Any] = {
        "worker": series.worker,
        "series": series,
        "dates": [(one, why_of(one.rule, one.because, pack)) for one in dates],
        "late": sum(one.late for one in dates),
        "end": end,
        "changed": changed,
        "stamp": services.stamp_of(dates),
        "told": [(name, value) for name, value in _told(request, form)],
        "crumbs": to_worker(series.worker, "Check the dates"),
    }
    return render(request, "supervision/series_check.html", context)


def _told(request: Request, form: SeriesForm) -> list[tuple[str, str]]:
    """What was entered, to be sent again with the button of the check page."""
    days = ("first_on", "until_on")
    names = [f"{name}_{part}" for name in days for part in range(3)] + ["time", "place", "until"]
    told = [(name, request.POST.get(name, "")) for name in names]
    return [*told, ("sent_key", str(form.cleaned_data["sent_key"]))]


@permitted("supervision.read_series", Series, select=("worker", "supervisor", "booked_by", "ended_by"))
def series(request: Request, series: Series) -> HttpResponse:
    """What is still booked, what became of the rest, and what moved when and why."""
    sessions = list(series.sessions.exclude(outcome="withdrawn").order_by("date", "pk"))
    pack = pack_on(request.access.on)
    moved = moves_of(sessions)
    ahead = [(one, moved.get(one.pk)) for one in sessions if one.outcome == "planned"]
    return render(
        request,
        "supervision/series.html",
        {
            "series": series,
            "ahead": ahead,
            "past": [one for one in sessions if one.outcome != "planned"],
            "events": events_of_series(series),
            "policy": pack.title,
            "may_end": series.ended_at is None and may("supervision.end_series", request.access, series),
            "crumbs": to_worker(series.worker, "Series"),
        },
    )


@permitted("supervision.end_series", Series, select=("worker", "supervisor"))
def end(request: Request, series: Series) -> HttpResponse:
    form = CancelRestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            count = services.cancel_rest(
                series=series, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The series has ended. Sessions no longer planned: {count}")
            return redirect("supervision:worker", series.worker_id)
    crumbs = to_worker(series.worker, "Cancel the rest")
    return render(request, "supervision/series_end.html", {"series": series, "form": form, "crumbs": crumbs})
