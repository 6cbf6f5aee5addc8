"""Many years on one page: the cohort for who runs the programme, and one's own people for an assessor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from asye.forms.cohort import CohortFilter
from asye.models import Portfolio
from asye.queries.cohort import Row, of_the_year, rows_of, with_what_waits
from asye.queries.year_chart import drawn
from workforce import audit
from workforce.access import Request, allowed, may
from workforce.spreadsheet import CSV, as_csv

HEADERS = (
    "Name", "Month", "Part", "Paused", "Assessor", "Manager", "Next", "Due", "Waits", "Behind in", "Evidence short",
    "Panel",
)  # fmt: skip
SORTS = {
    "name": lambda row: row.person.name.casefold(),
    "month": lambda row: (-row.month, row.person.name.casefold()),
    "next": lambda row: (row.next is None, row.next.due_on if row.next else row.clock.ends_on, row.person.name),
}


@allowed("asye.see_cohort")
def cohort(request: Request) -> HttpResponse:
    """Who stands where, who is behind in what, whose evidence has gaps; those who are behind first."""
    filters = CohortFilter(request.GET or None)
    rows = _chosen(request, filters)
    every = _live(request)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(
        request,
        "asye/cohort.html",
        {
            "filters": filters,
            "page": page,
            "chart": drawn(list(page), request.access.on),
            "tiles": _tiles(every),
            "parts": _by_part(every),
            "query": request.GET.urlencode(),
            "sees_unfinished": may("asye.see_unfinished", request.access),
            "may_bring": may("asye.bring_archives", request.access),
            "crumbs": [("Home", "/"), ("Cohort", "")],
        },
    )


@allowed("asye.see_cohort")
def export(request: Request) -> HttpResponse:
    """The same rows for a spreadsheet."""
    rows = _chosen(request, CohortFilter(request.GET or None))
    audit.exported(by=request.user, deed="asye.export_cohort", what="asye.cohort", at=timezone.now())
    answer = HttpResponse(as_csv(HEADERS, (_cells(row) for row in rows)), content_type=CSV)
    answer["Content-Disposition"] = 'attachment; filename="cohort.csv"'
    return answer


@allowed("asye.see_queue")
def people(request: Request) -> HttpResponse:
    """Everybody this assessor assesses: what is next in each year, whose turn it is, what the evidence lacks."""
    live = Portfolio.objects.visible_to(request.access).filter(
        practitioner__in=request.access.assesses, status__in=Portfolio.LIVE
    )
    rows = with_what_waits(sorted(rows_of(of_the_year(live), request.access), key=SORTS["next"]), request.access)
    return render(
        request,
        "asye/people.html",
        {
            "rows": rows,
            "chart": drawn(rows, request.access.on),
            "crumbs": [("Home", "/"), ("My people", "")],
        },
    )


def _live(request: Request) -> list[Row]:
    """Every year that runs and that this reader may see; asked once in a request."""
    found: list[Row] | None = getattr(request, "_cohort", None)
    if found is None:
        live = Portfolio.objects.visible_to(request.access).filter(status__in=Portfolio.LIVE)
        found = rows_of(of_the_year(live), request.access)
        request._cohort = found  # type: ignore[attr-defined]
    return found


def _chosen(request: Request, filters: CohortFilter) -> list[Row]:
    told: dict[str, Any] = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    rows = [row for row in _live(request) if _wanted(row, told)]
    order = told.get("sort") or "behind"
    if order == "behind":
        return sorted(rows, key=lambda row: (not row.behind, not row.gaps, row.person.name.casefold()))
    return sorted(rows, key=SORTS[order])


def _wanted(row: Row, told: dict[str, Any]) -> bool:
    shown, name = told.get("shown") or "", (told.get("q") or "").casefold()
    if name and name not in row.person.name.casefold():
        return False
    if told.get("part") and row.part != told["part"]:
        return False
    return {
        "behind": bool(row.behind),
        "gaps": bool(row.gaps),
        "paused": row.paused,
        "submitted": row.portfolio.status == Portfolio.Status.SUBMITTED,
    }.get(shown, True)


def _tiles(rows: list[Row]) -> list[dict[str, Any]]:
    behind, gaps = sum(bool(row.behind) for row in rows), sum(bool(row.gaps) for row in rows)
    return [
        {"label": "Years running", "figure": len(rows), "tone": ""},
        {"label": "Behind in a meeting", "figure": behind, "tone": "bad" if behind else "good"},
        {"label": "Evidence short of what is asked by now", "figure": gaps, "tone": "warn" if gaps else "good"},
        {"label": "Paused", "figure": sum(row.paused for row in rows), "tone": ""},
    ]


def _by_part(rows: list[Row]) -> list[tuple[str, int, int]]:
    """Each part of the programme with how many are in it, and how many of those are behind."""
    names = sorted({row.part for row in rows if row.part})
    return [
        (name, len(here), sum(bool(row.behind) for row in here))
        for name in names
        if (here := [row for row in rows if row.part == name])
    ]


def _cells(row: Row) -> Iterator[str]:
    yield from (row.person.name, str(row.month), row.part, "yes" if row.paused else "no")
    yield from (row.assessor.name if row.assessor else "", row.manager.name if row.manager else "")
    yield from (row.next.label, row.next.due_on.isoformat(), row.next.waits) if row.next else ("", "", "")
    yield "; ".join(row.behind)
    yield "; ".join(f"{one.label}: {one.held} of {one.by_now}" for one in row.gaps)
    yield row.panel_on.isoformat() if row.panel_on else ""
