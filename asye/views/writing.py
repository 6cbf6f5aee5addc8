"""What pages that save themselves share: first words, answers, context."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from workforce import autosave
from workforce.access import Request
from workforce.verdict import Refused
from workforce.versions import Versioned
from workforce.writing import SavedElsewhere

Crumbs = list[tuple[str, str]]


def first_words(request: Request, words: Mapping[str, Any], address: str) -> dict[str, Any]:
    """The words as saved; or, when their author asks for them, those kept from after the session ended."""
    found = dict(words)
    if request.GET.get("kept"):
        kept = autosave.keeping.kept_for(request.user, address)
        found |= {name: text for name, text in (kept.fields if kept else {}).items() if name in found}
    return found


def autosaved(record: Versioned, form: forms.Form, save: Callable[[dict[str, Any]], object]) -> HttpResponse:
    """Save what an open form sends by itself. What is half chosen, such as a date, holds back nothing else."""
    form.is_valid()
    held_back = {name for name in form.errors if form.fields[name].widget.__class__.__name__ == "DateInputWidget"}
    if set(form.errors) - held_back:
        return autosave.refused(autosave.first_error(form))
    try:
        save(form.cleaned_data)
    except SavedElsewhere as clash:
        return autosave.conflict(record, clash.set_aside.get_absolute_url())
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(record)


def writing_context(
    request: Request, record: Versioned, form: forms.Form, *, url: str, address: str, crumbs: Crumbs, **more: Any
) -> dict[str, Any]:
    """What the template of a form that saves itself needs."""
    return {
        "form": form,
        "editor": autosave.editor_of(request),
        "crumbs": crumbs,
        **more,
        **autosave.autosave_context(request, record, url=url, address=address),
    }


def form_page(
    request: Request, form: forms.Form, title: str, submit: str, crumbs: Crumbs, back: str, intro: str = ""
) -> HttpResponse:
    """One short form on a page of its own."""
    context = {"form": form, "title": title, "submit": submit, "crumbs": crumbs, "intro": intro, "back": back}
    return render(request, "asye/short_form.html", context)
