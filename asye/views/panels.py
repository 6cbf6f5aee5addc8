"""Panels: the list, one panel with its portfolios, arranging it."""

from __future__ import annotations

import datetime as dt
import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from asye import policy
from asye.forms.panels import AttendanceForm, ItemForm, PanelForm, SeatForm
from asye.models import AssessorAttendance, Panel, PanelItem, Portfolio
from asye.queries.panel import agenda_of, reading_of
from asye.rules import PANEL_JOBS
from asye.services import panels as services
from workforce.access import Request, allowed, may, permitted
from workforce.models import Person, Post
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why_of
from workforce.writing import SavedElsewhere

PANELS = ("Panels", "/asye/panels/")
READ_WITH = (
    "panel",
    "portfolio__practitioner",
    "portfolio__stage",
    "moderator",
    "decision__signed_by",
    "decision__sealed",
)


@allowed("asye.see_panels")
def panels(request: Request) -> HttpResponse:
    on = request.access.on
    rows = Panel.objects.visible_to(request.access).nearest_first(on)
    page, pack = Paginator(rows, 20).get_page(request.GET.get("page")), pack_on(on)
    return render(
        request,
        "asye/panels.html",
        {
            "page": page,
            "rows": [(panel, why_of("MOD-02", panel.submit_by_because, pack), panel.date < on) for panel in page],
            "may_arrange": may("asye.arrange_panels", request.access),
            "crumbs": [("Home", "/"), ("Panels", "")],
        },
    )


@permitted("asye.read_panel", Panel)
def panel(request: Request, panel: Panel) -> HttpResponse:
    """Its day, its members and its portfolios: fail pathways and concerns first (MOD-06)."""
    return render(
        request,
        "asye/panel.html",
        {
            "panel": panel,
            "members": panel.members.select_related("person"),
            "items": agenda_of(panel, request.access),
            "why": why_of("MOD-02", panel.submit_by_because, pack_on(request.access.on)),
            "may_arrange": may("asye.arrange_panels", request.access),
            "crumbs": [("Home", "/"), PANELS, (str(panel), "")],
        },
    )


@permitted("asye.read_panel_item", PanelItem, sensitive=True, select=READ_WITH)
def item(request: Request, item: PanelItem) -> HttpResponse:
    """One portfolio as the panel reads it."""
    return render(
        request,
        "asye/panel_item.html",
        {
            "item": item,
            "reading": reading_of(item, request.access),
            "may_see_load": may("caseloads.see", request.access, item.portfolio.practitioner),
            "may_note": item.panel.date <= request.access.on and may("asye.note_attendance", request.access, item),
            "came_why": why_of("MOD-07", "Assessors come to the panel to answer what it asks about their portfolios."),
            "may_decide": item.panel.stage == Panel.Stage.FINAL and may("asye.decide", request.access, item),
            "crumbs": [
                ("Home", "/"),
                PANELS,
                (str(item.panel), item.panel.get_absolute_url()),
                (item.portfolio.practitioner.name, ""),
            ],
        },
    )


@allowed("asye.arrange_panels")
def arrange(request: Request) -> HttpResponse:
    on = request.access.on
    people = (
        Person.objects.employed_on(on).filter(posts__job__in={Post.Job.PRINCIPAL, Post.Job.DEVELOPMENT_LEAD}).distinct()
    )
    told = policy.submit_by(pack_on(on), on)
    form = PanelForm(
        request.POST if request.method == "POST" else None, people=people, by_hand=told.silent,
        initial={"sent_key": uuid.uuid4()},
    )  # fmt: skip
    if form.is_valid():
        try:
            made = services.arrange_panel(**form.cleaned_data, by=request.user, on=on, at=timezone.now())
        except Refused as refusal:
            form.add_error("date", str(refusal))
        else:
            messages.success(request, "The panel is arranged. Now give its seats and its portfolios")
            return redirect(made)
    crumbs = [("Home", "/"), PANELS, ("Arrange a panel", "")]
    silent = told.because if told.silent else ""
    return render(request, "asye/panel_arrange.html", {"form": form, "silent": silent, "crumbs": crumbs})


def _panel_people(on: dt.date) -> QuerySet[Person]:
    return Person.objects.employed_on(on).filter(posts__job__in=PANEL_JOBS).distinct()


@permitted("asye.arrange_panels", Panel)
def seat(request: Request, panel: Panel) -> HttpResponse:
    form = SeatForm(request.POST if request.method == "POST" else None, people=_panel_people(request.access.on))
    if form.is_valid():
        try:
            services.seat(panel=panel, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(panel)
    return _panel_form(request, panel, form, "Give a seat on the panel", "Give the seat")


@permitted("asye.arrange_panels", Panel)
def add_item(request: Request, panel: Panel) -> HttpResponse:
    access = request.access
    portfolios = (
        Portfolio.objects.filter(status__in=Portfolio.LIVE)
        .select_related("practitioner")
        .order_by("practitioner__name")
    )
    form = ItemForm(
        request.POST if request.method == "POST" else None, portfolios=portfolios, people=_panel_people(access.on)
    )
    if form.is_valid():
        try:
            services.put_before(panel=panel, **form.cleaned_data, by=request.user, on=access.on, at=timezone.now())
        except Refused as refusal:
            form.add_error("moderator", str(refusal))
        else:
            return redirect(panel)
    return _panel_form(request, panel, form, "Put a portfolio before the panel", "Put it before the panel")


@permitted("asye.note_attendance", PanelItem, select=READ_WITH)
def attendance(request: Request, item: PanelItem) -> HttpResponse:
    """Whether the assessor came to answer queries, and who did instead."""
    known = AssessorAttendance.objects.filter(item=item).first()
    said = {"came": "yes" if known.came else "no", "words": known.words, "read": known.words} if known else {}
    form = AttendanceForm(request.POST if request.method == "POST" else None, initial=said)
    if form.is_valid():
        try:
            services.note_attendance(
                item=item, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is noted")
            return redirect(item)
    return _panel_form(request, item.panel, form, "The assessor at the panel", "Note it", item)


def _panel_form(
    request: Request, panel: Panel, form: Form, title: str, submit: str, item: PanelItem | None = None
) -> HttpResponse:
    """A form of the panel, or of one portfolio before it, and the way back to where it was opened."""
    crumbs = [("Home", "/"), PANELS, (str(panel), panel.get_absolute_url())]
    if item is not None:
        crumbs.append((item.portfolio.practitioner.name, item.get_absolute_url()))
    return render(
        request,
        "asye/panel_form.html",
        {
            "panel": panel,
            "back_to": item or panel,
            "form": form,
            "title": title,
            "submit": submit,
            "crumbs": [*crumbs, (title, "")],
        },
    )
