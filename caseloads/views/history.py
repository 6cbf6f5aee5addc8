"""What a worker held week by week, and whether notes were written in time."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from caseloads.exports import notes as exports
from caseloads.policy.notes import note_times
from caseloads.queries.history import GROUND, HEIGHT, drawn, weeks_of
from caseloads.queries.timeliness import TeamNotes, Timeliness, by_team, in_order, timeliness
from workforce import audit, spreadsheet
from workforce.access import Request, allowed, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.why import why

FOUR_WEEKS = dt.timedelta(days=27)


@permitted("caseloads.see", Person)
def history(request: Request, worker: Person) -> HttpResponse:
    on = request.access.on
    (weeks, limit), pack = weeks_of(worker, on), pack_on(on)
    return render(
        request,
        "caseloads/history.html",
        {
            "worker": worker,
            "weeks": list(reversed(weeks)),
            "bars": drawn(weeks),
            "first": weeks[0] if weeks else None,
            "last": weeks[-1] if weeks else None,
            "why": why(limit, pack) if limit else None,
            "height": HEIGHT,
            "ground": GROUND,
            "over": sum(week.is_over for week in weeks),
            "notes": timeliness([worker.pk], on - FOUR_WEEKS, on).get(worker.pk, Timeliness()),
            "notes_why": why(note_times(pack), pack),
            "crumbs": [("Home", "/"), (f"Caseload of {worker.name}", f"/caseloads/{worker.pk}/"), ("Week by week", "")],
        },
    )


@allowed("caseloads.list_cases")
def notes(request: Request) -> HttpResponse:
    """Notes of the last four weeks, by team and worker, of those whose caseload one may see."""
    on, sort = request.access.on, request.GET.get("sort", "name")
    teams = _teams(request)
    chosen = _chosen(request, teams) or (teams[0] if len(teams) == 1 else None)
    return render(
        request,
        "caseloads/notes.html",
        {
            "page": Paginator(in_order(teams, sort, lambda team: team.sum), 25).get_page(request.GET.get("page")),
            "chosen": chosen,
            "workers": in_order(chosen.workers, sort, lambda pair: pair[1]) if chosen else [],
            "sort": sort,
            "only": f"?team={chosen.pk}" if chosen else "",
            "first": on - FOUR_WEEKS,
            "last": on,
            "why": why(note_times(pack_on(on)), pack_on(on)),
            "crumbs": [("Home", "/"), ("Case notes", "")],
        },
    )


def _teams(request: Request) -> tuple[TeamNotes, ...]:
    return by_team(Person.objects.visible_to(request.access), request.access.on - FOUR_WEEKS, request.access.on)


def _chosen(request: Request, teams: tuple[TeamNotes, ...]) -> TeamNotes | None:
    asked = request.GET.get("team", "")
    return next((team for team in teams if str(team.pk) == asked), None)


@allowed("caseloads.list_cases")
def notes_file(request: Request, kind: str) -> HttpResponse:
    """Send the workers' counts, of one team or of all one may see; that they left is on the record."""
    teams = _teams(request)
    chosen = _chosen(request, teams)
    wanted = (chosen,) if chosen else teams
    audit.exported(by=request.user, deed="caseloads.export_notes", what="case notes in time", at=timezone.now())
    as_csv = kind == "csv"
    content = exports.as_csv(wanted) if as_csv else exports.as_xlsx(wanted)
    answer = HttpResponse(content, content_type=spreadsheet.CSV if as_csv else spreadsheet.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="case-notes-{request.access.on}.{kind}"'
    return answer
