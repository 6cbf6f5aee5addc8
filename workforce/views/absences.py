"""Absences: who of one's people is away; one person's record; recording, correcting, saying that somebody is back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from workforce import absence_list as listed
from workforce import absences as deeds
from workforce import policy
from workforce.absence_forms import AbsenceForm, AwayFilter, BackForm, ChangeAbsenceForm, RemoveForm
from workforce.access import Request, allowed, may, permitted
from workforce.desk_sources import FULL_WEEK
from workforce.facts import facts_of
from workforce.models import Absence, Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why

LIST = ("Absences", "/absences/")
PAGE = 25


@allowed("workforce.list_absences")
def absences(request: Request) -> HttpResponse:
    """Whom one records absences of, and who of them is away."""
    filters = AwayFilter(request.GET)
    shown = filters.cleaned_data["shown"] if filters.is_valid() else ""
    people = listed.recorded_by(request.access)
    if shown == "away":
        people = listed.away_now(people, request.access.on)
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "workforce/absences.html",
        {
            "page": page,
            "rows": listed.rows_of(list(page.object_list), request.access.on),
            "filters": filters,
            "shown": shown,
            "crumbs": [("Home", "/"), (LIST[0], "")],
        },
    )


@permitted("workforce.see_absence", Person, sensitive=True)
def person(request: Request, person: Person) -> HttpResponse:
    """One person's absences, what was changed about them, and the sickness triggers of the policy (WRK-10)."""
    on, found = request.access.on, listed.absences_of(person)
    pack = pack_on(on)
    sick = [policy.Absence(one.started_on, one.ended_on) for one in found if one.kind == Absence.Kind.SICKNESS]
    fte = facts_of([person], on, absences=False)[person.pk].fte
    state = policy.absence_triggers(pack, on=on, absences=sick, working_days_per_week=fte * FULL_WEEK)
    return render(
        request,
        "workforce/absences_of_person.html",
        {
            "person": person,
            "is_own": person == request.user,
            "on": on,
            "absences": found,
            "events": listed.events_of(person),
            "triggers": state,
            "triggers_why": why(state, pack),
            "may_record": may("workforce.record_absence", request.access, person),
            "crumbs": _crumbs(request, person, ""),
        },
    )


@permitted("workforce.record_absence", Person)
def record(request: Request, person: Person) -> HttpResponse:
    form = AbsenceForm(_posted(request), initial={"sent_key": uuid.uuid4()})

    def deed(by: Any) -> None:
        deeds.record_absence(person=person, away=form.away(), sent_key=form.cleaned_data["sent_key"], **by)

    return _step(request, person, form, deed, "Record an absence", "Record the absence", "The absence is recorded")


@permitted("workforce.change_absence", Absence, select=("person",))
def change(request: Request, absence: Absence) -> HttpResponse:
    form = ChangeAbsenceForm(
        _posted(request),
        initial=_about(absence) | {"kind": absence.kind, "from_on": absence.started_on, "to_on": absence.ended_on},
    )

    def deed(by: Any) -> None:
        told = form.cleaned_data
        deeds.change_absence(
            absence=absence, version=told["version"], away=form.away(), sent_key=told["sent_key"], **by
        )

    return _step(request, absence.person, form, deed, "Change an absence", "Save", "The absence is changed")


@permitted("workforce.change_absence", Absence, select=("person",))
def back(request: Request, absence: Absence) -> HttpResponse:
    """Say since when somebody is back: the last day away, and nothing else."""
    yesterday = request.access.on - deeds.ONE_DAY
    last = max(absence.started_on, min(absence.ended_on, yesterday))
    form = BackForm(_posted(request), initial=_about(absence) | {"to_on": last})

    def deed(by: Any) -> None:
        told = form.cleaned_data
        away = deeds.Away(absence.kind, absence.started_on, told["to_on"])
        deeds.change_absence(absence=absence, version=told["version"], away=away, sent_key=told["sent_key"], **by)

    return _step(request, absence.person, form, deed, "Back at work", "Save", "The absence has its last day")


@permitted("workforce.change_absence", Absence, select=("person",))
def remove(request: Request, absence: Absence) -> HttpResponse:
    form = RemoveForm(_posted(request), initial=_about(absence))

    def deed(by: Any) -> None:
        told = form.cleaned_data
        deeds.remove_absence(absence=absence, version=told["version"], why=told["why"], sent_key=told["sent_key"], **by)

    return _step(
        request, absence.person, form, deed, "Remove an absence", "Remove it", "The absence is removed",
        warning=True, intro=f"{absence.get_kind_display()} from {absence.started_on:%-d %B %Y} to "
        f"{absence.ended_on:%-d %B %Y}. What was recorded stays in the history below the list.",
    )  # fmt: skip


def _posted(request: Request) -> Any:
    return request.POST if request.method == "POST" else None


def _about(absence: Absence) -> dict[str, Any]:
    return {"sent_key": uuid.uuid4(), "version": absence.version}


def _crumbs(request: Request, person: Person, title: str) -> list[tuple[str, str]]:
    line = [LIST] if may("workforce.list_absences", request.access) and person != request.user else []
    here = reverse("workforce:absences_of", args=[person.pk])
    name = "My absences" if person == request.user else person.name
    return [("Home", "/"), *line, *([(name, here), (title, "")] if title else [(name, "")])]


def _step(
    request: Request,
    person: Person,
    form: forms.Form,
    deed: Callable[[dict[str, Any]], None],
    title: str,
    submit: str,
    done: str,
    *,
    warning: bool = False,
    intro: str = "",
) -> HttpResponse:
    if form.is_valid():
        try:
            deed({"by": request.user, "on": request.access.on, "at": timezone.now()})
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("workforce:absences_of", person.pk)
    return render(
        request,
        "workforce/absence_step.html",
        {
            "title": title,
            "person": person,
            "form": form,
            "submit": submit,
            "warning": warning,
            "intro": intro,
            "back": reverse("workforce:absences_of", args=[person.pk]),
            "crumbs": _crumbs(request, person, title),
        },
    )
