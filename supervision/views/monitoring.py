"""How supervision goes, month by month: for everybody one answers for, a service, a team, one person (SUP-14)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from supervision.exports import monitoring as exports
from supervision.models import Session
from supervision.queries import monitoring as queries
from supervision.queries.monitoring import Board, Line, Scope, Window
from workforce import audit
from workforce.access import Request, everybody, may, permitted
from workforce.models import Person, Service, Team
from workforce.month_chart import Chart, Series, drawn

Crumbs = list[tuple[str, str]]
TOP: Crumbs = [("Home", "/"), ("Monitoring of supervision", "/supervision/monitoring/")]
A_PAGE = 50
SORTS: dict[str, Callable[[Line], tuple[float, str]]] = {
    "on_time": lambda line: (_known(line.tally.on_time_share), line.name),
    "full": lambda line: (_known(line.tally.full_length_share), line.name),
    "reflective": lambda line: (_known(line.tally.reflective_share), line.name),
    "not_held": lambda line: (line.tally.cancelled + line.tally.missed, line.name),
    "overdue": lambda line: (line.overdue * 10_000 + line.worst, line.name),
}
COUNTED = {"service": ("services", "service"), "team": ("teams", "team"), "person": ("people", "person")}
PAGES = {"service": "supervision:monitoring_service", "team": "supervision:monitoring_team"}


@dataclass(frozen=True, slots=True)
class Charts:
    """What of the twelve months is drawn."""

    on_time: Chart
    quality: Chart
    not_held: Chart
    tools: Chart | None


@everybody
def monitoring(request: Request) -> HttpResponse:
    """Everybody whose supervision this person answers for; who answers for nobody gets their own figures."""
    if not may("supervision.monitor", request.access):
        return redirect("supervision:monitoring_person", request.user.pk)
    scope = _scope(request)
    crumbs = [*TOP, (scope.title, "")] if scope.is_unplaced else [*TOP[:-1], (TOP[-1][0], "")]
    return _board(request, scope, crumbs, "")


@permitted("supervision.monitor", Service)
def service(request: Request, service: Service) -> HttpResponse:
    crumbs = [*TOP, (service.name, "")]
    return _board(request, queries.of_service(service, request.access), crumbs, "service", service.pk)


@permitted("supervision.monitor", Team, select=("service",))
def team(request: Request, team: Team) -> HttpResponse:
    above = []
    if may("supervision.monitor", request.access, team.service):
        above = [(team.service.name, reverse("supervision:monitoring_service", args=[team.service_id]))]
    return _board(request, queries.of_team(team, request.access), [*TOP, *above, (team.name, "")], "team", team.pk)


@permitted("supervision.see", Person)
def person(request: Request, person: Person) -> HttpResponse:
    """One person's year, and the sessions of the month: dates and lengths, never what was said."""
    window = _window(request)
    board = queries.board_of(queries.of_person(person), window)
    sessions = Session.objects.filter(worker=person, date__range=(window.month, window.at)).select_related("supervisor")
    return render(
        request,
        "supervision/monitoring/person.html",
        {
            **_shown(board),
            "person": person,
            "is_own": person == request.user,
            "sessions": sessions.defer("notes"),
            "crumbs": [*(TOP if may("supervision.monitor", request.access) else TOP[:1]), (person.name, "")],
        },
    )


@everybody
def export_csv(request: Request) -> HttpResponse:
    return _file(request, _scope(request), "csv")


@everybody
def export_xlsx(request: Request) -> HttpResponse:
    return _file(request, _scope(request), "xlsx")


@permitted("supervision.monitor", Service)
def service_csv(request: Request, service: Service) -> HttpResponse:
    return _file(request, queries.of_service(service, request.access), "csv")


@permitted("supervision.monitor", Service)
def service_xlsx(request: Request, service: Service) -> HttpResponse:
    return _file(request, queries.of_service(service, request.access), "xlsx")


@permitted("supervision.monitor", Team)
def team_csv(request: Request, team: Team) -> HttpResponse:
    return _file(request, queries.of_team(team, request.access), "csv")


@permitted("supervision.monitor", Team)
def team_xlsx(request: Request, team: Team) -> HttpResponse:
    return _file(request, queries.of_team(team, request.access), "xlsx")


def _scope(request: Request) -> Scope:
    """Everybody, or with `without_team` those who have none."""
    if request.GET.get("without_team"):
        return queries.unplaced(request.access)
    return queries.everybody_seen(request.access)


def _window(request: Request) -> Window:
    return queries.window_of(request.GET.get("month", ""), request.access.on)


def _board(request: Request, scope: Scope, crumbs: Crumbs, kind: str, pk: int | None = None) -> HttpResponse:
    board = queries.board_of(scope, _window(request))
    sort = request.GET.get("sort", "")
    page = Paginator(_sorted(board.lines, sort), A_PAGE).get_page(request.GET.get("page"))
    names = {"": "monitoring", "service": "monitoring_service", "team": "monitoring_team"}
    exported = {
        form: reverse(f"supervision:{names[kind]}_{form}", args=[] if pk is None else [pk]) for form in ("csv", "xlsx")
    }
    asked = f"{'without_team=1&' if scope.is_unplaced else ''}month={board.window.code}"
    context = {
        **_shown(board),
        "page": page,
        "sort": sort,
        "rows": [(line, _address(scope, line, board.window)) for line in page],
        "exported": {form: f"{url}?{asked}" for form, url in exported.items()},
        "asked": "without_team=1&" if scope.is_unplaced else "",
        "counted": COUNTED[scope.by],
        "own": may("supervision.see", request.access, request.user),
        "crumbs": crumbs,
    }
    return render(request, "supervision/monitoring/board.html", context)


def _shown(board: Board) -> dict[str, object]:
    """What the pages of a group and of one person have in common."""
    return {
        "board": board,
        "month": board.month,
        "window": board.window,
        "charts": _charts(board),
        "worst": board.worst,
        "used": [(name, board.month.using(code), code in board.expected) for code, name in board.tools.items()],
    }


def _charts(board: Board) -> Charts:
    firsts, months = board.window.firsts, board.months
    quality = [
        Series(f"{board.minimum} minutes or more", [one.full_length_share for one in months]),
        Series("With reflection, signed", [one.reflective_share for one in months]),
    ]
    not_held = [
        Series("Cancelled by the supervisor", [one.cancelled_by_supervisor for one in months]),
        Series("Cancelled by the worker", [one.cancelled_by_worker for one in months]),
        Series("Cancelled by others", [one.cancelled_by_others for one in months]),
        Series("Missed", [one.missed for one in months]),
    ]
    tools = [Series(name, [one.using(code) for one in months]) for code, name in board.tools.items()]
    return Charts(
        on_time=drawn(firsts, [Series("On time", [one.on_time_share for one in months])], most=100),
        quality=drawn(firsts, quality, most=100),
        not_held=drawn(firsts, not_held, stacked=True),
        tools=drawn(firsts, tools) if tools else None,
    )


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    key = SORTS.get(sort.removeprefix("-"))
    if key is None:
        return lines[::-1] if sort == "-name" else lines
    return sorted(lines, key=key, reverse=sort.startswith("-"))


def _known(share: float | None) -> float:
    return -1.0 if share is None else share


def _address(scope: Scope, line: Line, window: Window) -> str:
    """Where a line leads one step further down."""
    if not line.pk:
        return f"{reverse('supervision:monitoring')}?without_team=1&month={window.code}"
    name = PAGES.get(scope.by, "supervision:monitoring_person")
    return f"{reverse(name, args=[line.pk])}?month={window.code}"


def _file(request: Request, scope: Scope, form: str) -> HttpResponse:
    board = queries.board_of(scope, _window(request))
    what = f"supervision.monitoring.{board.window.code}"
    audit.exported(by=request.user, deed=f"supervision.export_monitoring_{form}", what=what, at=timezone.now())
    body, media_type = exports.as_csv(board) if form == "csv" else exports.as_xlsx(board)
    name = f"supervision-{board.window.code}.{form}"
    return HttpResponse(
        body, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
