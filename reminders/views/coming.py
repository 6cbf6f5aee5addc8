"""What will be sent in the next 14 days, to whom, and why."""

from __future__ import annotations

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from reminders import exports
from reminders.forms.coming import ComingForm
from reminders.queries.coming import forecast, kinds_of, rows_of
from reminders.views.tabs import tabs
from workforce import audit, spreadsheet
from workforce.access import Request, everybody

PAGE = 50


@everybody
def coming(request: Request) -> HttpResponse:
    form = ComingForm(request.GET, kinds=kinds_of(request.access.on))
    asked = form.asked
    entries = forecast(request.access, asked, timezone.now())
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    rows = rows_of(list(page), request.access.on)
    days = [(day, list(some)) for day, some in groupby(rows, key=lambda row: row.entry.coming.mail_on)]
    context = {
        "page": page,
        "days": days,
        "asked": asked,
        "mails": len({(one.to, one.coming.mail_on) for one in entries}),
        "filters": form,
        "tabs": tabs("coming"),
    }
    return render(request, "reminders/coming.html", context)


@everybody
def coming_csv(request: Request) -> HttpResponse:
    """The forecast as it is shown; who took it is kept."""
    asked = ComingForm(request.GET, kinds=kinds_of(request.access.on)).asked
    rows = rows_of(forecast(request.access, asked, timezone.now()), request.access.on)
    audit.exported(by=request.user, deed="reminders.export_coming", what="reminders.coming", at=timezone.now())
    return HttpResponse(
        exports.coming_csv(rows),
        content_type=spreadsheet.CSV,
        headers={"Content-Disposition": 'attachment; filename="reminders.csv"'},
    )
