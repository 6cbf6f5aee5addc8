"""How a year ended, its exceptional circumstances, and for HR everybody whose year was not completed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from asye.forms.circumstances import CircumstancesForm
from asye.models import Circumstances, Portfolio
from asye.policy.completion import may_record
from asye.queries.completion import completion_of, recorded_of
from asye.queries.completion import unfinished as unfinished_years
from asye.services import circumstances as services
from asye.views.meetings import year_crumbs
from workforce import audit
from workforce.access import Request, allowed, may, permitted
from workforce.policy_in_force import pack_on
from workforce.spreadsheet import CSV, as_csv
from workforce.verdict import Refused
from workforce.why import why

SELECT = ("practitioner", "stage", "programme")
HEADERS = ("Name", "Number", "Team", "Contract", "Year began", "Year ends", "Ended as", "Permanent post", "Because")
TITLE = "Completing the year"


@permitted("asye.see_pauses", Portfolio, sensitive=True, select=SELECT)
def completion(request: Request, portfolio: Portfolio) -> HttpResponse:
    """What the policy says of this year and a permanent post, and what was recorded."""
    on, pack = request.access.on, pack_on(request.access.on)
    recorded = recorded_of([portfolio.pk]).get(portfolio.pk)
    found = completion_of(portfolio, on, recorded)
    records = may("asye.record_circumstances", request.access, portfolio)
    return render(
        request,
        "asye/completion.html",
        {
            "portfolio": portfolio,
            "found": found,
            "why": why(found, pack),
            "rows": Circumstances.objects.visible_to(request.access).filter(portfolio=portfolio).select_related("by"),
            "may_record": records and recorded is None and may_record(pack, found).ok,
            "may_take_back": records and recorded is not None,
            "crumbs": [*year_crumbs(portfolio, request), (TITLE, "")],
        },
    )


@permitted("asye.record_circumstances", Portfolio, select=SELECT)
def record(request: Request, portfolio: Portfolio) -> HttpResponse:
    return _said(
        request,
        portfolio,
        "Record exceptional circumstances",
        "The exceptional circumstances are recorded",
        services.record,
    )


@permitted("asye.record_circumstances", Portfolio, select=SELECT)
def take_back(request: Request, portfolio: Portfolio) -> HttpResponse:
    return _said(
        request,
        portfolio,
        "Take exceptional circumstances back",
        "The exceptional circumstances are taken back",
        services.take_back,
    )


def _said(
    request: Request, portfolio: Portfolio, title: str, done: str, deed: Callable[..., Circumstances]
) -> HttpResponse:
    form = CircumstancesForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4()},
        takes_back=deed is services.take_back,
    )
    back = reverse("asye:completion", args=[portfolio.pk])
    if form.is_valid():
        try:
            deed(portfolio=portfolio, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect(back)
    context: dict[str, Any] = {"portfolio": portfolio, "form": form, "title": title, "back": back}
    context["crumbs"] = [*year_crumbs(portfolio, request), (TITLE, back), (title, "")]
    return render(request, "asye/circumstances_form.html", context)


@allowed("asye.see_unfinished")
def unfinished(request: Request) -> HttpResponse:
    """Whose year was not completed, and whether a permanent post is open to them."""
    rows = unfinished_years(request.access)
    context = {
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "amiss": sum(row.is_amiss for row in rows),
        "opens": may("asye.move_years", request.access),
        "crumbs": [("Home", "/"), ("Years not completed", "")],
    }
    return render(request, "asye/unfinished.html", context)


@allowed("asye.see_unfinished")
def export(request: Request) -> HttpResponse:
    """The same rows for a spreadsheet."""
    rows = [
        (
            row.portfolio.practitioner.name,
            row.portfolio.practitioner.employee_number or "",
            row.post.team.name if row.post.team else "",
            row.post.get_contract_display(),
            row.portfolio.started_on.isoformat(),
            row.ends_on.isoformat(),
            row.portfolio.get_status_display(),
            {True: "Open", False: "Not open", None: "The policy does not say"}[row.found.allows_post],
            row.found.because,
        )
        for row in unfinished_years(request.access)
    ]
    audit.exported(by=request.user, deed="asye.export_unfinished", what="years not completed", at=timezone.now())
    answer = HttpResponse(as_csv(HEADERS, rows), content_type=CSV)
    answer["Content-Disposition"] = 'attachment; filename="years-not-completed.csv"'
    return answer
