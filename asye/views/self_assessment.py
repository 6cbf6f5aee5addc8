"""Self-assessment: the times of the year side by side, and the form."""

from __future__ import annotations

import datetime as dt
from functools import partial
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.self_assessment import SelfAssessmentForm
from asye.models import Portfolio, SelfAssessment
from asye.policy import self_assessment as policy
from asye.queries.self_assessment import Item, Turn, beside, items_of, made_of, turns_of
from asye.services import self_assessment as services
from asye.views.meetings import Crumbs, year_crumbs
from asye.views.naming import names_nobody
from asye.views.writing import autosaved, first_words, writing_context
from workforce import autosave
from workforce.access import Request, may, permitted
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why_of
from workforce.writing import SavedElsewhere

PEOPLE = ("author", "portfolio__practitioner", "portfolio__stage", "portfolio__programme")
edits = permitted("asye.edit_self_assessment", SelfAssessment, select=PEOPLE)


def crumbs_to(portfolio: Portfolio, request: Request, here: str = "") -> Crumbs:
    trail = year_crumbs(portfolio, request)
    listed = ("Self-assessment", reverse("asye:self_assessments", args=[portfolio.pk]))
    return [*trail, listed, (here, "")] if here else [*trail, ("Self-assessment", "")]


@permitted("asye.read_portfolio", Portfolio, sensitive=True, select=("practitioner", "stage", "programme"))
def self_assessments(request: Request, portfolio: Portfolio) -> HttpResponse:
    """When each is due and why, and what is finished, side by side from start to end."""
    made, on = made_of(portfolio, request.access), request.access.on
    turns = turns_of(portfolio, made)
    may_write = may("asye.start_self_assessment", request.access, portfolio) and portfolio.status == "open"
    finished = [one for one in made if one.sealed]
    asked = {turn.asked.key for turn in turns}
    pack = pack_on(on)
    rows = [
        (turn, why_of(turn.asked.rule, turn.asked.because, pack), _may_go_on(turn, on) and may_write) for turn in turns
    ]
    context = {
        "portfolio": portfolio,
        "rows": rows,
        "finished": finished,
        "left": [one for one in made if not one.sealed and one.key not in asked],
        "groups": beside(portfolio, finished),
        "crumbs": crumbs_to(portfolio, request),
    }
    return render(request, "asye/self_assessments.html", context)


def _may_go_on(turn: Turn, on: dt.date) -> bool:
    return turn.asked.on <= on and (turn.made is None or not turn.made.sealed)


@require_POST
@permitted("asye.start_self_assessment", Portfolio, select=("practitioner", "stage", "programme"))
def begin(request: Request, portfolio: Portfolio) -> HttpResponse:
    key, on = request.POST.get("key", "")[:60], request.access.on
    try:
        made = services.begin(portfolio=portfolio, key=key, by=request.user, on=on, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("asye:self_assessments", portfolio.pk)
    return redirect(made.edit_address)


def _form(request: Request, made: SelfAssessment, items: list[Item], words: dict[str, Any]) -> SelfAssessmentForm:
    earlier = SelfAssessment.objects.filter(portfolio=made.portfolio_id, sealed=True).order_by("begun_at")
    like = [one for one in earlier if one.of_statements == made.of_statements]
    lines = [line for group in beside(made.portfolio, like) for line in group.lines]
    before = {line.item.pk: line.said[-1] for line in lines}
    posted = request.POST if request.method == "POST" else None
    return SelfAssessmentForm(posted, items=items, levels=made.levels, before=before, initial=words)


def _save(request: Request, made: SelfAssessment, words: dict[str, Any]) -> None:
    services.save(made=made, words=words, save=autosave.save_from(request), by=request.user, at=timezone.now())


@edits
def edit(request: Request, made: SelfAssessment) -> HttpResponse:
    """The form; it saves itself, the second button freezes it."""
    if made.sealed and request.method != "POST":
        messages.error(request, services.FINISHED)
        return redirect(made)
    items = items_of(made.portfolio, of_statements=made.of_statements)
    words = first_words(request, dict.fromkeys(services.labels(items), "") | made.words, made.edit_address)
    form = _form(request, made, items, words)
    if form.is_valid():
        try:
            _save(request, made, form.cleaned_data)
            if request.POST.get("then") != "finish":
                messages.success(request, "It is saved. Only you can see it")
                return redirect(made)
            version, on = made.version, request.access.on
            if names_nobody(form, on=on):
                services.finish(made=made, version=version, by=request.user, on=on, at=timezone.now())
                messages.success(request, "It is finished. Your assessor can read it now, and nobody can change it")
                return redirect(made)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    url = reverse("asye:self_assessment_autosave", args=[made.pk])
    crumbs = crumbs_to(made.portfolio, request, made.label)
    groups = [
        (framework, [(form[policy.level_name(item.pk)], form[policy.why_name(item.pk)]) for item in rows])
        for framework, rows in groupby(items, key=lambda item: item.framework)
    ]
    context = writing_context(
        request, made, form, url=url, address=made.edit_address, crumbs=crumbs, made=made, groups=groups
    )
    return render(request, "asye/self_assessment_edit.html", context)


@require_POST
@edits
def autosave_self_assessment(request: Request, made: SelfAssessment) -> HttpResponse:
    items = items_of(made.portfolio, of_statements=made.of_statements)
    form = SelfAssessmentForm(request.POST, items=items, levels=made.levels, before={})
    return autosaved(made, form, partial(_save, request, made))
