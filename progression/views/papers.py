"""HR: who passed and waits, the paper, the exports."""

from __future__ import annotations

import uuid

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.models import Decision
from progression import exports, queries, services
from workforce import audit, spreadsheet
from workforce.access import Request, allowed, permitted
from workforce.models import AuditEntry
from workforce.sent_once import SentOnceForm
from workforce.telling import telling

TRAIL = [("Home", "/"), ("Progression", "/progression/")]


@allowed("progression.see_list")
def waiting(request: Request) -> HttpResponse:
    """Passed and not yet processed; with `shown=processed` those that are."""
    shown = "processed" if request.GET.get("shown") == "processed" else "waiting"
    page = Paginator(_decisions(request, shown), 25).get_page(request.GET.get("page"))
    papers = queries.papers(list(page), request.access.on)
    context = {"page": page, "papers": papers, "shown": shown, "crumbs": [("Home", "/"), ("Progression", "")]}
    return render(request, "progression/waiting.html", context)


def _decisions(request: Request, shown: str) -> QuerySet[Decision]:
    if shown == "processed":
        return queries.passes(request.access).filter(paper__isnull=False).order_by("-paper__processed_at")
    return queries.waiting(request.access)


def _paper(request: Request, decision: Decision) -> queries.Paper:
    full = queries.passes(request.access).get(pk=decision.pk)
    return queries.papers([full], request.access.on)[0]


@permitted("progression.process_record", Decision, sensitive=True)
def paper(request: Request, decision: Decision) -> HttpResponse:
    shown = _paper(request, decision)
    form = SentOnceForm(initial={"sent_key": uuid.uuid4()})
    return render(
        request, "progression/paper.html", {"paper": shown, "form": form, "crumbs": [*TRAIL, (shown.reference, "")]}
    )


@require_POST
@permitted("progression.process_record", Decision)
def process(request: Request, decision: Decision) -> HttpResponse:
    form = SentOnceForm(request.POST)
    form.is_valid()
    with telling(request, f"The paper for {decision.portfolio.practitioner.name} is processed"):
        services.process(
            paper=_paper(request, decision), sent_key=form.cleaned_data["sent_key"], by=request.user, at=timezone.now()
        )
    return redirect("progression:paper", decision.pk)


@permitted("progression.process_record", Decision)
def paper_pdf(request: Request, decision: Decision) -> HttpResponse:
    shown = _paper(request, decision)
    body = exports.as_pdf(shown)
    audit.record(
        by=request.user, deed="progression.paper_pdf", subject=decision, at=timezone.now(), kind=AuditEntry.Kind.EXPORT
    )
    return _file(body, "application/pdf", f"{shown.reference}.pdf")


@allowed("progression.export")
def export_csv(request: Request) -> HttpResponse:
    return _file(exports.as_csv(_exported(request, "csv")), spreadsheet.CSV, "progression.csv")


@allowed("progression.export")
def export_xlsx(request: Request) -> HttpResponse:
    return _file(exports.as_xlsx(_exported(request, "xlsx")), spreadsheet.XLSX, "progression.xlsx")


def _exported(request: Request, kind: str) -> list[queries.Paper]:
    """Return the rows of the list as it is shown, and keep who took them out."""
    shown = "processed" if request.GET.get("shown") == "processed" else "waiting"
    decisions = list(_decisions(request, shown))
    audit.exported(by=request.user, deed=f"progression.export_{kind}", what=f"progression.{shown}", at=timezone.now())
    return queries.papers(decisions, request.access.on)


def _file(body: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        body, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
