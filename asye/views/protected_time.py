"""The log of protected time: what is owed and taken week by week, noting a line, taking one back, CSV."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.protected_time import ProtectedTimeForm
from asye.models import Portfolio, ProtectedTime
from asye.queries.protected_time import Log, log_of
from asye.services import protected_time as services
from asye.views.meetings import year_crumbs
from workforce import audit
from workforce.access import Request, may, permitted
from workforce.spreadsheet import CSV, as_csv
from workforce.telling import telling
from workforce.verdict import Refused

SELECT = ("practitioner", "stage", "programme")
HEADERS = ("Week from", "Owed (minutes)", "Taken (minutes)", "Taken away (minutes)", "Day", "What", "Minutes", "For",
           "Taken away by", "Why so much is owed")  # fmt: skip


@permitted("asye.see_protected_time", Portfolio, sensitive=True, select=SELECT)
def protected_time(request: Request, portfolio: Portfolio) -> HttpResponse:
    return render(
        request,
        "asye/protected_time.html",
        {
            "portfolio": portfolio,
            "log": log_of(portfolio, request.access),
            "may_note": _may_note(request, portfolio),
            "crumbs": [*year_crumbs(portfolio, request), ("Protected time", "")],
        },
    )


def _may_note(request: Request, portfolio: Portfolio) -> bool:
    return may("asye.note_protected_time", request.access, portfolio) and portfolio.status == Portfolio.Status.OPEN


@permitted("asye.see_protected_time", Portfolio, sensitive=True, select=SELECT)
def export(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Every week, and each line of it, for a spreadsheet."""
    rows = _rows(log_of(portfolio, request.access))
    audit.exported(by=request.user, deed="asye.export_protected_time", what="asye.protected_time", at=timezone.now())
    answer = HttpResponse(as_csv(HEADERS, rows), content_type=CSV)
    answer["Content-Disposition"] = 'attachment; filename="protected-time.csv"'
    return answer


def _rows(log: Log) -> Iterator[tuple[str, ...]]:
    for month in log.months:
        for line in month.weeks:
            week = (line.week.first.isoformat(), *(str(one) for one in (line.week.minutes, line.taken, line.lost)))
            if not line.lines:
                yield (*week, "", "", "", "", "", line.week.because)
            for one in line.lines:
                told = (one.on.isoformat(), one.get_kind_display(), str(one.minutes), one.words, one.by_whom)
                yield (*week, *told, line.week.because)


@permitted("asye.note_protected_time", Portfolio, select=SELECT)
def note(request: Request, portfolio: Portfolio) -> HttpResponse:
    on = request.access.on
    form = ProtectedTimeForm(
        request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4(), "on": on}
    )
    if form.is_valid():
        try:
            services.note(portfolio=portfolio, **form.cleaned_data, by=request.user, today=on, at=timezone.now())
            messages.success(request, "It is in your log")
            return redirect("asye:protected_time", portfolio.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    address = reverse("asye:protected_time", args=[portfolio.pk])
    crumbs = [*year_crumbs(portfolio, request), ("Protected time", address), ("Note time", "")]
    return render(request, "asye/protected_time_note.html", {"form": form, "portfolio": portfolio, "crumbs": crumbs})


@require_POST
@permitted("asye.take_back_protected_time", ProtectedTime, select=("portfolio__practitioner",))
def take_back(request: Request, line: ProtectedTime) -> HttpResponse:
    with telling(request, "The line no longer counts"):
        services.take_back(line=line, by=request.user, on=request.access.on, at=timezone.now())
    return redirect(line)
