"""Pauses of a year: what there is, asking for one or for a change, seeing what moves, agreeing or not."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.pauses import ChangePauseForm, PauseForm, RefusePauseForm
from asye.models import PauseRequest, Portfolio
from asye.policy.pause import ROLES
from asye.queries.moved import moved_dates, moved_then
from asye.services import pauses as services
from asye.views.meetings import year_crumbs
from workforce.access import Request, may, permitted
from workforce.models import Pause
from workforce.policy_in_force import pack_on
from workforce.telling import telling
from workforce.verdict import Refused
from workforce.why import why_of

SELECT = ("practitioner", "stage", "programme")
OF_REQUEST = ("portfolio__practitioner", "portfolio__stage", "portfolio__programme", "asked_by", "pause")


def _crumbs(portfolio: Portfolio, request: Request, here: str = "") -> list[tuple[str, str]]:
    address = reverse("asye:pauses", args=[portfolio.pk])
    return [*year_crumbs(portfolio, request), ("Pauses", address if here else ""), *([(here, "")] if here else [])]


@permitted("asye.see_pauses", Portfolio, sensitive=True, select=SELECT)
def pauses(request: Request, portfolio: Portfolio) -> HttpResponse:
    """The pauses that count, and every request with what became of it."""
    pack = pack_on(request.access.on)
    return render(
        request,
        "asye/pauses.html",
        {
            "portfolio": portfolio,
            "pauses": portfolio.stage.pauses.select_related("approved_by"),
            "requests": PauseRequest.objects.visible_to(request.access)
            .filter(portfolio=portfolio)
            .select_related("asked_by"),
            "reasons": pack.programme.pauses.reasons,
            "why": why_of("CLK-03, CLK-04", _told(request), pack),
            "may_ask": may("asye.ask_pause", request.access, portfolio) and portfolio.status == "open",
            "crumbs": _crumbs(portfolio, request),
        },
    )


def _told(request: Request) -> str:
    reasons = pack_on(request.access.on).programme.pauses.reasons.values()
    said = [
        f"{one.label.lower()}{f' of more than {one.longer_than_days} days' if one.longer_than_days else ''}"
        for one in reasons
        if one.allowed
    ]
    return f"The year may stop for {', '.join(said)}. While it stands still, every later date moves by as many days."


@permitted("asye.ask_pause", Portfolio, select=SELECT)
def ask(request: Request, portfolio: Portfolio) -> HttpResponse:
    """The form, then what would move; only the second sends it."""
    pack = pack_on(request.access.on)
    form = PauseForm(request.POST if request.method == "POST" else None, pack=pack, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        told = {"kind": "new", "pause": None, **form.cleaned_data}
        return _check_or_send(request, portfolio, form, told, "Ask for a pause")
    return _page(request, portfolio, form, "Ask for a pause")


@permitted("asye.ask_pause", Portfolio, select=SELECT)
def change(request: Request, portfolio: Portfolio, version: int) -> HttpResponse:
    """Another last day for a pause that was agreed, or that it did not happen."""
    pause = Pause.objects.filter(stage=portfolio.stage, pk=version).first()
    if pause is None:
        return redirect("asye:pauses", portfolio.pk)
    form = ChangePauseForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4(), "to_on": pause.ended_on},
    )
    if form.is_valid():
        told = dict(form.cleaned_data)
        told["to_on"] = told["to_on"] if told["kind"] == "length" else pause.ended_on
        told |= {"pause": pause, "reason": pause.reason, "from_on": pause.started_on}
        if told["to_on"] < pause.started_on:
            form.add_error("to_on", "Enter a day on or after the first day of the pause")
        else:
            return _check_or_send(request, portfolio, form, told, "Change a pause")
    return _page(request, portfolio, form, "Change a pause", pause)


def _check_or_send(
    request: Request, portfolio: Portfolio, form: PauseForm | ChangePauseForm, told: dict[str, Any], title: str
) -> HttpResponse:
    on = request.access.on
    try:
        if request.POST.get("checked") == "yes":
            made = services.ask(portfolio=portfolio, **told, by=request.user, on=on, at=timezone.now())
            messages.success(request, "Your request is with those who agree. They are told today")
            return redirect(made)
        fields = {name: value for name, value in told.items() if name != "sent_key"}
        tried = PauseRequest(portfolio=portfolio, **fields)
        rows = moved_dates(portfolio, services.pauses_after(tried, on), on)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, portfolio, form, title, told["pause"])
    if request.POST.get("change") == "yes":
        return _page(request, portfolio, form, title, told["pause"])
    return render(
        request,
        "asye/pause_check.html",
        {
            "portfolio": portfolio,
            "asked": tried,
            "form": form,
            "rows": rows,
            "crumbs": _crumbs(portfolio, request, "Check what moves"),
        },
    )


def _page(
    request: Request, portfolio: Portfolio, form: PauseForm | ChangePauseForm, title: str, pause: Pause | None = None
) -> HttpResponse:
    return render(
        request,
        "asye/pause_ask.html",
        {
            "portfolio": portfolio,
            "form": form,
            "title": title,
            "pause": pause,
            "crumbs": _crumbs(portfolio, request, title),
        },
    )


@permitted("asye.read_pause", PauseRequest, sensitive=True, select=OF_REQUEST)
def pause_request(request: Request, asked: PauseRequest) -> HttpResponse:
    """What was asked and what it moves; for whoever's turn it is, the two answers."""
    on, portfolio = request.access.on, asked.portfolio
    rows, fault = moved_then(asked), ""
    if asked.status == PauseRequest.Status.ASKED:
        try:
            rows = moved_dates(portfolio, services.pauses_after(asked, on), on)
        except Refused as refusal:
            fault = str(refusal)
    agreed = [(ROLES[one.role], one) for one in asked.agreements.select_related("by")]
    named = [ROLES[role] for role in pack_on(on).programme.pauses.agreed_in_order]
    waiting = asked.status == PauseRequest.Status.ASKED
    return render(
        request,
        "asye/pause_request.html",
        {
            "asked": asked,
            "portfolio": portfolio,
            "reason": _reason(asked, request),
            "rows": rows,
            "fault": fault,
            "agreed": agreed,
            "waits_for": named[len(agreed)] if waiting and len(agreed) < len(named) else "",
            "moves": asked.moves.select_related("by"),
            "may_answer": waiting and services.role_of(asked, request.user, on) is not None,
            "may_withdraw": waiting and may("asye.withdraw_pause", request.access, asked),
            "crumbs": _crumbs(portfolio, request, str(asked)),
        },
    )


def _reason(asked: PauseRequest, request: Request) -> str:
    rule = pack_on(request.access.on).programme.pauses.reasons.get(asked.reason)
    return rule.label if rule else asked.reason


@require_POST
@permitted("asye.answer_pause", PauseRequest, select=OF_REQUEST)
def agree(request: Request, asked: PauseRequest) -> HttpResponse:
    try:
        services.agree(request=asked, by=request.user, on=request.access.on, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done = asked.status == PauseRequest.Status.AGREED
        messages.success(request, "It is agreed, and every later date has moved" if done else "You have agreed")
    return redirect(asked)


@permitted("asye.answer_pause", PauseRequest, select=OF_REQUEST)
def refuse(request: Request, asked: PauseRequest) -> HttpResponse:
    if services.role_of(asked, request.user, request.access.on) is None:
        messages.error(request, "It is not your turn to answer this")
        return redirect(asked)
    form = RefusePauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with telling(request, "Your answer is with those who asked"):
            services.refuse(
                request=asked, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        return redirect(asked)
    return render(
        request,
        "asye/pause_refuse.html",
        {"asked": asked, "form": form, "crumbs": _crumbs(asked.portfolio, request, "Not agreed")},
    )


@require_POST
@permitted("asye.withdraw_pause", PauseRequest, select=OF_REQUEST)
def withdraw(request: Request, asked: PauseRequest) -> HttpResponse:
    with telling(request, "The request is withdrawn"):
        services.withdraw(request=asked, by=request.user, on=request.access.on, at=timezone.now())
    return redirect("asye:pauses", asked.portfolio_id)
