"""The practice manager's team on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from asye.queries.team import team_of
from workforce.access import Request, allowed


@allowed("asye.see_team")
def team(request: Request) -> HttpResponse:
    members = team_of(request.access)
    over, overdue = sum(member.load.is_over for member in members), sum(member.is_overdue for member in members)
    at_capacity = sum(member.note is not None for member in members)
    return render(
        request,
        "asye/team.html",
        {
            "members": members,
            "over": over,
            "over_tone": "bad" if over else "good",
            "overdue": overdue,
            "overdue_tone": "bad" if overdue else "good",
            "at_capacity": at_capacity,
            "capacity_tone": "warn" if at_capacity else "good",
            "held": sum(member.load.held for member in members),
            "crumbs": [("Home", "/"), ("My team", "")],
        },
    )
