"""The practitioner's own year, and any portfolio as its readers see it."""

from __future__ import annotations

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render

from asye.models import Meeting, Portfolio, Recommendation, Reflection
from asye.queries.completion import completion_of, recorded_of
from asye.queries.meetings import lines_of
from asye.queries.next_steps import steps_of
from asye.queries.year import year_of
from workforce.access import Request, everybody, may, permitted
from workforce.policy_in_force import pack_on
from workforce.why import Why, why

DROPPED = Meeting.Status.DROPPED
SELECT = ("practitioner", "stage", "programme", "decision__signed_by")


@everybody
def year(request: Request) -> HttpResponse:
    """Go to one's own portfolio; say so where there is none."""
    own = Portfolio.objects.filter(practitioner=request.user).order_by("-started_on").first()
    if own is None:
        return render(request, "asye/no_portfolio.html", {"crumbs": [("Home", "/"), ("My year", "")]})
    return redirect(own)


@permitted(
    "asye.read_portfolio",
    Portfolio,
    sensitive=True,
    select=("practitioner", "stage", "programme", "decision__signed_by", "trial__before", "trial__after"),
)
def portfolio(request: Request, portfolio: Portfolio) -> HttpResponse:
    """The timeline, what is shared, and what can be done next."""
    access, on = request.access, request.access.on
    rows = Reflection.objects.visible_to(access).filter(portfolio=portfolio).order_by("-saved_at")[:50]
    is_own = portfolio.practitioner_id == request.user.pk
    follows = may("asye.see_protected_time", access, portfolio)
    prefetch_related_objects([portfolio.stage], "pauses")
    lines = lines_of(portfolio, access, whole=False)
    states = {line.dated.key: line.meeting.status for line in lines if line.meeting and line.meeting.status != DROPPED}
    return render(
        request,
        "asye/portfolio.html",
        {
            "portfolio": portfolio,
            "year": year_of(portfolio, on, [line.dated for line in lines], states),
            "steps": steps_of(portfolio, access, rows, lines),
            "runs": portfolio.status in Portfolio.LIVE,
            "unfinished": _unfinished(portfolio, request),
            "sees_pauses": may("asye.see_pauses", access, portfolio),
            "sees_progress": may("asye.raise_progress", access, portfolio) or is_own or bool(access.service_ids),
            "follows": follows,
            "sees_people": may("asye.see_handovers", access, portfolio),
            "reflections": rows,
            "recommendation": _recommended(portfolio),
            "decision": getattr(portfolio, "decision", None),
            "is_own": is_own,
            "may_take": may("asye.take_archive", access, portfolio),
            "was_brought": portfolio.was_brought,
            "trial": portfolio.trial if may("asye.follow_trial", access, portfolio) else None,
            "may_move": may("asye.move_years", access) and portfolio.status == "open",
            "may_start": may("asye.start_reflection", access, portfolio) and portfolio.status == "open",
            "may_recommend": may("asye.recommend", access, portfolio) and portfolio.status == "open",
            "crumbs": [("Home", "/"), ("My year" if is_own else f"Year of {portfolio.practitioner.name}", "")],
        },
    )


def _unfinished(portfolio: Portfolio, request: Request) -> Why | None:
    """What an unfinished year means, for those who may know why it is; nothing of any other year."""
    on = request.access.on
    if completion_of(portfolio, on).state != "unfinished" or not may("asye.see_pauses", request.access, portfolio):
        return None
    return why(completion_of(portfolio, on, recorded_of([portfolio.pk]).get(portfolio.pk)), pack_on(on))


def _recommended(portfolio: Portfolio) -> Recommendation | None:
    """The recommendation once the portfolio is submitted: before that there is none, or it was sent back with it."""
    if portfolio.status == Portfolio.Status.OPEN:
        return None
    return portfolio.recommendations.select_related("by").first()
