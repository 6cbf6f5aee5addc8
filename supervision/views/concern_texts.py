"""The page a concern or an answer is written on: it saves itself, and is its author's alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from supervision.forms.concerns import AnswerForm, ConcernForm
from supervision.models import Concern, ConcernText
from supervision.services import concerns as services
from supervision.views.concerns import trail
from workforce import autosave
from workforce.access import Request, permitted
from workforce.verdict import Refused

LABELS = {name: str(ConcernForm.base_fields[name].label) for name in ConcernText.WORDS}
WITH = ("concern", "step__concern__text", "step__concern__author")


def concern_of(text: ConcernText) -> Concern:
    """The concern a text belongs to: as what is raised, or as an answer."""
    step = getattr(text, "step", None)
    return step.concern if step is not None else text.concern


@permitted("supervision.write_concern", ConcernText, select=WITH)
def edit(request: Request, text: ConcernText) -> HttpResponse:
    """What a worker raises, or the answer; saving leads to the page it is sent from."""
    concern, is_answer = concern_of(text), hasattr(text, "step")
    if text.sent_at is not None and request.method != "POST":
        return redirect(concern)
    form = _form(request, text)
    if form.is_valid():
        try:
            _save(request, text, form.cleaned_data)
        except services.SavedElsewhere as clash:
            return redirect("supervision:concern_text_compare", text.pk, clash.set_aside.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(concern)
        return redirect("supervision:answer_concern" if is_answer else "supervision:put_concern", concern.pk)
    url = reverse("supervision:concern_text_autosave", args=[text.pk])
    return render(
        request,
        "supervision/concern_edit.html",
        {
            "text": text,
            "concern": concern,
            "is_answer": is_answer,
            "form": form,
            "editor": autosave.editor_of(request),
            "crumbs": trail("Your answer", concern) if is_answer else trail("Write a concern"),
            **autosave.autosave_context(request, text, url=url, address=text.edit_address),
        },
    )


def _form(request: Request, text: ConcernText) -> forms.Form:
    """The words as saved; or, when somebody asks for them, those kept from after the session ended."""
    initial = {name: getattr(text, name) for name in ConcernText.WORDS}
    if request.GET.get("kept"):
        kept = autosave.keeping.kept_for(request.user, text.edit_address)
        initial |= {name: words for name, words in (kept.fields if kept else {}).items() if name in initial}
    kind = AnswerForm if hasattr(text, "step") else ConcernForm
    return kind(request.POST if request.method == "POST" else None, initial=initial)


def _save(request: Request, text: ConcernText, words: dict[str, Any]) -> None:
    services.save_text(text=text, words=words, save=autosave.save_from(request), by=request.user, at=timezone.now())


@require_POST
@permitted("supervision.write_concern", ConcernText, select=WITH)
def autosave_text(request: Request, text: ConcernText) -> HttpResponse:
    form = _form(request, text)
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        _save(request, text, form.cleaned_data)
    except services.SavedElsewhere as clash:
        return autosave.conflict(text, reverse("supervision:concern_text_compare", args=[text.pk, clash.set_aside.pk]))
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(text)


@permitted("supervision.write_concern", ConcernText, select=WITH)
def compare(request: Request, text: ConcernText, version: int) -> HttpResponse:
    """Show both when two windows wrote at once; the author chooses, and neither is thrown away."""
    aside = text.set_aside.filter(pk=version).first()
    if aside is None:
        return redirect(text.edit_address)
    if request.method == "POST":
        return _use(request, text, aside.words)
    rows = [(label, getattr(text, name), str(aside.words.get(name, ""))) for name, label in LABELS.items()]
    return render(
        request,
        "supervision/concern_compare.html",
        {"text": text, "rows": [row for row in rows if row[1] != row[2]], "crumbs": trail("Two versions")},
    )


def _use(request: Request, text: ConcernText, words: dict[str, str]) -> HttpResponse:
    if request.POST.get("use") == "set_aside":
        try:
            _save(request, text, {name: words[name] for name in ConcernText.WORDS if name in words})
        except services.SavedElsewhere as clash:
            return redirect("supervision:concern_text_compare", text.pk, clash.set_aside.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(concern_of(text))
    return redirect(text.edit_address)
