"""What a worker held week by week, and whether notes were written in time."""

from __future__ import annotations

import datetime as dt

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from caseloads.policy.notes import note_times
from caseloads.queries.history import GROUND, HEIGHT, drawn, weeks_of
from caseloads.queries.timeliness import Timeliness, by_team, timeliness
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
    on = request.access.on
    teams = by_team(Person.objects.visible_to(request.access), on - FOUR_WEEKS, on)
    asked = request.GET.get("team", "")
    chosen = next((team for team in teams if str(team.pk) == asked), teams[0] if len(teams) == 1 else None)
    return render(
        request,
        "caseloads/notes.html",
        {
            "page": Paginator(teams, 25).get_page(request.GET.get("page")),
            "chosen": chosen,
            "first": on - FOUR_WEEKS,
            "last": on,
            "why": why(note_times(pack_on(on)), pack_on(on)),
            "crumbs": [("Home", "/"), ("Case notes", "")],
        },
    )
