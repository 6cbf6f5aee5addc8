"""The assessor's recommendation: written, checked, submitted to a panel."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from asye.forms.panels import RecommendForm
from asye.models import Portfolio
from asye.queries.meetings import Line, lines_of, recommended_in
from asye.services import portfolios as services
from workforce.access import Request, permitted
from workforce.verdict import Refused


@permitted("asye.recommend", Portfolio, select=("practitioner", "stage", "programme"))
def recommend(request: Request, portfolio: Portfolio) -> HttpResponse:
    """First the form, then the same facts to check; only the second sends it."""
    if portfolio.status != Portfolio.Status.OPEN:
        messages.info(request, "This portfolio has been submitted already")
        return redirect(portfolio)
    on = request.access.on
    begun = {"sent_key": uuid.uuid4(), "reasons": recommended_in(portfolio)}
    form = RecommendForm(request.POST if request.method == "POST" else None, on=on, initial=begun)
    checking = False
    if form.is_valid():
        if request.POST.get("checked") == "yes":
            sent = _send(request, portfolio, form)
            if sent is not None:
                return sent
        else:
            checking = request.POST.get("change") != "yes"
    return render(
        request,
        "asye/recommend_check.html" if checking else "asye/recommend.html",
        {
            "portfolio": portfolio,
            "form": form,
            "unsigned": [line.dated.label for line in _unsigned(request, portfolio)],
            "crumbs": [
                ("Home", "/"),
                (f"Year of {portfolio.practitioner.name}", portfolio.get_absolute_url()),
                ("Recommend", ""),
            ],
        },
    )


def _unsigned(request: Request, portfolio: Portfolio) -> list[Line]:
    """The meetings the programme asks for that are not signed by all."""
    return [
        line
        for line in lines_of(portfolio, request.access, whole=False)
        if not line.dated.optional and not (line.meeting and line.meeting.sealed)
    ]


def _send(request: Request, portfolio: Portfolio, form: RecommendForm) -> HttpResponse | None:
    told = form.cleaned_data
    try:
        services.recommend(
            portfolio=portfolio,
            outcome=told["outcome"],
            reasons=told["reasons"],
            panel=told["panel"],
            sent_key=told["sent_key"],
            by=request.user,
            on=request.access.on,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"Your recommendation for {portfolio.practitioner.name} is with the panel")
    return redirect(portfolio)
