"""Plans to move years to another programme or other editions: begun, looked at, tried, put back, confirmed."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Min, Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.exports.moves import HEADERS, rows_of_plan
from asye.forms.moves import StartMoveForm, WhyForm
from asye.models import MovePlan, YearMove
from asye.queries.move_offers import open_years, programmes, standards
from asye.queries.move_preview import previews
from asye.queries.trials import trial_ends
from asye.queries.year_moves import OF_YEAR, editions_of
from asye.services import year_moves as services
from asye.tasks import move_years
from workforce import audit
from workforce.access import Request, allowed, may, permitted
from workforce.policy_in_force import pack_on
from workforce.sentences import count
from workforce.spreadsheet import CSV, as_csv
from workforce.verdict import Refused
from workforce.why import Why, why_of

Status = YearMove.Status
Crumbs = list[tuple[str, str]]
PAGE = 25
ASKED = {
    Status.WAITING: ("year is being moved", "years are being moved"),
    Status.UNDOING: ("year is being put back", "years are being put back"),
    Status.CONFIRMING: ("year is being confirmed", "years are being confirmed"),
}


def trail(here: str = "", plan: MovePlan | None = None) -> Crumbs:
    """Home, the cohort, the moves, the plan, and the page itself."""
    found = [("Home", "/"), ("Cohort", reverse("asye:cohort")), ("Moves", reverse("asye:moves"))]
    if plan is not None:
        found.append((str(plan), plan.get_absolute_url()))
    return [*found, (here, "")] if here else [*found[:-1], (found[-1][0], "")]


@allowed("asye.see_moves")
def moves(request: Request) -> HttpResponse:
    """Every plan, the newest first, with how many of its years are where."""
    rows = MovePlan.objects.visible_to(request.access).select_related("programme", "by").prefetch_related("editions")
    rows = rows.order_by("-at", "-pk")
    rows = rows.annotate(
        on_trial=Count("years", filter=Q(years__status__in=YearMove.LIVE)),
        confirmed=Count("years", filter=Q(years__status=Status.CONFIRMED)),
        undone=Count("years", filter=Q(years__status=Status.UNDONE)),
        number=Count("years", filter=~Q(years__status=Status.LEFT_OUT)),
    )
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "may_start": may("asye.move_years", request.access),
        "crumbs": trail(),
    }
    return render(request, "asye/moves.html", context)


@allowed("asye.move_years")
def start(request: Request) -> HttpResponse:
    """Who moves, to what, and why. Nothing moves yet: the next page shows what would."""
    years = open_years(request.access)
    one = request.GET.get("year", "")
    only = next((year for year in years if str(year.pk) == one), None)
    form = StartMoveForm(
        request.POST if request.method == "POST" else None,
        years=years,
        offers=programmes(request.access.on),
        standards=standards(),
        only=only,
        initial={"sent_key": uuid.uuid4()},
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            plan = services.plan_moves(
                portfolios=told["portfolios"],
                to=told["to"],
                editions=told["standards"],
                why=told["why"],
                sent_key=told["sent_key"],
                by=request.user,
                at=timezone.now(),
            )
            return redirect(plan)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "only": only, "years": years, "crumbs": trail("Move years")}
    return render(request, "asye/move_start.html", context)


@permitted("asye.read_move_plan", MovePlan, select=("programme", "by"))
def plan(request: Request, plan: MovePlan) -> HttpResponse:
    """What each year keeps and loses; while years are being moved the page loads itself again."""
    rows = YearMove.objects.visible_to(request.access).filter(plan=plan).select_related("plan__programme", *OF_YEAR)
    told = rows.order_by().values_list("status").annotate(Count("pk"), Min("tried_at"))
    counted = {status: number for status, number, _ in told}
    tried = [(since, number) for status, number, since in told if status in YearMove.LIVE]
    pages = Paginator(rows, PAGE)
    pages.__dict__["count"] = sum(counted.values())  # known already, so it is not asked again
    page = pages.get_page(request.GET.get("page"))
    editions = editions_of(plan, list(page))
    at_work = sum(counted.get(status, 0) for status in YearMove.AT_WORK)
    number = sum(counted.values()) - counted.get(Status.LEFT_OUT, 0)
    runs = may("asye.run_move_plan", request.access, plan)
    context = {
        "plan": plan,
        "page": page,
        "editions": list(editions.get(0, {}).values()),
        "previews": previews(list(page), plan, request.access, editions=editions, whole=False),
        "counted": [(Status(status).label, counted[status]) for status in Status.values if status in counted],
        "ends": _decided_by(tried, request.access.on),
        "at_work": at_work,
        "done": number - at_work,
        "all": number,
        "progress": f"{number - at_work} of {number} done",
        "may_begin": runs and bool(counted.get(Status.PLANNED) or counted.get(Status.REFUSED)),
        "may_end": runs and bool(counted.get(Status.TRIED)),
        "crumbs": trail(str(plan)),
    }
    answer = render(request, "asye/move_plan.html", context)
    if at_work:
        answer["Refresh"] = "3"
    return answer


def _decided_by(tried: list[tuple[dt.datetime, int]], on: dt.date) -> tuple[dt.date, Why] | None:
    """The day by which what is on trial is confirmed or put back, and why."""
    ends = trial_ends(min(since for since, _ in tried), sum(number for _, number in tried), on) if tried else None
    return (ends.due_on, why_of(ends.rule, ends.because, pack_on(on))) if ends else None


@permitted("asye.read_move_plan", MovePlan, select=("programme",))
def plan_csv(request: Request, plan: MovePlan) -> HttpResponse:
    """Every date, minimum and tag of every year of the plan, for a spreadsheet."""
    rows = YearMove.objects.visible_to(request.access).filter(plan=plan).select_related("plan__programme", *OF_YEAR)
    found = previews(list(rows), plan, request.access)
    audit.exported(by=request.user, deed="asye.export_moves", what="asye.moves", at=timezone.now())
    answer = HttpResponse(as_csv(HEADERS, rows_of_plan(found)), content_type=CSV)
    answer["Content-Disposition"] = 'attachment; filename="move.csv"'
    return answer


@require_POST
@permitted("asye.run_move_plan", MovePlan)
def begin(request: Request, plan: MovePlan) -> HttpResponse:
    """Move every year that waits, on trial."""
    _ask(request, plan, Status.WAITING, plan.why)
    return redirect(plan)


@permitted("asye.run_move_plan", MovePlan, select=("programme",))
def undo(request: Request, plan: MovePlan) -> HttpResponse:
    """Put every year that is on trial back."""
    return _with_reason(request, plan, Status.UNDOING)


@permitted("asye.run_move_plan", MovePlan, select=("programme",))
def confirm(request: Request, plan: MovePlan) -> HttpResponse:
    """Make every move that is on trial final."""
    return _with_reason(request, plan, Status.CONFIRMING)


def _with_reason(request: Request, plan: MovePlan, wanted: str) -> HttpResponse:
    form = WhyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _ask(request, plan, wanted, form.cleaned_data["why"])
        return redirect(plan)
    number = plan.years.filter(status=Status.TRIED).count()
    context = {"form": form, "plan": plan, "number": number, "crumbs": trail("Why", plan)}
    return render(request, f"asye/move_{'undo' if wanted == Status.UNDOING else 'confirm'}.html", context)


def ask_for(request: Request, plan: MovePlan, wanted: str, why: str, only: YearMove | None = None) -> int:
    """Ask, and ring the bell for the worker once it is kept."""
    with transaction.atomic():
        number = services.ask(plan=plan, wanted=wanted, why=why, by=request.user, at=timezone.now(), only=only)
        transaction.on_commit(partial(move_years.delay, plan.pk))
    return number


def _ask(request: Request, plan: MovePlan, wanted: str, why: str) -> None:
    try:
        number = ask_for(request, plan, wanted, why)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, count(number, *ASKED[Status(wanted)]))
