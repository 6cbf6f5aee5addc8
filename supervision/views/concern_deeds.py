"""What a worker does with a concern, and whoever it is put to: each deed its own address (WRK-12)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from supervision.forms.concerns import EscalateForm, PutForm
from supervision.models import Concern
from supervision.policy import concerns as policy
from supervision.queries import concerns as queries
from supervision.services import concerns as services
from supervision.views.concerns import PEOPLE, further_of, trail
from workforce.access import Request, everybody, permitted
from workforce.policy_in_force import pack_on
from workforce.sentences import day
from workforce.verdict import Refused
from workforce.why import why


@require_POST
@everybody
def start(request: Request) -> HttpResponse:
    return redirect(services.start_concern(by=request.user, at=timezone.now()).text.edit_address)


@permitted("supervision.lead_concern", Concern, select=PEOPLE)
def put(request: Request, concern: Concern) -> HttpResponse:
    """Read it once more, choose who should answer, and send it."""
    if concern.status != Concern.Status.DRAFT:
        return redirect(concern)
    pack = pack_on(request.access.on)
    line = queries.line_of(request.user, request.access.on, pack)
    tiers = [(rung.tier, f"{line.holder(rung).name}, your {rung.label}") for rung in line.rungs]
    form = PutForm(request.POST if request.method == "POST" else None, tiers=tiers)
    if form.is_valid():
        told = {"about": form.cleaned_data.get("about", []), "tried": form.cleaned_data.get("tried", "")}
        try:
            step = services.put_concern(
                concern=concern,
                tier=form.cleaned_data["tier"],
                **told,
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("tried" if "tried" in str(refusal) else None, str(refusal))
        else:
            messages.success(request, f"Your concern is with {step.to.name}. Nobody else sees it")
            return redirect(concern)
    return render(
        request,
        "supervision/concern_put.html",
        {
            "concern": concern,
            "title": concern.text.title or "No title yet",
            "form": form,
            "tiers": tiers,
            "why": why(policy.answer_by(pack, put_on=request.access.on), pack),
            "answer_by": policy.answer_by(pack, put_on=request.access.on).due_on,
            "crumbs": trail("Send a concern"),
        },
    )


@permitted("supervision.lead_concern", Concern, select=PEOPLE)
def throw_away(request: Request, concern: Concern) -> HttpResponse:
    """Ask once more, then delete a draft."""
    if concern.status != Concern.Status.DRAFT:
        return redirect(concern)
    if request.method == "POST":
        return _done(request, concern, "The draft is deleted", _throw_away, back="supervision:concerns")
    return render(
        request, "supervision/concern_throw_away.html", {"concern": concern, "crumbs": trail("Delete a draft")}
    )


def _throw_away(request: Request, concern: Concern) -> None:
    services.throw_away(concern=concern, by=request.user, at=timezone.now())


def _done(
    request: Request, concern: Concern, said: str, deed: Callable[[Request, Concern], None], back: str = ""
) -> HttpResponse:
    """Do it, say what came of it, and go back."""
    try:
        deed(request, concern)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(concern)
    messages.success(request, said)
    return redirect(back or concern)


@permitted("supervision.answer_concern", Concern, select=PEOPLE)
def answer(request: Request, concern: Concern) -> HttpResponse:
    """Read the answer once more and send it."""
    step = concern.steps.filter(to=request.user).select_related("answer").last()
    if step is None or step.closed_at is not None:
        messages.error(request, "This no longer waits for your answer")
        return redirect(concern)
    if request.method == "POST":
        return _done(request, concern, f"Your answer is with {concern.author.name}", _answer)
    return render(
        request,
        "supervision/concern_answer.html",
        {"concern": concern, "text": step.answer, "crumbs": trail("Send your answer", concern)},
    )


def _answer(request: Request, concern: Concern) -> None:
    services.answer_concern(concern=concern, by=request.user, on=request.access.on, at=timezone.now())


@permitted("supervision.lead_concern", Concern, select=PEOPLE)
def escalate(request: Request, concern: Concern) -> HttpResponse:
    """Say what was tried, and take it to the tier above."""
    shown = queries.shown_to(concern, request.access)
    further = further_of(request, concern, shown)
    if further is None or (not further["verdict"] and request.method != "POST"):
        messages.error(request, str(further["verdict"].because) if further else "This concern is closed")  # type: ignore[attr-defined]
        return redirect(concern)
    initial = {"tried": _tried(shown), "sent_key": uuid.uuid4()}
    form = EscalateForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            step = services.escalate(
                concern=concern, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Your concern is now with {step.to.name}")
            return redirect(concern)
    return render(
        request,
        "supervision/concern_escalate.html",
        {"concern": concern, "form": form, "further": further, "crumbs": trail("Take it further", concern)},
    )


def _tried(shown: queries.ConcernShown) -> str:
    """What the record knows was tried, as a beginning."""
    lines = []
    for one in shown.steps:
        when = "answered, but that did not settle it" if one.answered else f"no answer by {day(one.step.answer_by)}"
        lines.append(f"I put this to {one.step.to.name} on {day(one.step.put_on)}: {when}.")
    return "\n".join(lines)


@require_POST
@permitted("supervision.lead_concern", Concern)
def settled(request: Request, concern: Concern) -> HttpResponse:
    return _done(request, concern, "You have said that it is settled", _settled)


def _settled(request: Request, concern: Concern) -> None:
    services.say_settled(concern=concern, settled=True, by=request.user, at=timezone.now())


@require_POST
@permitted("supervision.lead_concern", Concern)
def not_settled(request: Request, concern: Concern) -> HttpResponse:
    return _done(request, concern, "You have said that it is not settled. You may take it further", _not_settled)


def _not_settled(request: Request, concern: Concern) -> None:
    services.say_settled(concern=concern, settled=False, by=request.user, at=timezone.now())


@permitted("supervision.lead_concern", Concern, select=PEOPLE)
def withdraw(request: Request, concern: Concern) -> HttpResponse:
    """Ask once more, then take it back."""
    if concern.status == Concern.Status.DRAFT:
        return redirect("supervision:throw_away_concern", concern.pk)
    if request.method == "POST":
        return _done(request, concern, "You have taken it back. Only you see it now", _withdraw)
    if concern.status != Concern.Status.WAITING:
        return redirect(concern)
    return render(request, "supervision/concern_withdraw.html", {"concern": concern, "crumbs": trail("Take it back")})


def _withdraw(request: Request, concern: Concern) -> None:
    services.withdraw(concern=concern, by=request.user, on=request.access.on, at=timezone.now())


@require_POST
@permitted("supervision.lead_concern", Concern, select=PEOPLE)
def write_again(request: Request, concern: Concern) -> HttpResponse:
    """Begin a new draft with the words of one that was taken back."""
    words = {name: getattr(concern.text, name) for name in concern.text.WORDS}
    return redirect(services.start_concern(by=request.user, at=timezone.now(), words=words).text.edit_address)
