"""A piece of written work by its author: write, say what it is evidence for, add files, hand in, answer and sign."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.written_work import AnswerWorkForm, HandInForm, WorkForm
from asye.models import WrittenWork
from asye.policy import written_work as policy
from asye.queries import identifying
from asye.queries.statements import chosen_statements
from asye.queries.written_work import assessors_of, finished, form_for, form_of
from asye.services import written_work as services
from asye.views.files import files_of
from asye.views.tagging import choose_statements, say_whys
from asye.views.writing import autosaved, first_words, writing_context
from asye.views.written_work import PEOPLE, crumbs_to
from workforce import autosave
from workforce.access import Request, permitted
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere

edits = permitted("asye.edit_written_work", WrittenWork, select=PEOPLE)
Words = dict[str, Any]
THEN = {"statements": "asye:written_work_statements", "files": "asye:written_work_files"}
THEN["hand_in"] = "asye:written_work_hand_in"


def _save(request: Request, work: WrittenWork, words: Words) -> None:
    services.save(work=work, words=words, save=autosave.save_from(request), by=request.user, at=timezone.now())


@edits
def edit(request: Request, work: WrittenWork) -> HttpResponse:
    """The page a piece is written on; it saves itself, and the buttons save too."""
    if not work.is_editable and request.method != "POST":
        messages.error(request, services.TOO_LATE)
        return redirect(work)
    words = first_words(request, {name: getattr(work, name) for name in work.WORDS}, work.edit_address)
    form = WorkForm(request.POST if request.method == "POST" else None, initial=words)
    if form.is_valid():
        try:
            _save(request, work, form.cleaned_data)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(work)
        then = THEN.get(request.POST.get("then", ""))
        if then:
            return redirect(then, work.pk)
        messages.success(request, "It is saved. Only you can see it until you hand it in")
        return redirect(work)
    url = reverse("asye:written_work_autosave", args=[work.pk])
    crumbs = crumbs_to(work, request, "Write")
    context = writing_context(request, work, form, url=url, address=work.edit_address, crumbs=crumbs, work=work)
    return render(request, "asye/written_work_edit.html", context)


@require_POST
@edits
def autosave_work(request: Request, work: WrittenWork) -> HttpResponse:
    return autosaved(work, WorkForm(request.POST), partial(_save, request, work))


@edits
def statements(request: Request, work: WrittenWork) -> HttpResponse:
    save = partial(services.tag, work=work, by=request.user, at=timezone.now())
    whys = reverse("asye:written_work_whys", args=[work.pk])
    return choose_statements(request, work, lambda chosen: save(statements=chosen), whys)


@edits
def whys(request: Request, work: WrittenWork) -> HttpResponse:
    save = partial(services.say_why, work=work, by=request.user, at=timezone.now())
    choose = reverse("asye:written_work_statements", args=[work.pk])
    return say_whys(request, work, lambda said, read: save(whys=said, read=read), choose)


@edits
def files(request: Request, work: WrittenWork) -> HttpResponse:
    return files_of(request, work, reverse("asye:written_work_files", args=[work.pk]))


@edits
def hand_in(request: Request, work: WrittenWork) -> HttpResponse:
    """Show what could tell who somebody is, ask once more, then give it to whoever assesses."""
    found = identifying.check(work, on=timezone.localdate())
    people = assessors_of(work.portfolio, form_for(work.portfolio), request.access.on)
    posted = request.POST if request.method == "POST" else None
    form = HandInForm(posted, passages=found.passages, people=people)
    if form.is_valid():
        try:
            services.hand_in(
                work=work, party=form.party, reasons=form.reasons, by=request.user, on=request.access.on,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, f"It is with {work.assessed_by}. You can take it back until they begin")
            return redirect(work)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {
        "work": work,
        "form": form,
        "found": found,
        "people": [person.name for person in people.values()],
        "groups": chosen_statements(work),
        "files": work.attachments.all(),
        "crumbs": crumbs_to(work, request, "Hand in"),
    }
    return render(request, "asye/written_work_hand_in.html", context)


@require_POST
@edits
def take_back(request: Request, work: WrittenWork) -> HttpResponse:
    try:
        services.take_back(work=work, by=request.user, on=request.access.on, at=timezone.now())
        messages.success(request, "You have taken it back. Only you can see it now")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(work)


def _save_response(request: Request, work: WrittenWork, words: Words) -> None:
    services.save_response(
        work=work, response=words["response"], save=autosave.save_from(request), by=request.user, at=timezone.now()
    )


@edits
def respond(request: Request, work: WrittenWork) -> HttpResponse:
    """The author reads the form and answers; the second button signs."""
    words = first_words(request, {"response": work.response}, work.respond_address)
    form = AnswerWorkForm(request.POST if request.method == "POST" else None, initial=words)
    if form.is_valid():
        try:
            _save_response(request, work, form.cleaned_data)
            if request.POST.get("then") != "finish":
                messages.success(request, "Your answer is saved")
                return redirect(work)
            version, on = work.version, request.access.on
            services.answer(work=work, version=version, by=request.user, on=on, at=timezone.now())
            messages.success(request, "You have signed. The assessor signs next")
            return redirect(work)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    assessment = finished(work)
    if work.status != WrittenWork.Status.ASSESSED or assessment is None:
        return redirect(work)
    url = reverse("asye:written_work_respond_autosave", args=[work.pk])
    crumbs, answers = crumbs_to(work, request, "Your answer"), policy.answers(form_of(work), assessment.words)
    more = {"work": work, "assessment": assessment, "answers": list(answers)}
    context = writing_context(request, work, form, url=url, address=work.respond_address, crumbs=crumbs, **more)
    return render(request, "asye/written_work_respond.html", context)


@require_POST
@edits
def autosave_respond(request: Request, work: WrittenWork) -> HttpResponse:
    return autosaved(work, AnswerWorkForm(request.POST), partial(_save_response, request, work))
