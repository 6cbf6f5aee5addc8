"""One slot of the rota: who holds it, and giving, freeing, changing, cancelling it and asking a colleague."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caseloads.forms.rota import AskForm, CancelForm, ChangeForm, FreeForm, GiveForm, day_of
from caseloads.models import Slot, SlotMove, Swap
from caseloads.queries.rota import Candidate, candidates, judged, people_of_rota
from caseloads.queries.rota_weeks import monday_of
from caseloads.services import rota as services
from caseloads.services import swaps
from workforce.access import Request, may, permitted
from workforce.models import Person
from workforce.verdict import Refused

Status = Slot.Status
RETURNS_WITHIN = dt.timedelta(weeks=8)
WITH = ("holder", "team", "service", "planned_by")


def rota_address(slot: Slot) -> str:
    return f"{reverse('caseloads:rota')}?rota={slot.rota}&week={monday_of(slot.on)}"


def crumbs_to(slot: Slot, here: str = "") -> list[tuple[str, str]]:
    said = f"{slot.label}, {day_of(slot.on)}"
    above = [("Home", "/"), ("Duty rota", rota_address(slot))]
    return [*above, (said, slot.get_absolute_url()), (here, "")] if here else [*above, (said, "")]


def facts_about(slot: Slot) -> list[dict[str, Any]]:
    return [
        {"key": "Day", "value": f"{day_of(slot.on)} {slot.on.year}, {slot.get_part_display().lower()}"},
        {"key": "As", "value": slot.get_seat_display()},
        {"key": "Where", "value": slot.place or "Not said"},
        {"key": "Rota", "value": slot.team.name if slot.team else f"{slot.service.name}: all teams"},
        {"key": "Held by", "value": slot.holder.name if slot.holder else "Nobody"},
    ]


@permitted("caseloads.see_slot", Slot, select=WITH)
def slot(request: Request, slot: Slot) -> HttpResponse:
    """The slot; reasons and history are for whoever holds it and whoever plans it."""
    plans, holds = may("caseloads.plan_slot", request.access, slot), slot.holder_id == request.user.pk
    moves = list(slot.moves.select_related("by", "from_holder", "to_holder").order_by("-at", "-pk"))
    had = any(move.from_holder_id == request.user.pk for move in moves)
    live = (
        Swap.objects.visible_to(request.access).under_way().filter(slot=slot).select_related("asked_by", "to").first()
    )
    return render(
        request,
        "caseloads/slot.html",
        {
            "slot": slot,
            "facts": facts_about(slot),
            "day": day_of(slot.on),
            "plans": plans,
            "live": slot.status != Status.CANCELLED,
            "holds": holds,
            "may_ask": holds and live is None and slot.on >= request.access.on,
            "swap": live,
            "passed": slot.passed if plans or holds else "",
            "reason": slot.reason if plans or holds else "",
            "moves": [_told(move, plans, request.user.pk) for move in moves] if plans or holds or had else [],
            "crumbs": crumbs_to(slot),
        },
    )


def _told(move: SlotMove, plans: bool, me: int) -> dict[str, Any]:
    """Why somebody no longer holds it is for them and for whoever plans it, not for the next one."""
    if not move.from_status:
        said = "Planned"
    elif move.to_status == Status.CANCELLED:
        said = "Cancelled"
    elif move.to_holder is None:
        said = f"{move.from_holder} no longer holds it"
    elif move.from_holder == move.to_holder:
        said = "Changed"
    else:
        said = f"Given to {move.to_holder}"
    mine = plans or move.from_holder_id in (None, me)
    return {
        "title": said,
        "by": move.by.name if move.by else "The system",
        "at": move.at,
        "text": move.why if mine else "",
    }


@permitted("caseloads.plan_slot", Slot, select=WITH)
def give_slot(request: Request, slot: Slot) -> HttpResponse:
    """Everybody of the rota with what the rules say; the button beside a name gives them the slot."""
    found = candidates(slot, request.access)
    form = GiveForm(request.POST if request.method == "POST" else None, people=[one.person for one in found])
    if form.is_valid():
        try:
            services.give(
                slot=slot,
                to=form.people[form.cleaned_data["worker"]],
                reason=form.cleaned_data["reason"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{slot.holder} holds {slot.label} on {day_of(slot.on)}")
            return redirect(slot)
    return render(
        request,
        "caseloads/slot_give.html",
        {
            "slot": slot,
            "facts": facts_about(slot),
            "candidates": [one for one in found if one.person != slot.holder],
            "asked": _asked(request, found),
            "form": form,
            "title": f"Who takes {slot.label} on {day_of(slot.on)}?",
            "crumbs": crumbs_to(slot, "Who takes it"),
        },
    )


def _asked(request: Request, found: list[Candidate]) -> Candidate | None:
    """The person a reason is asked for: chosen by a link, or sent without one."""
    asked = request.POST.get("worker") or request.GET.get("worker", "")
    for one in found:
        if str(one.person.pk) == asked and one.taking.warnings and not one.taking.blocks:
            return one
    return None


def _step(request: Request, slot: Slot, form: Any, title: str, submit: str, **more: Any) -> HttpResponse:
    return render(
        request,
        "caseloads/step.html",
        {
            "title": title,
            "caption": f"{slot.label}, {day_of(slot.on)}",
            "facts": facts_about(slot),
            "form": form,
            "submit": submit,
            "back": slot.get_absolute_url(),
            "crumbs": crumbs_to(slot, title),
            **more,
        },
    )


@permitted("caseloads.plan_slot", Slot, select=WITH)
def free(request: Request, slot: Slot) -> HttpResponse:
    """Take its holder off, with the reason: before the day, or after it where they were not there."""
    if slot.status != Status.HELD:
        messages.error(request, "Nobody holds this slot")
        return redirect(slot)
    form, holder = FreeForm(request.POST if request.method == "POST" else None), slot.holder
    if form.is_valid():
        try:
            services.free(
                slot=slot, why=form.cleaned_data["why"], by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{holder} no longer holds it. It needs somebody")
            return redirect(slot)
    return _step(request, slot, form, "Take them off", "Take them off")


@permitted("caseloads.plan_slot", Slot, select=WITH)
def cancel(request: Request, slot: Slot) -> HttpResponse:
    if slot.status == Status.CANCELLED:
        return redirect(slot)
    form = CancelForm(request.POST if request.method == "POST" else None, repeated=slot.series is not None)
    if form.is_valid():
        try:
            number = services.cancel(
                slot=slot,
                why=form.cleaned_data["why"],
                later=bool(form.cleaned_data.get("later")),
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{number} slots are cancelled" if number > 1 else "The slot is cancelled")
            return redirect(slot)
    return _step(request, slot, form, "Cancel it", "Cancel it", warning=True)


@permitted("caseloads.plan_slot", Slot, select=WITH)
def change(request: Request, slot: Slot) -> HttpResponse:
    if slot.status == Status.CANCELLED:
        messages.error(request, "This slot is cancelled")
        return redirect(slot)
    form = ChangeForm(
        request.POST if request.method == "POST" else None, initial={"part": slot.part, "place": slot.place}
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.change(
                slot=slot,
                part=told["part"],
                place=told["place"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The slot is changed")
            return redirect(slot)
    return _step(request, slot, form, "Change it", "Save")


@permitted("caseloads.ask_to_swap", Slot, select=WITH)
def ask(request: Request, slot: Slot) -> HttpResponse:
    """Ask a colleague to hold one's slot: one by name, or anybody; for one of theirs, or for nothing."""
    theirs = _theirs(request, slot)
    form = AskForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4()},
        people=_who_may(request, slot, theirs),
        slots=theirs,
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            swap = swaps.ask(
                slot=slot,
                to=told["person"],
                in_return=told["slot"],
                words=told["words"],
                sent_key=told["sent_key"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is asked. You hold the slot until your manager agrees")
            return redirect(swap)
    return _step(request, slot, form, "Ask somebody else to hold it", "Ask")


def _who_may(request: Request, slot: Slot, theirs: list[Slot]) -> list[Person]:
    """Colleagues who may hold it. Whom a rule bars is left out without a word: why is not for colleagues.

    What they hold on the same day may be what they give in return.
    """
    same_day = [one.pk for one in theirs if one.on == slot.on]
    found = judged(slot, people_of_rota(slot).exclude(pk=request.user.pk), without=same_day)
    return [one.person for one in found.values() if not one.taking.blocks]


def _theirs(request: Request, slot: Slot) -> list[Slot]:
    until = request.access.on + RETURNS_WITHIN
    rows = Slot.objects.visible_to(request.access).filter(
        status=Status.HELD, service=slot.service_id, team=slot.team_id, on__range=(request.access.on, until)
    )
    return list(rows.exclude(holder=request.user).select_related("holder")[:100])
