"""What a portfolio has against each statement of its frameworks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from asye.models import Portfolio
from asye.queries.coverage import coverage_of
from workforce.access import Request, may, permitted


@permitted("asye.read_portfolio", Portfolio, sensitive=True, select=("practitioner", "trial__before", "trial__after"))
def coverage(request: Request, portfolio: Portfolio) -> HttpResponse:
    """How much, how recent, from how many sources; never a score (FRW-09)."""
    is_own = portfolio.practitioner_id == request.user.pk
    year = "My year" if is_own else f"Year of {portfolio.practitioner.name}"
    return render(
        request,
        "asye/coverage.html",
        {
            "portfolio": portfolio,
            "is_own": is_own,
            "may_plan": may("asye.plan_goal", request.access, portfolio) and portfolio.status == "open",
            "trial": portfolio.trial if may("asye.follow_trial", request.access, portfolio) else None,
            "frameworks": coverage_of(portfolio, request.access),
            "crumbs": [("Home", "/"), (year, portfolio.get_absolute_url()), ("Evidence by statement", "")],
        },
    )
