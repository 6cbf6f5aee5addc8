"""The policy as people meet it: all rules with their values, the desk that answers, and a changed pack tried out."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date

from workforce import audit, desk_form, explain
from workforce import desk as door
from workforce.access import Access, Request, allowed, everybody, may
from workforce.desk_answer import Shown, answered
from workforce.desk_form import LABELS, Asked, Policies
from workforce.explain import BadQuestion, Question
from workforce.models import AuditEntry, Person, PolicyVersion
from workforce.packs import Pack, PackError, load_change
from workforce.policies import IN_FORCE, chosen, policies
from workforce.policy_forms import RulesFilter, TryForm, WhoFilter
from workforce.policy_in_force import pack_on
from workforce.policy_trial import tried
from workforce.rule_list import rule_list
from workforce.why import policy_name

MOST_FOUND = 20
MOST_FAULTS = 20
A_PAGE = 25


@everybody
def rules_in_force(request: Request) -> HttpResponse:
    """Every rule with what the policy sets for it; of one service, with some words, or on another day."""
    on = _day(request.GET.get("on", "")) or request.access.on
    pack = pack_on(on)
    filters = RulesFilter(request.GET, pack=pack)
    asked = filters.cleaned_data if filters.is_valid() else {}
    return render(
        request,
        "workforce/policy_rules.html",
        {
            "chapters": rule_list(pack, service=asked.get("service", ""), words=asked.get("words", "")),
            "filters": filters,
            "filtered": any(request.GET.get(name) for name in ("service", "words", "on")),
            "policy": policy_name(pack),
            "on": on,
            "is_today": on == request.access.on,
            "versions": PolicyVersion.objects.only("title", "takes_effect_on")[:50],
            "crumbs": [("Home", "/"), ("Rules", "")],
        },
    )


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@everybody
def desk(request: Request) -> HttpResponse:
    """Choose a question, fill in a person's facts or make somebody up, and read the answer. Nothing is kept."""
    name = request.GET.get("question", "")
    if not name:
        crumbs = [("Home", "/"), ("Policy desk", "")]
        may_try = may("workforce.try_policy", request.access)
        context = {"questions": explain.questions(), "may_try": may_try, "crumbs": crumbs}
        return render(request, "workforce/policy_questions.html", context)
    question = _question(name)
    person = _person(request)
    known = door.known_of(name, request.access, person) if person else door.Known()
    held = policies(request.access.on)
    shown = None
    if request.method == "POST" and "more" in request.POST:
        asked = desk_form.asked_again(question, request.POST, held)
    elif request.method == "POST":
        asked = desk_form.asked_in(question, request.POST, held)
        shown = _answer(asked, held, request.access.on)
    else:
        asked = desk_form.asked_with(question, known.facts, held, on=request.access.on)
    return render(
        request,
        "workforce/policy_desk.html",
        {
            "question": question,
            "person": person,
            "known": known,
            "form": asked.form,
            "row_sets": [(LABELS[name], rows) for name, rows in asked.rows.items()],
            "shown": shown,
            "found": _found(request) if door.has_source(name) and not person else None,
            "who": WhoFilter(initial={"question": name, "words": request.GET.get("words", "")}),
            "crumbs": [("Home", "/"), ("Policy desk", "/policy/desk/"), (question.about.capitalize(), "")],
        },
    )


def _question(name: str) -> Question:
    try:
        return explain.question(name)
    except BadQuestion as unknown:
        raise Http404(str(unknown)) from unknown


def _person(request: Request) -> Person | None:
    """The person of the address, whose facts the one who asks may see; the look is kept."""
    pk = request.GET.get("person", "")
    if not pk:
        return None
    found: Person | None = (
        _people(request.access).filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    )
    if found is None:
        raise Http404
    if found != request.access.person and request.method == "GET":
        deed = "workforce.fill_in_facts"
        audit.record(by=request.user, deed=deed, subject=found, at=timezone.now(), kind=AuditEntry.Kind.VIEW)
    return found


def _people(access: Access) -> Any:
    return Person.objects.visible_to(access).employed_on(access.on)


def _found(request: Request) -> dict[str, Any]:
    """People one may see, by name; all of them while they are few."""
    words = request.GET.get("words", "")[:100].split()
    people = _people(request.access)
    for word in words:
        people = people.filter(name__icontains=word)
    found = list(people.order_by("name")[: MOST_FOUND + 1])
    return {"people": found[:MOST_FOUND], "more": len(found) > MOST_FOUND, "searched": bool(words)}


def _answer(asked: Asked, held: Policies, today: dt.date) -> Shown | None:
    """Answer what was filled in, or put what is wrong with it beside the field."""
    if not asked.is_valid():
        return None
    payload = asked.payload()
    on = dt.date.fromisoformat(payload["on"]) if "on" in payload else today
    try:
        return answered(asked.question.name, payload, chosen(held, payload.get("pack", IN_FORCE), on))
    except BadQuestion as fault:
        asked.add_fault(str(fault))
        return None


@allowed("workforce.try_policy")
def try_pack(request: Request) -> HttpResponse:
    """Lay a change over the policy in force and see who would turn red or green today. Nothing is kept."""
    form = TryForm(request.POST if request.method == "POST" else None, request.FILES or None)
    context = {"form": form, "crumbs": [("Home", "/"), ("Policy desk", "/policy/desk/"), ("Try a change", "")]}
    if form.is_valid():
        now = pack_on(request.access.on)
        changed = _changed(form, now)
        if changed is not None:
            result = tried(_people(request.access).order_by("name"), request.access.on, now=now, changed=changed)
            page = Paginator(result.turned, A_PAGE).get_page(request.POST.get("page"))
            context |= {"result": result, "page": page, "toml": form.toml, "now": policy_name(now), "changed": changed}
    return render(request, "workforce/policy_try.html", context)


def _changed(form: TryForm, now: Pack) -> Pack | None:
    """The changed pack, or each fault beside the box with its file, key and sentence."""
    try:
        return load_change(form.toml, "change", now)
    except PackError as faults:
        for line in str(faults).splitlines()[:MOST_FAULTS]:
            form.add_error("file" if form.cleaned_data["file"] else "text", line)
        return None
