"""The development plan: its goals, one of them with its notes and what it said before, and the deeds on it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from asye.forms.goals import ChangeGoalForm, GoalForm, WhyForm
from asye.forms.reflections import StatementsForm
from asye.models import Goal, Portfolio
from asye.queries.goals import resources_for
from asye.queries.library import plan_of
from asye.queries.statements import groups_of, to_choose
from asye.services import goals as services
from asye.views.meetings import Crumbs, year_crumbs
from asye.views.naming import names_nobody
from asye.views.writing import form_page
from frameworks.models import Statement
from workforce import autosave
from workforce.access import Request, may, permitted
from workforce.verdict import Refused
from workforce.why import why_of
from workforce.writing import SavedElsewhere

PEOPLE = ("author", "portfolio__practitioner", "portfolio__programme")
handles = permitted("asye.handle_goal", Goal, select=PEOPLE)
ASKS: dict[str, dict[str, str]] = {
    "met": {"ask": "What shows that it is met?", "missing": "Say what shows that it is met"},
    "dropped": {"ask": "Why is it dropped?", "missing": "Say why it is dropped"},
    "open": {"ask": "Why is it taken up again?", "missing": "Say why it is taken up again"},
}
TITLES = {"met": "It is met", "dropped": "Drop the goal", "open": "Take it up again"}


def crumbs_to(portfolio: Portfolio, request: Request, *more: tuple[str, str]) -> Crumbs:
    here = reverse("asye:goals", args=[portfolio.pk]) if more else ""
    return [*year_crumbs(portfolio, request), ("Development plan", here), *more]


def _to(goal: Goal, request: Request, here: str) -> Crumbs:
    return crumbs_to(goal.portfolio, request, (goal.what, goal.get_absolute_url()), (here, ""))


@permitted("asye.read_portfolio", Portfolio, select=("practitioner",))
def goals(request: Request, portfolio: Portfolio) -> HttpResponse:
    """What is under way with its days, what has ended, and what to learn."""
    rows = list(Goal.objects.visible_to(request.access).filter(portfolio=portfolio))
    context = {
        "portfolio": portfolio,
        "under_way": [goal for goal in rows if goal.status == Goal.Status.OPEN],
        "ended": [goal for goal in rows if goal.status != Goal.Status.OPEN],
        "saved": plan_of(portfolio.practitioner, request.access),
        "on": request.access.on,
        "is_own": portfolio.practitioner_id == request.user.pk,
        "may_plan": may("asye.plan_goal", request.access, portfolio) and portfolio.status == "open",
        "crumbs": crumbs_to(portfolio, request),
    }
    return render(request, "asye/goals.html", context)


@permitted("asye.plan_goal", Portfolio, select=("practitioner",))
def plan(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Plan a goal; `gap` in the address is the statement somebody came from."""
    gap = _gap(request, portfolio)
    posted = request.POST if request.method == "POST" else None
    form = GoalForm(posted, resources=resources_for(portfolio, gap), initial={"sent_key": uuid.uuid4()})
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            goal = services.plan(
                portfolio=portfolio, words=form.words, statements=[gap] if gap else [], resources=form.chosen,
                sent_key=form.cleaned_data["sent_key"], by=request.user, on=request.access.on, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, "The goal is in the development plan")
            return redirect(goal)
        except Refused as refusal:
            form.add_error("by_on", str(refusal))
    back, crumbs = reverse("asye:goals", args=[portfolio.pk]), crumbs_to(portfolio, request, ("Plan a goal", ""))
    intro = f"For {gap.number} of {gap.section.framework}: {gap.text}" if gap else ""
    return form_page(request, form, "Plan a goal", "Plan it", crumbs, back, intro)


def _gap(request: Request, portfolio: Portfolio) -> Statement | None:
    key = request.GET.get("gap", "")
    if not (key.isascii() and key.isdigit() and len(key) < 12):
        return None
    rows = Statement.objects.filter(section__framework__portfolios=portfolio).select_related("section__framework")
    return rows.filter(pk=int(key)).first()


@permitted("asye.read_goal", Goal, sensitive=True, select=PEOPLE)
def goal(request: Request, goal: Goal) -> HttpResponse:
    """What it says, what it is for, and everything that happened with it."""
    is_open = goal.portfolio.status == Portfolio.Status.OPEN
    handles_it = may("asye.handle_goal", request.access, goal) and is_open
    late = goal.status == Goal.Status.OPEN and goal.by_on < request.access.on
    context = {
        "goal": goal,
        "late": late,
        "why": why_of("ASY-06", "The day is the one the plan names; the plan is looked at in each review."),
        "entries": goal.entries.select_related("by"),
        "groups": groups_of(goal.statements.all()),
        "resources": goal.resources.all(),
        "may_handle": handles_it and goal.status == Goal.Status.OPEN,
        "may_take_up": handles_it and goal.status != Goal.Status.OPEN,
        "crumbs": crumbs_to(goal.portfolio, request, (goal.what, "")),
    }
    return render(request, "asye/goal.html", context)


@handles
def change(request: Request, goal: Goal) -> HttpResponse:
    kept = list(goal.resources.values_list("pk", flat=True))
    initial: dict[str, Any] = {name: getattr(goal, name) for name in Goal.WORDS}
    initial |= {"resources": kept, "version": goal.version}
    posted = request.POST if request.method == "POST" else None
    form = ChangeGoalForm(posted, resources=resources_for(goal.portfolio, None, kept), initial=initial)
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            services.change(
                goal=goal, words=form.words, resources=form.chosen, reason=form.cleaned_data["reason"],
                save=autosave.save_from(request), by=request.user, on=request.access.on, at=timezone.now(),
            )  # fmt: skip
            messages.success(request, "The goal is changed. What it said before is kept")
            return redirect(goal)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    crumbs = _to(goal, request, "Change")
    return form_page(request, form, "Change the goal", "Change it", crumbs, goal.get_absolute_url())


@handles
def statements(request: Request, goal: Goal) -> HttpResponse:
    form = StatementsForm(request.POST if request.method == "POST" else None, portfolio=goal.portfolio)
    if form.is_valid():
        try:
            chosen = list(form.cleaned_data["statements"])
            services.choose_statements(goal=goal, statements=chosen, by=request.user, at=timezone.now())
            messages.success(request, "The statements are saved")
            return redirect(goal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    chosen_keys = dict.fromkeys(goal.statements.values_list("pk", flat=True), "")
    groups = to_choose(goal.portfolio, chosen_keys)
    context = {"record": goal, "form": form, "frameworks": groups, "crumbs": _to(goal, request, "Statements")}
    return render(request, "asye/statements.html", context)


@handles
def note(request: Request, goal: Goal) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    form = WhyForm(posted, ask="What has happened since?", missing="Write the note", help_text="Name nobody")
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            services.note(goal=goal, words=form.cleaned_data["words"], by=request.user, at=timezone.now())
            messages.success(request, "The note is kept with the goal")
            return redirect(goal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    crumbs = _to(goal, request, "Note")
    return form_page(request, form, "Add a note", "Add it", crumbs, goal.get_absolute_url())


@handles
def end(request: Request, goal: Goal, as_: str) -> HttpResponse:
    """Met, dropped, or taken up again: each with a reason."""
    form = WhyForm(request.POST if request.method == "POST" else None, **ASKS[as_])
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            why, on = form.cleaned_data["words"], request.access.on
            services.end(goal=goal, as_=as_, why=why, by=request.user, on=on, at=timezone.now())
            messages.success(request, "It is kept with the goal")
            return redirect(goal)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    crumbs = _to(goal, request, TITLES[as_])
    return form_page(request, form, TITLES[as_], "Save", crumbs, goal.get_absolute_url())
