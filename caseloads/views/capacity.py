"""“I am at capacity”: say it in two clicks, answer it, end it, and see each time it was said."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseloads import policy
from caseloads.forms.capacity import FurtherForm, ReplyForm, SayForm
from caseloads.models import CapacityNote
from caseloads.queries.loads import loads_of
from caseloads.services import capacity as services
from caseloads.views.trail import to_worker
from workforce.access import Request, allowed, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why
from workforce.writing import SaidAlready

TITLE = "I am at capacity"


@allowed("caseloads.say_at_capacity")
def say(request: Request) -> HttpResponse:
    """The second of the two clicks; words are optional."""
    form = SayForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        told = form.cleaned_data
        try:
            note = services.say(
                by=request.user,
                words=told["words"],
                sent_key=told["sent_key"],
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is said, and stands beside your number. Your manager is asked to answer")
            return redirect(note)
    pack = pack_on(request.access.on)
    due = policy.capacity_answer_by(pack, said_on=request.access.on)
    return render(
        request,
        "caseloads/capacity_say.html",
        {
            "form": form,
            "load": loads_of([request.user], request.access.on)[request.user.pk],
            "due": due,
            "why": why(due, pack),
            "back": reverse("caseloads:worker", args=[request.user.pk]),
            "crumbs": to_worker(request.user, TITLE),
        },
    )


@permitted("caseloads.see_capacity", Person)
def capacity(request: Request, worker: Person) -> HttpResponse:
    """Each time this worker has said it, newest first, with its answer."""
    access, pack = request.access, pack_on(request.access.on)
    notes = (
        CapacityNote.objects.visible_to(access)
        .filter(worker=worker)
        .select_related("answered_by", "ended_by", "taken_to")
    )
    found = list(notes[:50])
    live = next((note for note in found if note.status != CapacityNote.Status.ENDED), None)
    due = policy.capacity_answer_by(pack, said_on=live.taken_on or live.said_on) if live else None
    waiting = live is not None and live.status == CapacityNote.Status.SAID
    return render(
        request,
        "caseloads/capacity.html",
        {
            "worker": worker,
            "mine": worker == request.user,
            "notes": found,
            "live": live,
            "due": due if waiting else None,
            "late": waiting and due is not None and due.due_on is not None and due.due_on < access.on,
            "why": why(due, pack) if due else None,
            "may_answer": waiting and worker != request.user and may("caseloads.answer_capacity", access, live),
            "may_end": live is not None
            and (worker == request.user or not waiting)
            and may("caseloads.end_capacity", access, live),
            "may_say": worker == request.user and live is None and may("caseloads.say_at_capacity", access),
            "may_take_further": waiting
            and live is not None
            and live.taken_to_id is None
            and may("caseloads.take_capacity_further", access, live)
            and bool(policy.may_take_further(pack, said_on=live.said_on, on=access.on)),
            "kept": why(policy.kept(pack, "CapacityNote"), pack),
            "crumbs": to_worker(worker, "At capacity"),
        },
    )


@permitted("caseloads.take_capacity_further", CapacityNote, select=("worker",))
def take_further(request: Request, note: CapacityNote) -> HttpResponse:
    """Not answered in time: put it to the tier above, saying what was tried (WRK-12)."""
    form = FurtherForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.take_further(
                note=note, tried=form.cleaned_data["tried"], by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It is with the tier above now, who is asked to answer")
            return redirect(note)
    facts: list[dict[str, object]] = [
        {"key": "Said on", "value": note.said_on},
        {"key": "In your words", "value": note.words or "Nothing written", "words": True},
    ]
    return render(
        request,
        "caseloads/step.html",
        {
            "title": "Take it to the tier above",
            "intro": "You may do this when your manager has not answered in time. It is recorded, and nobody holds it "
            "against you.",
            "facts": facts,
            "form": form,
            "submit": "Take it further",
            "back": note.get_absolute_url(),
            "crumbs": [*to_worker(note.worker, "")[:-1], ("At capacity", note.get_absolute_url()), ("Further", "")],
        },
    )


@permitted("caseloads.answer_capacity", CapacityNote, select=("worker",))
def answer(request: Request, note: CapacityNote) -> HttpResponse:
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.answer(
                note=note,
                answer=told["answer"],
                words=told["answer_words"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{note.worker.name} sees your answer")
            return redirect(note)
    load = loads_of([note.worker], request.access.on)[note.worker_id]
    facts: list[dict[str, object]] = [
        {"key": "Said on", "value": note.said_on},
        {"key": "In their words", "value": note.words or "They wrote nothing", "words": True},
        {"key": "Children then", "value": note.held},
        {"key": "Children now", "value": load.held},
    ]
    return render(
        request,
        "caseloads/step.html",
        {
            "title": "Answer “I am at capacity”",
            "caption": note.worker.name,
            "facts": facts,
            "form": form,
            "submit": "Send the answer",
            "back": note.get_absolute_url(),
            "crumbs": [*to_worker(note.worker, "")[:-1], ("At capacity", note.get_absolute_url()), ("Answer", "")],
        },
    )


@require_POST
@permitted("caseloads.end_capacity", CapacityNote, select=("worker",))
def end(request: Request, note: CapacityNote) -> HttpResponse:
    try:
        services.end(note=note, by=request.user, on=request.access.on, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "It no longer stands beside the number. What was said stays on the record")
    return redirect(note)
