"""What another authority's archive brought: read only, each record as it was written there."""

from __future__ import annotations

from itertools import groupby

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from asye.models import BroughtFile, BroughtRecord, Portfolio
from asye.queries.archive import BY_NAME, KINDS
from asye.queries.brought import blocks_of
from asye.views.meetings import year_crumbs
from workforce import audit
from workforce.access import Request, permitted
from workforce.models import AuditEntry

ORDER = {kind.name: place for place, kind in enumerate(KINDS)}


@permitted("asye.read_portfolio", Portfolio, select=("practitioner",))
def brought(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Everything that was brought and this reader may see, kind by kind."""
    rows = BroughtRecord.objects.visible_to(request.access).filter(portfolio=portfolio).defer("content")
    known = sorted((row for row in rows if row.kind in BY_NAME), key=lambda row: ORDER[row.kind])
    groups = [(BY_NAME[name].title, list(found)) for name, found in groupby(known, key=lambda row: row.kind)]
    context = {
        "portfolio": portfolio,
        "groups": groups,
        "crumbs": [*year_crumbs(portfolio, request), ("Brought from elsewhere", "")],
    }
    return render(request, "asye/brought.html", context)


@permitted("asye.read_brought", BroughtRecord, sensitive=True, select=("portfolio__practitioner", "received"))
def record(request: Request, record: BroughtRecord) -> HttpResponse:
    """One record in the words it had there, with the seal of its origin."""
    files = {file.sha256: file for file in record.files.all()}
    trail = [
        *year_crumbs(record.portfolio, request),
        ("Brought from elsewhere", reverse("asye:brought", args=[record.portfolio_id])),
    ]
    context = {
        "record": record,
        "kind": BY_NAME[record.kind].title,
        "blocks": blocks_of(record, files),
        "crumbs": [*trail, (record.title, "")],
    }
    return render(request, "asye/brought_record.html", context)


@permitted("asye.read_brought", BroughtFile)
def file(request: Request, file: BroughtFile) -> HttpResponseBase:
    """A file as it came, to be saved and never run."""
    audit.record(
        by=request.user, deed="asye.brought_file", subject=file, at=timezone.now(), kind=AuditEntry.Kind.EXPORT
    )
    answer = FileResponse(file.file.open(), as_attachment=True, filename=file.name, content_type=file.media_type)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
