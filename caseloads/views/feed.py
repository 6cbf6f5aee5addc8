"""The case system's file on pages: send it, see it checked, agree to it, and what came of earlier ones."""

from __future__ import annotations

import uuid
from functools import partial

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseloads import tasks
from caseloads.exports import faults_table
from caseloads.forms.feed import PART, ConfirmForm, FileForm
from caseloads.models import CaseImport
from caseloads.services import feed
from workforce import audit
from workforce.access import Request, allowed, may, permitted
from workforce.spreadsheet import CSV
from workforce.telling import telling
from workforce.verdict import Refused

LIST = ("Files of the case system", "/caseloads/imports/")
KINDS = {"cases": "Cases", "allocations": "Allocations", "note counts": "Counts of notes"}
REFRESH_SECONDS = 4


@allowed("caseloads.see_imports")
def imports(request: Request) -> HttpResponse:
    rows = CaseImport.objects.visible_to(request.access).select_related("by").defer("faults", "mapping")
    return render(
        request,
        "caseloads/imports.html",
        {
            "page": Paginator(rows, 25).get_page(request.GET.get("page")),
            "may_send": may("caseloads.send_file", request.access),
            "crumbs": [("Home", "/"), (LIST[0], "")],
        },
    )


@allowed("caseloads.send_file")
def send(request: Request) -> HttpResponse:
    form = FileForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        initial={"sent_key": uuid.uuid4(), "holds": "whole"},
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            received, new = feed.receive(
                upload=told["file"],
                mapping=told["mapping"],
                partial=told["holds"] == PART,
                sent_key=told["sent_key"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if new:
                transaction.on_commit(partial(tasks.check_file.delay, received.pk))
            return redirect(f"{received.get_absolute_url()}?watch=yes")
    crumbs = [("Home", "/"), LIST, ("Send a file", "")]
    return render(request, "caseloads/import_send.html", {"form": form, "crumbs": crumbs})


@permitted("caseloads.see_import", CaseImport, select=("by", "confirmed_by"))
def one(request: Request, received: CaseImport) -> HttpResponse:
    watched = received.is_at_work and request.GET.get("watch") == "yes"
    answer = _page(request, received, _confirm_form(received), watched=watched)
    if watched:
        answer["Refresh"] = str(REFRESH_SECONDS)  # whoever does not want it leaves by the link on the page
    return answer


@permitted("caseloads.deal_with_file", CaseImport)
@require_POST
def confirm(request: Request, received: CaseImport) -> HttpResponse:
    form = _confirm_form(received, request)
    if form.is_valid():
        try:
            feed.confirm(
                received=received,
                accept_shrink=form.cleaned_data["accept_shrink"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(received)
        else:
            transaction.on_commit(partial(tasks.write_file.delay, received.pk))
            return redirect(f"{received.get_absolute_url()}?watch=yes")
    return _page(request, received, form)


@permitted("caseloads.deal_with_file", CaseImport)
@require_POST
def cancel(request: Request, received: CaseImport) -> HttpResponse:
    with telling(request, "The file is put aside. Nothing was written"):
        feed.cancel(received=received, by=request.user, at=timezone.now())
    return redirect(received)


@permitted("caseloads.see_import", CaseImport)
def faults(request: Request, received: CaseImport) -> HttpResponse:
    """The faults as CSV, to hand to whoever keeps the case system."""
    audit.exported(by=request.user, deed="caseloads.export_faults", what="faults of a file", at=timezone.now())
    answer = HttpResponse(faults_table(received), content_type=CSV)
    answer["Content-Disposition"] = f'attachment; filename="faults-{received.pk}.csv"'
    return answer


def _confirm_form(received: CaseImport, request: Request | None = None) -> ConfirmForm:
    return ConfirmForm(request.POST if request else None, shrinks=received.shrinks, missing=received.missing)


def _page(request: Request, received: CaseImport, form: ConfirmForm, *, watched: bool = False) -> HttpResponse:
    may_deal = may("caseloads.deal_with_file", request.access, received)
    counts = [(KINDS.get(kind, kind.capitalize()), *numbers) for kind, numbers in received.counts.items()]
    return render(
        request,
        "caseloads/import.html",
        {
            "received": received,
            "read": cache.get(tasks.progress_key(received.pk), 0),
            "counts": counts,
            "form": form if received.status == CaseImport.Status.CHECKED and may_deal else None,
            "may_deal": may_deal,
            "may_send": may("caseloads.send_file", request.access),
            "page": Paginator(received.faults, 50).get_page(request.GET.get("page")),
            "watched": watched,
            "crumbs": [("Home", "/"), LIST, (str(received), "")],
        },
    )
