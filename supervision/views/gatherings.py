"""Group and joint sessions: the list, one of them, and what its leader does with it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision.forms.gatherings import AttendanceForm, CancelForm, GatheringForm, MoveAllForm, NoteForm
from supervision.models import Gathering
from supervision.policy import groups
from supervision.queries import gatherings as queries
from supervision.queries.history import events_of_gathering
from supervision.queries.records import tools_of
from supervision.services import gatherings as services
from workforce import autosave
from workforce.access import Request, allowed, everybody, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import Why, why, why_of
from workforce.writing import SavedElsewhere

Crumbs = list[tuple[str, str]]
LIST = [("Home", "/"), ("Group and joint sessions", "/supervision/groups/")]


def _crumbs(gathering: Gathering, here: str) -> Crumbs:
    return [*LIST, (str(gathering), gathering.get_absolute_url()), (here, "")]


@everybody
def gatherings(request: Request) -> HttpResponse:
    """What one leads or is invited to; for whoever may plan one, what shared work asks for."""
    page = Paginator(queries.listed(request.access), 25).get_page(request.GET.get("page"))
    leads = may("supervision.lead_gatherings", request.access)
    return render(
        request,
        "supervision/gatherings.html",
        {
            "page": page,
            "may_plan": leads,
            "to_arrange": queries.to_arrange(request.access) if leads else [],
            "joint_why": _joint_why(request),
            "crumbs": [LIST[0], (LIST[1][0], "")],
        },
    )


def _joint_why(request: Request) -> Why | None:
    pack = pack_on(request.access.on)
    asked = groups.joint_asked(pack, request.access.on)
    return why(asked, pack) if asked else None


@allowed("supervision.lead_gatherings")
def plan(request: Request) -> HttpResponse:
    """Choose the form first: it decides who may be invited."""
    forms = queries.forms_of(request.access)
    chosen = next((one for one in forms if one[0] == request.GET.get("form")), None)
    crumbs = [*LIST, ("Plan a session", "")]
    if chosen is None:
        return render(request, "supervision/gathering_choose.html", {"forms": forms, "crumbs": crumbs})
    form = _form(request, chosen[0])
    if form.is_valid():
        told = form.cleaned_data
        sent_key = told.pop("sent_key")
        wanted = services.Wanted(form=chosen[0], **told)
        try:
            made = services.plan_gathering(wanted=wanted, sent_key=sent_key, access=request.access, at=timezone.now())
        except Refused as refusal:
            form.add_error("date", str(refusal))
        else:
            messages.success(request, "The session is planned, and everybody invited sees it")
            return redirect(made)
    context = {"form": form, "chosen": chosen, "crumbs": crumbs}
    return render(request, "supervision/gathering_plan.html", context)


def _form(request: Request, code: str) -> GatheringForm:
    data = request.POST if request.method == "POST" else None
    initial = {"sent_key": uuid.uuid4(), "reference": request.GET.get("reference", "")[:30]}
    initial["people"] = request.GET.getlist("with")
    invited = list(queries.invited_to(code, request.access))
    return GatheringForm(data, initial=initial, invited=invited, is_joint=code == queries.JOINT)


@permitted("supervision.read_gathering", Gathering, select=("leader", "booked_by"))
def gathering(request: Request, gathering: Gathering) -> HttpResponse:
    pack = pack_on(gathering.date)
    rule, because = queries.why_of_form(gathering, pack)
    leads = may("supervision.lead_gathering", request.access, gathering)
    known = pack.supervision.tools
    planned = gathering.outcome == Gathering.Outcome.PLANNED
    return render(
        request,
        "supervision/gathering.html",
        {
            "gathering": gathering,
            "name": queries.name_of(gathering, pack),
            "why": why_of(rule, because, pack),
            "attendance": queries.attendance_of(gathering, request.access),
            "tools": [known[code].label if code in known else code for code in gathering.tool_codes],
            "events": events_of_gathering(gathering),
            "may_settle": leads and planned,
            "may_write": leads and gathering.outcome != Gathering.Outcome.CANCELLED,
            "has_come": gathering.date <= request.access.on,
            "crumbs": [*LIST, (str(gathering), "")],
        },
    )


@permitted("supervision.lead_gathering", Gathering, select=("leader",))
def held(request: Request, gathering: Gathering) -> HttpResponse:
    people = list(Person.objects.filter(sessions__gathering=gathering).order_by("name", "pk"))
    form = AttendanceForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        try:
            services.hold_gathering(
                gathering=gathering,
                minutes=form.cleaned_data["minutes"],
                came=form.attendance(),
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Who came is recorded. Write the note all of you share")
            return redirect("supervision:gathering_note", gathering.pk)
    return _page(request, "gathering_held", gathering, form, "Who came")


@permitted("supervision.lead_gathering", Gathering, select=("leader",))
def move(request: Request, gathering: Gathering) -> HttpResponse:
    now = {"date": gathering.date, "time": f"{gathering.time:%H:%M}", "place": gathering.place}
    form = MoveAllForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            services.move_gathering(
                gathering=gathering, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("date", str(refusal))
        else:
            messages.success(request, "The session is moved for everybody")
            return redirect(gathering)
    return _page(request, "gathering_move", gathering, form, "Move it")


@permitted("supervision.lead_gathering", Gathering, select=("leader",))
def cancel(request: Request, gathering: Gathering) -> HttpResponse:
    form = CancelForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.cancel_gathering(
                gathering=gathering, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The session is cancelled. The reason is kept")
            return redirect(gathering)
    return _page(request, "gathering_cancel", gathering, form, "Cancel it")


@permitted("supervision.lead_gathering", Gathering, select=("leader",))
def note(request: Request, gathering: Gathering) -> HttpResponse:
    """Write the shared note. Where another window saved first, both texts are shown."""
    initial: dict[str, Any] = {"topic": gathering.topic, "note": gathering.note, "tools": gathering.tool_codes}
    tools = tools_of(pack_on(gathering.date))
    form = NoteForm(request.POST if request.method == "POST" else None, initial=initial, tools=tools)
    if form.is_valid():
        words = {"tools": gathering.tools, **form.cleaned_data}
        save = autosave.save_from(request)
        try:
            services.save_note(gathering=gathering, **words, save=save, by=request.user, at=timezone.now())
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The note is saved, and everybody invited reads it")
            return redirect(gathering)
    return _page(request, "gathering_note", gathering, form, "Write the note")


def _page(request: Request, name: str, gathering: Gathering, form: object, here: str) -> HttpResponse:
    context = {"gathering": gathering, "form": form, "crumbs": _crumbs(gathering, here)}
    return render(request, f"supervision/{name}.html", context)
