"""Another authority's archive on pages: send it, see what it would bring, agree to it or put it aside."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye import tasks
from asye.forms.archives import ConfirmArchiveForm, SendArchiveForm
from asye.models import ArchiveImport
from asye.services import bringing
from workforce.access import Request, allowed, permitted
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
from workforce.telling import telling
from workforce.verdict import Refused
from workforce.why import why_of

LIST = ("Archives of other authorities", "/asye/archive-imports/")
WHY = (
    "Months are counted from the first day of the year wherever it began; while nobody employs the person the clock "
    "stands still, and limits and stages go on where they were"
)
SELECT = ("person", "by", "confirmed_by", "portfolio")


@allowed("asye.bring_archives")
def imports(request: Request) -> HttpResponse:
    rows = ArchiveImport.objects.visible_to(request.access).select_related("person", "by").defer("preview")
    context = {
        "page": Paginator(rows, 25).get_page(request.GET.get("page")),
        "crumbs": [("Home", "/"), ("Cohort", "/asye/cohort/"), (LIST[0], "")],
    }
    return render(request, "asye/archive_imports.html", context)


@allowed("asye.bring_archives")
def send(request: Request) -> HttpResponse:
    here = Stage.objects.filter(kind=Stage.Kind.NQSW, ended_on=None).order_by().values("person")
    form = SendArchiveForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        people=Person.objects.visible_to(request.access).filter(pk__in=here).order_by("name"),
        initial={"sent_key": uuid.uuid4()},
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            received, new = bringing.receive(
                person=told["person"], upload=told["file"], sent_key=told["sent_key"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            if new:
                transaction.on_commit(partial(tasks.check_archive.delay, received.pk))
            return redirect(received)
    crumbs = [("Home", "/"), ("Cohort", "/asye/cohort/"), LIST, ("Send an archive", "")]
    return render(request, "asye/archive_send.html", {"form": form, "crumbs": crumbs})


@permitted("asye.bring_archives", ArchiveImport, select=SELECT)
def one(request: Request, received: ArchiveImport) -> HttpResponse:
    """While it is checked or written the page loads itself again."""
    answer = _page(request, received, _form(received))
    if received.is_at_work:
        answer["Refresh"] = "3"
    return answer


@permitted("asye.bring_archives", ArchiveImport, select=SELECT)
@require_POST
def confirm(request: Request, received: ArchiveImport) -> HttpResponse:
    form = _form(received, request)
    if form is None:
        messages.error(request, bringing.GONE)
        return redirect(received)
    if form.is_valid():
        try:
            bringing.confirm(
                received=received,
                ended_there_on=form.cleaned_data["ended_there_on"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            transaction.on_commit(partial(tasks.write_archive.delay, received.pk))
            return redirect(received)
    return _page(request, received, form)


@permitted("asye.bring_archives", ArchiveImport)
@require_POST
def cancel(request: Request, received: ArchiveImport) -> HttpResponse:
    with telling(request, "The archive is put aside. Nothing was written"):
        bringing.cancel(received=received, by=request.user, at=timezone.now())
    return redirect(received)


def _form(received: ArchiveImport, request: Request | None = None) -> ConfirmArchiveForm | None:
    if received.status != ArchiveImport.Status.CHECKED:
        return None
    there, here = received.preview["practitioner"], received.person.name
    return ConfirmArchiveForm(
        request.POST if request else None,
        initial={"ended_there_on": dt.date.fromisoformat(received.preview["ended_on"])},
        differs=there.strip().lower() != here.strip().lower(),
        there=there,
        here=here,
    )


def _page(request: Request, received: ArchiveImport, form: ConfirmArchiveForm | None) -> HttpResponse:
    told: dict[str, Any] = received.preview
    days = {name: dt.date.fromisoformat(told[name]) for name in ("started_on", "ended_on", "goes_on_from") if told}
    context = {
        "received": received,
        "told": told,
        "days": days,
        "form": form,
        "why": why_of("CLK-01, CLK-04", WHY, pack_on(request.access.on)),
        "may_cancel": received.status in (ArchiveImport.Status.WAITING, ArchiveImport.Status.CHECKED),
        "crumbs": [("Home", "/"), ("Cohort", "/asye/cohort/"), LIST, (str(received), "")],
    }
    return render(request, "asye/archive_import.html", context)
