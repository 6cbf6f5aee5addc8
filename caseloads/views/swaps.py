"""A slot that is to change hands: what is asked, the colleague's answer, the manager's yes or no."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseloads.forms.rota import AnswerForm, DecideForm, TakeForm, day_of
from caseloads.models import Swap
from caseloads.queries.rota import Candidate, judged
from caseloads.queries.rota_own import titled
from caseloads.services import swaps as services
from caseloads.views.slots import rota_address
from workforce.access import Request, may, permitted
from workforce.telling import telling
from workforce.verdict import Refused

Status = Swap.Status
WITH = (
    "slot__team", "slot__service", "slot__holder", "slot__planned_by", "asked_by", "to", "in_return__holder",
    "in_return__team", "in_return__service", "in_return__planned_by", "decided_by",
)  # fmt: skip


def _facts(swap: Swap) -> list[dict[str, Any]]:
    back = swap.in_return
    facts: list[dict[str, Any]] = [
        {"key": "Slot", "value": f"{day_of(swap.slot.on)}: {titled(swap.slot)}"},
        {"key": "Asked by", "value": swap.asked_by.name},
        {"key": "To hold it", "value": swap.to.name if swap.to else "Anybody on this rota"},
        {"key": "In return", "value": f"{day_of(back.on)}: {titled(back)}" if back else "Nothing"},
    ]
    if swap.words:
        facts.append({"key": "In their words", "value": swap.words, "words": True})
    return facts


def _crumbs(swap: Swap, here: str = "") -> list[tuple[str, str]]:
    above = [("Home", "/"), ("Duty rota", rota_address(swap.slot))]
    return [*above, ("Swap", swap.get_absolute_url()), (here, "")] if here else [*above, ("Swap", "")]


@permitted("caseloads.see_swap", Swap, select=WITH)
def swap(request: Request, swap: Swap) -> HttpResponse:
    access, under_way = request.access, swap.status in Swap.UNDER_WAY
    moves = swap.moves.select_related("by").order_by("-at", "-pk")
    return render(
        request,
        "caseloads/swap.html",
        {
            "swap": swap,
            "day": day_of(swap.slot.on),
            "facts": _facts(swap),
            "may_answer": swap.status == Status.ASKED and may("caseloads.answer_swap", access, swap),
            "may_decide": swap.status == Status.TAKEN and may("caseloads.decide_swap", access, swap),
            "may_withdraw": under_way and may("caseloads.withdraw_swap", access, swap),
            "moves": [
                {
                    "title": move.get_to_status_display() if move.from_status else "Asked",
                    "by": move.by.name if move.by else "The system",
                    "at": move.at,
                    "text": move.why,
                }
                for move in moves
            ],
            "crumbs": _crumbs(swap),
        },
    )


@permitted("caseloads.answer_swap", Swap, select=WITH)
def answer(request: Request, swap: Swap) -> HttpResponse:
    """The colleague's yes or no; what is put to anybody has no no."""
    if swap.status != Status.ASKED:
        messages.error(request, "This is answered already")
        return redirect(swap)
    form = (AnswerForm if swap.to_id else TakeForm)(request.POST if request.method == "POST" else None)
    if form.is_valid():
        yes = form.cleaned_data.get("yes", True)
        on, at = request.access.on, timezone.now()
        try:
            if yes:
                services.take(swap=swap, by=request.user, on=on, at=at)
            else:
                services.decline(swap=swap, why=form.cleaned_data["words"], by=request.user, on=on, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is with the manager to agree" if yes else f"{swap.asked_by} sees your answer")
            return redirect(swap if yes else reverse("caseloads:my_slots"))
    return _step(request, swap, form, "Can you hold it?", "Save and continue" if swap.to_id else "I take it")


@permitted("caseloads.decide_swap", Swap, select=WITH)
def decide(request: Request, swap: Swap) -> HttpResponse:
    """The manager agrees or not, with what the rules say to each of the two."""
    if swap.status != Status.TAKEN:
        messages.error(request, "There is nothing to agree to here now")
        return redirect(swap)
    form = DecideForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        on, at = request.access.on, timezone.now()
        try:
            if form.cleaned_data["yes"]:
                services.agree(swap=swap, reason=words, by=request.user, on=on, at=at)
            else:
                services.refuse(swap=swap, why=words, by=request.user, on=on, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It has changed hands" if form.cleaned_data["yes"] else "They see your answer")
            return redirect(swap)
    return _step(request, swap, form, "Agree or not", "Save and continue", sides=_sides(swap))


def _sides(swap: Swap) -> list[Candidate]:
    """Each of the two beside the slot they would hold."""
    without = tuple(filter(None, (swap.slot_id, swap.in_return_id)))
    found = list(judged(swap.slot, [swap.to], without=without).values()) if swap.to else []
    if swap.in_return:
        found += judged(swap.in_return, [swap.asked_by], without=without).values()
    return found


@require_POST
@permitted("caseloads.withdraw_swap", Swap, select=WITH)
def withdraw(request: Request, swap: Swap) -> HttpResponse:
    with telling(request, "It is taken back. You hold the slot"):
        services.withdraw(swap=swap, by=request.user, on=request.access.on, at=timezone.now())
    return redirect(swap)


def _step(request: Request, swap: Swap, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    return render(
        request,
        "caseloads/swap_step.html",
        {
            "title": title,
            "caption": f"{swap.slot.label}, {day_of(swap.slot.on)}",
            "facts": _facts(swap),
            "form": form,
            "submit": submit,
            "back": swap.get_absolute_url(),
            "crumbs": _crumbs(swap, title),
            **more,
        },
    )
