"""The portfolio as an archive that leaves with its person: ask for it, see how far it is, fetch it or hand it over."""

from __future__ import annotations

import uuid
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.archives import EndYearForm, HandOverForm
from asye.models import Portfolio, PortfolioArchive
from asye.services import archives as services
from asye.services import leaving
from asye.tasks import make_archive
from asye.views.meetings import Crumbs, year_crumbs
from workforce.access import Request, may, permitted
from workforce.sent_once import SentOnceForm
from workforce.verdict import Refused

READY = PortfolioArchive.Status.READY
SELECT = ("portfolio__practitioner",)


@permitted("asye.take_archive", Portfolio, select=("practitioner", "stage", "programme"))
def archives(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Those made for this reader, newest first, and a button for a new one."""
    form = SentOnceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            with transaction.atomic():
                archive = services.ask_archive(
                    portfolio=portfolio,
                    sent_key=form.cleaned_data["sent_key"],
                    by=request.user,
                    on=request.access.on,
                    at=timezone.now(),
                )
                transaction.on_commit(partial(make_archive.delay, archive.pk))
            return redirect(archive)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    is_own = portfolio.practitioner_id == request.user.pk
    context = {
        "portfolio": portfolio,
        "form": form,
        "is_own": is_own,
        "may_ask": is_own or portfolio.status != Portfolio.Status.OPEN,
        "may_end": portfolio.status == Portfolio.Status.OPEN and may("asye.end_year", request.access, portfolio),
        "made": PortfolioArchive.objects.visible_to(request.access).filter(portfolio=portfolio)[:50],
        "crumbs": [*year_crumbs(portfolio, request), ("To take along", "")],
    }
    return render(request, "asye/archives.html", context)


@permitted("asye.end_year", Portfolio, select=("practitioner", "stage", "programme"))
def end_year(request: Request, portfolio: Portfolio) -> HttpResponse:
    """End a year here before it is done, because its person leaves."""
    form = EndYearForm(request.POST if request.method == "POST" else None)
    back = reverse("asye:archives", args=[portfolio.pk])
    if form.is_valid():
        try:
            leaving.end_year(
                portfolio=portfolio,
                why=form.cleaned_data["why"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The year has ended here. Nothing of it is lost")
            return redirect(back)
    crumbs = [*year_crumbs(portfolio, request), ("To take along", back), ("End the year here", "")]
    return render(request, "asye/end_year.html", {"portfolio": portfolio, "form": form, "back": back, "crumbs": crumbs})


@permitted("asye.read_archive", PortfolioArchive, select=SELECT)
def archive(request: Request, archive: PortfolioArchive) -> HttpResponse:
    """How far it is, while it is being made; then what is in it and the way to it."""
    return _page(request, archive, HandOverForm(initial={"sent_key": uuid.uuid4()}))


@permitted("asye.read_archive", PortfolioArchive, select=SELECT)
@require_POST
def hand_over(request: Request, archive: PortfolioArchive) -> HttpResponse:
    """The lead signs for an archive that goes to a leaver, and gets the link for it."""
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            services.hand_over(archive=archive, by=request.user, at=timezone.now(), **form.cleaned_data)
            return redirect(_secret_address(archive))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, archive, form)


@permitted("asye.read_archive", PortfolioArchive, select=SELECT)
@require_POST
def link(request: Request, archive: PortfolioArchive) -> HttpResponse:
    """A link that opens for ten minutes; an archive for a leaver needs its receipt first."""
    try:
        if archive.for_leaver and not archive.handovers.exists():
            raise Refused("Say first to whom the archive goes")
        return redirect(_secret_address(archive))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(archive)


@permitted("asye.read_archive", PortfolioArchive, select=SELECT)
def fetch(request: Request, archive: PortfolioArchive) -> HttpResponseBase:
    now = timezone.now()
    if archive.status != READY or not services.opens(archive, request.GET.get("key", ""), at=now):
        messages.error(request, "This link has run out. Ask for it again here")
        return redirect(archive)
    services.fetched(archive, by=request.user, at=now)
    name = f"Assessed year of {archive.portfolio.practitioner.name}, {timezone.localdate(archive.asked_at)}.zip"
    answer = FileResponse(archive.file.open(), as_attachment=True, filename=name, content_type="application/zip")
    answer["Cache-Control"] = "no-store"
    return answer


def _secret_address(archive: PortfolioArchive) -> str:
    key = services.link_to(archive, at=timezone.now())
    return f"{reverse('asye:archive_zip', args=[archive.pk])}?{urlencode({'key': key})}"


def _page(request: Request, archive: PortfolioArchive, form: HandOverForm) -> HttpResponse:
    steps = [(str(status.label), _state(archive, status)) for status in PortfolioArchive.AT_WORK[1:]]
    receipts = list(archive.handovers.select_related("by"))
    context = {
        "archive": archive,
        "steps": steps,
        "receipts": receipts,
        "form": form if archive.for_leaver and archive.status == READY else None,
        "may_fetch": archive.status == READY and (not archive.for_leaver or bool(receipts)),
        "crumbs": [*_trail(archive, request), (str(archive), "")],
    }
    answer = render(request, "asye/archive.html", context)
    if archive.is_at_work:
        answer["Refresh"] = "3"
    return answer


def _state(archive: PortfolioArchive, step: str) -> str:
    order = [*PortfolioArchive.AT_WORK, READY]
    if archive.status not in order:
        return ""
    here = order.index(PortfolioArchive.Status(archive.status))
    there = order.index(PortfolioArchive.Status(step))
    return "Done" if there < here else "Now" if there == here else "To come"


def _trail(archive: PortfolioArchive, request: Request) -> Crumbs:
    return [
        *year_crumbs(archive.portfolio, request),
        ("To take along", reverse("asye:archives", args=[archive.portfolio_id])),
    ]
