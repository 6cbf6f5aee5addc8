"""Write a reflection: start, save while writing, tag, attach, share; and read one."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.reflections import ReflectionForm
from asye.models import AssessorResponse, Portfolio, Reflection, ReflectionVersion
from asye.queries.statements import chosen_statements
from asye.services import reflections as services
from asye.views.tagging import choose_statements
from workforce import autosave
from workforce.access import Request, everybody, may, permitted
from workforce.verdict import Refused


@everybody
def reflections(request: Request) -> HttpResponse:
    """One's own reflections, newest first, by status, with a search in their titles."""
    own = Reflection.objects.filter(author=request.user)
    status, words = request.GET.get("status", ""), request.GET.get("q", "").replace("\x00", "")[:100]
    shown = own.filter(status=status) if status in Reflection.Status.values else own
    shown = shown.filter(title__icontains=words) if words else shown
    return render(
        request,
        "asye/reflections.html",
        {
            "page": Paginator(shown, 20).get_page(request.GET.get("page")),
            "status": status,
            "q": words,
            "statuses": Reflection.Status.choices,
            "portfolio": Portfolio.objects.filter(practitioner=request.user, status=Portfolio.Status.OPEN).first(),
            "crumbs": [("Home", "/"), ("Reflections", "")],
        },
    )


@require_POST
@permitted("asye.start_reflection", Portfolio)
def start(request: Request, portfolio: Portfolio) -> HttpResponse:
    try:
        reflection = services.start_reflection(portfolio=portfolio, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(portfolio)
    quick = "?quick=1" if request.POST.get("quick") else ""
    return redirect(reflection.edit_address + quick)


@permitted("asye.read_reflection", Reflection, sensitive=True, select=("author", "portfolio"))
def reflection(request: Request, reflection: Reflection) -> HttpResponse:
    """The text with the statements beside it, the files, and what the assessor has released."""
    released = AssessorResponse.objects.filter(reflection=reflection, released_at__isnull=False).select_related(
        "author"
    )
    is_own = reflection.author_id == request.user.pk
    return render(
        request,
        "asye/reflection.html",
        {
            "reflection": reflection,
            "groups": chosen_statements(reflection),
            "files": reflection.attachments.all(),
            "responses": released,
            "is_own": is_own,
            "may_respond": may("asye.respond", request.access, reflection) and reflection.status == "shared",
            "crumbs": [("Home", "/"), *_trail(request, reflection)],
        },
    )


def _trail(request: Request, reflection: Reflection) -> list[tuple[str, str]]:
    if reflection.author_id == request.user.pk:
        return [("Reflections", reverse("asye:reflections")), (str(reflection), "")]
    return [(f"Year of {reflection.author.name}", reflection.portfolio.get_absolute_url()), (str(reflection), "")]


@permitted("asye.edit_reflection", Reflection, select=("portfolio",))
def edit(request: Request, reflection: Reflection) -> HttpResponse:
    """The page a reflection is written on; it saves itself, and the button saves too."""
    if not reflection.is_editable:
        messages.error(request, services.TOO_LATE)
        return redirect(reflection)
    form = ReflectionForm(request.POST if request.method == "POST" else None, initial=_initial(request, reflection))
    if form.is_valid():
        try:
            _save(request, reflection, form.cleaned_data)
        except services.SavedElsewhere as clash:
            return redirect("asye:reflection_compare", reflection.pk, clash.set_aside.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _next_step(request, reflection)
    return render(request, "asye/reflection_edit.html", _edit_context(request, reflection, form))


def _initial(request: Request, reflection: Reflection) -> dict[str, Any]:
    """The words as saved; or, when their author asks for them, those kept from after the session ended."""
    initial = {name: getattr(reflection, name) for name in Reflection.WORDS}
    if request.GET.get("kept"):
        kept = autosave.keeping.kept_for(request.user, reflection.edit_address)
        initial |= {name: text for name, text in (kept.fields if kept else {}).items() if name in initial}
    return initial


def _edit_context(request: Request, reflection: Reflection, form: ReflectionForm) -> dict[str, Any]:
    url = reverse("asye:reflection_autosave", args=[reflection.pk])
    is_quick = bool(request.GET.get("quick")) or bool(
        reflection.quick_note and not any((reflection.what_happened, reflection.analysis))
    )
    return {
        "reflection": reflection,
        "form": form,
        "is_quick": is_quick and not request.GET.get("grow"),
        "editor": autosave.editor_of(request),
        "tag_count": reflection.tags.count(),
        "file_count": reflection.attachments.count(),
        "crumbs": [("Home", "/"), ("Reflections", reverse("asye:reflections")), ("Write", "")],
        **autosave.autosave_context(request, reflection, url=url, address=reflection.edit_address),
    }


def _save(request: Request, reflection: Reflection, words: dict[str, Any]) -> None:
    services.save_reflection(
        reflection=reflection, words=words, save=autosave.save_from(request), by=request.user, at=timezone.now()
    )


def _next_step(request: Request, reflection: Reflection) -> HttpResponse:
    steps = {
        "statements": "asye:reflection_statements",
        "files": "asye:reflection_files",
        "share": "asye:reflection_share",
    }
    then = steps.get(request.POST.get("then", ""))
    if then:
        return redirect(then, reflection.pk)
    messages.success(request, "Your reflection is saved")
    return redirect(reflection)


@require_POST
@permitted("asye.edit_reflection", Reflection, select=("portfolio",))
def autosave_reflection(request: Request, reflection: Reflection) -> HttpResponse:
    """Save what can be saved: a date half typed does not hold back the words."""
    form = ReflectionForm(request.POST)
    form.is_valid()
    words = {name: value for name, value in form.cleaned_data.items() if name in Reflection.WORDS}
    if form.errors and set(form.errors) != {"happened_on"}:
        return autosave.refused(autosave.first_error(form))
    try:
        _save(request, reflection, words)
    except services.SavedElsewhere as clash:
        address = reverse("asye:reflection_compare", args=[reflection.pk, clash.set_aside.pk])
        return autosave.conflict(reflection, address)
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(reflection)


@permitted("asye.edit_reflection", Reflection)
def compare(request: Request, reflection: Reflection, version: int) -> HttpResponse:
    """Show both texts when two tabs wrote at once; the author chooses, and neither is thrown away."""
    aside = reflection.versions.filter(pk=version, kind=ReflectionVersion.Kind.SET_ASIDE).first()
    if aside is None:
        return redirect(reflection)
    if request.method == "POST":
        return _use_set_aside(request, reflection, aside)
    labels = {name: str(ReflectionForm.base_fields[name].label) for name in Reflection.WORDS}
    rows = [(label, str(getattr(reflection, name) or ""), aside.words.get(name, "")) for name, label in labels.items()]
    return render(
        request,
        "asye/reflection_compare.html",
        {
            "reflection": reflection,
            "aside": aside,
            "rows": [row for row in rows if row[1] != row[2]],
            "crumbs": [("Home", "/"), (str(reflection), reflection.get_absolute_url()), ("Two versions", "")],
        },
    )


def _use_set_aside(request: Request, reflection: Reflection, aside: ReflectionVersion) -> HttpResponse:
    if request.POST.get("use") == "set_aside":
        words = {name: text for name, text in aside.words.items() if name in Reflection.WORDS}
        words["happened_on"] = words.get("happened_on") or None
        try:
            _save(request, reflection, words)
        except services.SavedElsewhere as clash:
            return redirect("asye:reflection_compare", reflection.pk, clash.set_aside.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect(reflection.edit_address)


@permitted("asye.edit_reflection", Reflection, select=("portfolio",))
def statements(request: Request, reflection: Reflection) -> HttpResponse:
    """Choose the statements this reflection is evidence for."""
    save = partial(services.tag_statements, reflection=reflection, by=request.user, at=timezone.now())
    whys = reverse("asye:reflection_whys", args=[reflection.pk])
    return choose_statements(request, reflection, lambda chosen: save(statements=chosen), whys)
