"""The portfolio as one PDF: ask for it, see how far it is, fetch it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from asye.models import Portfolio, PortfolioDocument
from asye.services import documents as services
from asye.tasks import make_document
from workforce import audit
from workforce.access import Request, permitted
from workforce.models import AuditEntry
from workforce.sent_once import SentOnceForm
from workforce.verdict import Refused


@permitted("asye.make_document", Portfolio, select=("practitioner",))
def documents(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Those made for this reader, newest first, and a button for a new one."""
    form = SentOnceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                document = services.ask_document(
                    portfolio=portfolio, sent_key=form.cleaned_data["sent_key"], by=request.user, at=timezone.now()
                )
                transaction.on_commit(partial(make_document.delay, document.pk))
            return redirect(document)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    made = PortfolioDocument.objects.visible_to(request.access).filter(portfolio=portfolio).defer("snapshot")
    context = {
        "portfolio": portfolio,
        "form": form,
        "made": made[:50],
        "crumbs": [*_trail(portfolio), ("As one PDF", "")],
    }
    return render(request, "asye/documents.html", context)


@permitted("asye.read_document", PortfolioDocument, select=("portfolio__practitioner",))
def document(request: Request, document: PortfolioDocument) -> HttpResponse:
    """How far it is; while it is being made the page loads itself again."""
    steps = [(str(status.label), _state(document, status)) for status in PortfolioDocument.AT_WORK[1:]]
    crumbs = [*_trail(document.portfolio), ("As one PDF", reverse("asye:documents", args=[document.portfolio_id]))]
    context = {"document": document, "steps": steps, "crumbs": [*crumbs, (f"Version {document.version}", "")]}
    answer = render(request, "asye/document.html", context)
    if document.is_at_work:
        answer["Refresh"] = "3"
    return answer


def _state(document: PortfolioDocument, step: str) -> str:
    order = [*PortfolioDocument.AT_WORK, PortfolioDocument.Status.READY]
    if document.status == PortfolioDocument.Status.FAILED:
        return ""
    here, there = order.index(PortfolioDocument.Status(document.status)), order.index(PortfolioDocument.Status(step))
    return "Done" if there < here else "Now" if there == here else "To come"


def _trail(portfolio: Portfolio) -> list[tuple[str, str]]:
    return [("Home", "/"), (f"Year of {portfolio.practitioner.name}", portfolio.get_absolute_url())]


@permitted("asye.read_document", PortfolioDocument, select=("portfolio__practitioner",))
def download(request: Request, document: PortfolioDocument) -> HttpResponseBase:
    if document.status != PortfolioDocument.Status.READY:
        return redirect(document)
    audit.record(
        by=request.user, deed="asye.document_pdf", subject=document, at=timezone.now(), kind=AuditEntry.Kind.EXPORT
    )
    name = f"Portfolio of {document.portfolio.practitioner.name}, version {document.version}.pdf"
    return FileResponse(document.file.open(), as_attachment=True, filename=name, content_type="application/pdf")
