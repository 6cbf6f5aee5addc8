"""One year's move: what carries over, what it is on trial for, put back or confirmed alone."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.moves import WhyForm
from asye.models import YearMove
from asye.queries.move_preview import preview_of
from asye.queries.year_moves import OF_YEAR
from asye.services import year_moves as services
from asye.views.meetings import year_crumbs
from asye.views.moves import ask_for, trail
from workforce.access import Request, may, permitted
from workforce.telling import telling
from workforce.verdict import Refused

SELECT = ("plan__programme", *OF_YEAR)
Status = YearMove.Status


def _crumbs(request: Request, year: YearMove, here: str = "") -> list[tuple[str, str]]:
    if may("asye.run_year_move", request.access, year):
        name = year.portfolio.practitioner.name
        found = trail(name, year.plan)
        return [*found[:-1], (name, year.get_absolute_url()), (here, "")] if here else found
    return [*year_crumbs(year.portfolio, request), ("Move to another programme", "")]


@permitted("asye.read_year_move", YearMove, sensitive=True, select=SELECT)
def year_move(request: Request, year: YearMove) -> HttpResponse:
    """What is kept, what becomes due, which dates move, where each tag of the evidence shows."""
    runs = may("asye.run_year_move", request.access, year)
    steps = list(year.moves.select_related("by", "account").defer("account__held")) if year.has_happened else []
    context = {
        "year": year,
        "portfolio": year.portfolio,
        "is_own": year.portfolio.practitioner_id == request.user.pk,
        "shown": None if year.status == Status.LEFT_OUT else preview_of(year, request.access, whole=runs),
        "steps": steps,
        "accounts": [step.account for step in steps if hasattr(step, "account")],
        "runs": runs,
        "may_leave_out": runs and year.status in (Status.PLANNED, Status.REFUSED),
        "may_take_in": runs and year.status == Status.LEFT_OUT,
        "may_end": runs and year.status == Status.TRIED,
        "crumbs": _crumbs(request, year),
    }
    answer = render(request, "asye/year_move.html", context)
    if year.status in YearMove.AT_WORK:
        answer["Refresh"] = "3"
    return answer


@require_POST
@permitted("asye.run_year_move", YearMove)
def leave_out(request: Request, year: YearMove) -> HttpResponse:
    with telling(request, "This year is left out and stays where it is"):
        services.leave_out(year=year, by=request.user, at=timezone.now())
    return redirect(year)


@require_POST
@permitted("asye.run_year_move", YearMove)
def take_in(request: Request, year: YearMove) -> HttpResponse:
    with telling(request, "This year is part of the plan again"):
        services.take_in(year=year, by=request.user, at=timezone.now())
    return redirect(year)


@permitted("asye.run_year_move", YearMove, select=SELECT)
def undo(request: Request, year: YearMove) -> HttpResponse:
    return _with_reason(request, year, Status.UNDOING, "This year is being put back")


@permitted("asye.run_year_move", YearMove, select=SELECT)
def confirm(request: Request, year: YearMove) -> HttpResponse:
    return _with_reason(request, year, Status.CONFIRMING, "This move is being confirmed")


def _with_reason(request: Request, year: YearMove, wanted: str, said: str) -> HttpResponse:
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = ask_for(request, year.plan, wanted, form.cleaned_data["why"], only=year)
            messages.success(request, said if done else "That has been asked for already")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(year)
    crumbs = _crumbs(request, year, "Why")
    context = {"form": form, "year": year, "plan": year.plan, "number": 1, "crumbs": crumbs}
    return render(request, f"asye/move_{'undo' if wanted == Status.UNDOING else 'confirm'}.html", context)
