"""A board of the whole authority the bare way: three statements of SQL and a plain template.

One gap of 28 days for everybody; no stage bands, absences, pauses, policy versions, tools or drawings. PostgreSQL only.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from supervision.queries.monitoring.window import window_of

GAP = 28
PLACED = """
  JOIN workforce_stage g ON g.person_id = s.worker_id AND g.started_on <= {day}
   AND (g.ended_on IS NULL OR g.ended_on >= {day}) AND g.kind <> 'trainee'
  JOIN workforce_post p ON p.person_id = s.worker_id AND p.started_on <= {day}
   AND (p.ended_on IS NULL OR p.ended_on >= {day})
  LEFT JOIN workforce_team t ON t.id = p.team_id
"""
LATE = """
WITH m(first, after) AS (VALUES {months}),
s AS (SELECT worker_id, date, lead(date, 1, %(end)s) OVER (PARTITION BY worker_id ORDER BY date) AS next
  FROM supervision_session WHERE outcome = 'held' AND date >= %(reach)s AND date < %(end)s)
SELECT {unit}, m.first, count(DISTINCT s.worker_id),
  sum(greatest(0, least(s.next, m.after) - greatest(s.date + {gap} + 1, m.first)))
FROM m JOIN s ON s.date + {gap} + 1 < m.after AND s.next > m.first {placed} GROUP BY 1, 2
"""
HELD = """
SELECT {unit}, date_trunc('month', s.date)::date, s.outcome, s.cancelled_by, count(*), sum((s.minutes >= 90)::int),
  count(r.id), sum((r.reflection <> '')::int)
FROM supervision_session s LEFT JOIN supervision_sessionrecord r ON r.session_id = s.id AND r.sealed {placed}
  AND s.date >= %(first)s AND s.date < %(end)s GROUP BY 1, 2, 3, 4
"""
DAYS = """
WITH m(first, after) AS (VALUES {months})
SELECT {unit}, m.first, count(DISTINCT s.worker_id),
  sum(least(coalesce(p.ended_on, m.after), m.after) - greatest(p.started_on, m.first))
FROM m JOIN (SELECT id AS worker_id FROM workforce_person) s ON true {placed} GROUP BY 1, 2
"""


@login_required
def monitoring(request: HttpRequest, pk: int = 0, of: str = "authority") -> HttpResponse:
    """The same months and lines as ours, by service, by team of a service, or by person of a team."""
    window = window_of(request.GET.get("month", ""), timezone.localdate())
    firsts = window.firsts
    ends = [*firsts[1:], window.at + dt.timedelta(days=1)]
    months = ", ".join(f"('{first}'::date, '{end}'::date)" for first, end in zip(firsts, ends, strict=True))
    unit = {"authority": "t.service_id", "service": "t.id", "team": "s.worker_id"}[of]
    where = {"authority": "", "service": f" AND t.service_id = {pk:d}", "team": f" AND t.id = {pk:d}"}[of]
    told = {"first": firsts[0], "end": ends[-1], "reach": firsts[0] - dt.timedelta(days=50)}
    by_month, by_day = (PLACED.format(day=day) + f" WHERE true{where}" for day in ("m.first", "s.date"))
    late = LATE.format(months=months, unit=unit, gap=GAP, placed=by_month)
    held = HELD.format(unit=unit, placed=by_day)
    days = DAYS.format(months=months, unit=unit, placed=by_month)
    rows = {"late": asked(late, told), "held": asked(held, told), "days": asked(days, told)}
    return render(request, "bare/monitoring.html", rows)


def asked(statement: str, told: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return list(cursor.fetchall())
