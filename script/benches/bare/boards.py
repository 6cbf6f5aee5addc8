"""The authority's board as bare SQL: each figure one statement, the weeks added up by the database."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

WEEKS = 52
# The 52 days as rows, and how they are handed in.
DAYS = {
    "postgresql": ("unnest(%(days)s::date[]) AS d(day)", list),
    "sqlite": (
        "(SELECT value AS day FROM json_each(%(days)s)) AS d",
        lambda days: json.dumps([str(one) for one in days]),
    ),
}
# Everybody in a stage that has a limit, in a team today.
WORKERS = """
    SELECT p.person_id, p.team_id, p.fte, s.kind, s.started_on FROM workforce_post p
    JOIN workforce_stage s ON s.person_id = p.person_id AND s.started_on <= %(on)s
        AND (s.ended_on IS NULL OR s.ended_on >= %(on)s) AND s.kind IN ('nqsw', 'trainee', 'social_worker', 'senior')
    WHERE p.team_id IS NOT NULL AND p.started_on <= %(on)s AND (p.ended_on IS NULL OR p.ended_on >= %(on)s)
"""
TEAMS = f"""
    SELECT t.id, v.name || ': ' || t.name, count(*), sum(w.fte) FROM ({WORKERS}) w
    JOIN workforce_team t ON t.id = w.team_id JOIN workforce_service v ON v.id = t.service_id
    GROUP BY t.id, v.name, t.name ORDER BY 2
"""
HELD = f"""
    SELECT w.team_id, sum(c.children), sum(c.children * c.complexity) FROM ({WORKERS}) w
    JOIN caseloads_allocation a ON a.worker_id = w.person_id AND a.started_on <= %(on)s
        AND (a.ended_on IS NULL OR a.ended_on >= %(on)s)
    JOIN caseloads_case c ON c.id = a.case_id AND (c.closed_on IS NULL OR c.closed_on >= %(on)s) GROUP BY 1
"""
YEAR = f"""
    SELECT w.team_id, d.day, sum(c.children) FROM {{days}}
    JOIN caseloads_allocation a ON a.started_on <= d.day AND (a.ended_on IS NULL OR a.ended_on >= d.day)
    JOIN caseloads_case c ON c.id = a.case_id AND (c.closed_on IS NULL OR c.closed_on >= d.day)
    JOIN ({WORKERS}) w ON w.person_id = a.worker_id GROUP BY 1, 2
"""
PASSED = f"""
    SELECT w.team_id, p.name, b.id, b.opened_on, b.status FROM caseloads_breach b
    JOIN ({WORKERS}) w ON w.person_id = b.worker_id JOIN workforce_person p ON p.id = b.worker_id
    WHERE b.status <> 'ended' ORDER BY b.opened_on
"""
SAID = f"""
    SELECT w.team_id, p.name, n.said_on, n.status FROM caseloads_capacitynote n
    JOIN ({WORKERS}) w ON w.person_id = n.worker_id JOIN workforce_person p ON p.id = n.worker_id
    WHERE n.status <> 'ended'
"""
NOTES = f"""
    SELECT w.team_id, sum(n.due), sum(n.late) FROM caseloads_notecount n JOIN ({WORKERS}) w ON w.person_id = n.worker_id
    WHERE n.day > %(quarter)s AND n.day <= %(on)s GROUP BY 1
"""
STEPS = f"""
    SELECT p.name, w.started_on FROM ({WORKERS}) w JOIN workforce_person p ON p.id = w.person_id
    WHERE w.kind = 'nqsw' ORDER BY w.started_on LIMIT 30
"""


@login_required
def board(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    days = [on - dt.timedelta(days=7 * back) for back in reversed(range(WEEKS))]
    told: dict[str, Any] = {"on": on, "days": days, "quarter": on - dt.timedelta(days=91)}
    held = {team: (children, points) for team, children, points in rows(HELD, told)}
    year: dict[int, dict[str, int]] = defaultdict(dict)
    source, given = DAYS[connection.vendor]
    for team, day, children in rows(YEAR.format(days=source), told | {"days": given(days)}):
        year[team][str(day)] = children
    notes = {team: (due, late) for team, due, late in rows(NOTES, told)}
    passed, said = rows(PASSED, told), rows(SAID, told)
    over: dict[int, int] = defaultdict(int)
    for team, *_ in passed:
        over[team] += 1
    lines = [
        (
            label,
            workers,
            *held.get(team, (0, 0)),
            fte,
            over[team],
            notes.get(team),
            [year[team].get(str(day), 0) for day in days],
        )
        for team, label, workers, fte in rows(TEAMS, told)
    ]
    return render(
        request,
        "bare/board.html",
        {"lines": lines, "days": days, "passed": passed[:100], "said": said[:100], "steps": rows(STEPS, told)},
    )


def rows(statement: str, told: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
