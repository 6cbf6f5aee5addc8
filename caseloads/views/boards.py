"""Boards of a team, a service, the authority: who is above the limit, who steps up when, the year week by week."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from caseloads.exports import boards as exports
from caseloads.policy import academy
from caseloads.queries.boards import Line, Row, line_of, lines_of, rows_of
from caseloads.queries.demand import demand_on
from caseloads.queries.heat import heat
from caseloads.queries.teams import Action, teams_of, teams_with_actions
from workforce import audit, spreadsheet
from workforce.access import Request, allowed, may
from workforce.models import Team
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.verdict import Verdict
from workforce.why import why_of

STEPS_AHEAD = dt.timedelta(days=92)
MOST_STEPS, MOST_LISTED = 30, 100
NOTES = "Case notes are written within the times of the policy; the share in time is of the last quarter."


@allowed("caseloads.see_boards")
def team(request: Request) -> HttpResponse:
    """One team, worker by worker."""
    teams, actions = teams_with_actions(request.access)
    chosen = _chosen(request, teams)
    rows = rows_of([chosen], request.access.on) if chosen else []
    return render(
        request,
        "caseloads/board.html",
        {
            **_common(request, rows, [chosen] if chosen else [], actions, "Team board"),
            "team": chosen,
            "teams": teams if len(teams) > 1 else [],
            "heat": heat((row.person.name, row.weeks) for row in rows),
            "support": _support(chosen, rows, pack_on(request.access.on)),
            "rows": rows,
            **_files("team", f"?team={chosen.pk}" if chosen else ""),
            "scope": "team",
            "may_allocate": may("caseloads.choose", request.access),
            "crumbs": [("Home", "/"), ("Team board", "")],
        },
    )


def _support(team: Team | None, rows: list[Row], pack: Pack) -> tuple[Verdict, ...]:
    """Who supports an academy team's newly qualified workers (WRK-02); nothing to say of other teams."""
    if team is None or not team.is_academy:
        return ()
    people = [(row, row.facts.post) for row in rows if row.facts.post and row.ruled_as == "experienced"]
    colleagues = [academy.Colleague(row.person.name, post.grade, row.held) for row, post in people]
    return academy.support(pack, service=team.service.code, team=colleagues)


@allowed("caseloads.see_service_board")
def service(request: Request) -> HttpResponse:
    """The teams of the services somebody is group manager of."""
    return _of_teams(request, "Service board", "service")


@allowed("caseloads.see_authority_board")
def authority(request: Request) -> HttpResponse:
    """Every team of the authority."""
    return _of_teams(request, "Authority board", "authority")


def _of_teams(request: Request, title: str, scope: str) -> HttpResponse:
    teams, actions = teams_with_actions(request.access)
    rows = rows_of(teams, request.access.on, weeks=False)
    lines = lines_of(rows, request.access.on, pack_on(request.access.on))
    return render(
        request,
        "caseloads/board.html",
        {
            **_common(request, rows, teams, actions, title),
            "lines": lines,
            "heat": heat((line.label, line.weeks) for line in lines),
            "scope": scope,
            "team_board": reverse("caseloads:team_board"),
            **_files(scope, ""),
            "crumbs": [("Home", "/"), (title, "")],
        },
    )


def _files(name: str, query: str) -> dict[str, str]:
    return {kind: reverse(f"caseloads:{name}_{kind}") + query for kind in ("csv", "xlsx")}


def _common(request: Request, rows: list[Row], teams: list[Team], actions: list[Action], title: str) -> dict[str, Any]:
    on, pack = request.access.on, pack_on(request.access.on)
    whole: Line = line_of(title, 0, rows, on, None)
    steps = sorted(
        (row for row in rows if row.steps_up_on is not None and row.steps_up_on <= on + STEPS_AHEAD),
        key=lambda row: (row.steps_up_on or on, row.person.name),
    )
    passed = sorted(
        ((row, row.beside.breach) for row in rows if row.beside.breach),
        key=lambda pair: pair[1].since if pair[1] else on,
    )
    demand, at = demand_on(whole, teams, on, pack), timezone.now()
    return {
        "title": title,
        "whole": whole,
        "over_tone": "bad" if whole.over else "good",
        "capacity_tone": "warn" if whole.at_capacity else "good",
        "notes_figure": "–" if whole.notes_percent is None else f"{whole.notes_percent} %",
        "steps": steps[:MOST_STEPS],
        "more_steps": max(len(steps) - MOST_STEPS, 0),
        "passed": [(row, mark, (on - mark.since).days + 1) for row, mark in passed[:MOST_LISTED] if mark],
        "at_capacity": [row for row in rows if row.beside.note][:MOST_LISTED],
        "demand": demand,
        "waiting": [
            {"reference": reference, "due_at": due_at, "late": due_at is not None and due_at < at}
            for reference, _, due_at in demand.allegations
        ],
        "contingencies": [action for action in actions if action.team in teams],
        "notes_why": why_of("CSL-12", NOTES, pack),
        "many": len(teams) > 1,
    }


def _chosen(request: Request, teams: list[Team]) -> Team | None:
    asked = request.GET.get("team", "")
    if not asked:
        return teams[0] if teams else None
    for team in teams:
        if str(team.pk) == asked:
            return team
    raise Http404


def _file(request: Request, teams: list[Team], name: str, kind: str) -> HttpResponse:
    """Send the workers of these teams; that the list left is on the record."""
    rows = rows_of(teams, request.access.on, weeks=False, count=1)
    audit.exported(by=request.user, deed="caseloads.export_board", what=name, at=timezone.now())
    as_csv = kind == "csv"
    content = exports.as_csv(rows) if as_csv else exports.as_xlsx(rows)
    answer = HttpResponse(content, content_type=spreadsheet.CSV if as_csv else spreadsheet.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="caseloads-{name}-{request.access.on}.{kind}"'
    return answer


@allowed("caseloads.see_boards")
def team_file(request: Request, kind: str) -> HttpResponse:
    chosen = _chosen(request, teams_of(request.access))
    return _file(request, [chosen] if chosen else [], "team", kind)


@allowed("caseloads.see_service_board")
def service_file(request: Request, kind: str) -> HttpResponse:
    return _file(request, teams_of(request.access), "service", kind)


@allowed("caseloads.see_authority_board")
def authority_file(request: Request, kind: str) -> HttpResponse:
    return _file(request, teams_of(request.access), "authority", kind)
