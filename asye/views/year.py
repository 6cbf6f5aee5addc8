"""The practitioner's own year, and any portfolio as its readers see it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render

from asye.models import Portfolio, Reflection
from asye.queries.library import plan_of
from asye.queries.year import year_of
from workforce.access import Request, everybody, may, permitted


@everybody
def year(request: Request) -> HttpResponse:
    """Go to one's own portfolio; say so where there is none."""
    own = Portfolio.objects.filter(practitioner=request.user).order_by("-started_on").first()
    if own is None:
        return render(request, "asye/no_portfolio.html", {"crumbs": [("Home", "/"), ("My year", "")]})
    return redirect(own)


@permitted("asye.read_portfolio", Portfolio, sensitive=True, select=("practitioner", "stage", "decision__signed_by"))
def portfolio(request: Request, portfolio: Portfolio) -> HttpResponse:
    """The timeline, what is shared, and what can be done next."""
    reflections = Reflection.objects.visible_to(request.access).filter(portfolio=portfolio).order_by("-saved_at")
    is_own = portfolio.practitioner_id == request.user.pk
    return render(
        request,
        "asye/portfolio.html",
        {
            "portfolio": portfolio,
            "year": year_of(portfolio, request.access.on),
            "reflections": reflections[:50],
            "recommendation": portfolio.recommendations.select_related("by").first(),
            "decision": getattr(portfolio, "decision", None),
            "frameworks": portfolio.frameworks.all(),
            "plan": plan_of(portfolio.practitioner, request.access),
            "is_own": is_own,
            "may_start": may("asye.start_reflection", request.access, portfolio) and portfolio.status == "open",
            "may_recommend": may("asye.recommend", request.access, portfolio) and portfolio.status == "open",
            "crumbs": [("Home", "/"), ("My year" if is_own else f"Year of {portfolio.practitioner.name}", "")],
        },
    )
