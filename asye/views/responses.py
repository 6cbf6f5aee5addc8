"""The assessor's queue, reading with private notes, and releasing feedback."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.responses import ReleaseForm, ResponseForm
from asye.models import AssessorResponse, Portfolio, Reflection
from asye.queries import work_turns
from asye.queries.statements import chosen_statements
from asye.services import responses as services
from workforce import autosave
from workforce.access import Request, allowed, permitted
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere


@allowed("asye.see_queue")
def queue(request: Request) -> HttpResponse:
    """What waits for an answer, oldest first, and the year of everybody one assesses."""
    access = request.access
    waiting = (
        Reflection.objects.visible_to(access)
        .filter(status=Reflection.Status.SHARED, author__in=access.assesses)
        .select_related("author")
        .order_by("shared_at", "pk")
    )
    portfolios = (
        Portfolio.objects.visible_to(access)
        .filter(practitioner__in=access.assesses, status__in=Portfolio.LIVE)
        .select_related("practitioner")
        .order_by("practitioner__name")
    )
    return render(
        request,
        "asye/queue.html",
        {
            "page": Paginator(waiting, 25).get_page(request.GET.get("page")),
            "portfolios": portfolios[:100],
            "work": work_turns.for_assessor(access),
            "crumbs": [("Home", "/"), ("Reading queue", "")],
        },
    )


@permitted("asye.respond", Reflection, sensitive=True, select=("author", "portfolio"))
def respond(request: Request, reflection: Reflection) -> HttpResponse:
    """Read with the statements beside it; write private notes and feedback; both save themselves."""
    try:
        response = services.begin_response(reflection=reflection, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(reflection)
    form = ResponseForm(request.POST if request.method == "POST" else None, initial=_initial(request, response))
    if form.is_valid():
        try:
            services.save_response(
                response=response,
                words=form.cleaned_data,
                save=autosave.save_from(request),
                by=request.user,
                at=timezone.now(),
            )
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _after_saving(request, reflection, response)
    url = reverse("asye:respond_autosave", args=[response.pk])
    return render(
        request,
        "asye/respond.html",
        {
            "reflection": reflection,
            "response": response,
            "form": form,
            "groups": chosen_statements(reflection),
            "files": reflection.attachments.all(),
            "editor": autosave.editor_of(request),
            "earlier": reflection.responses.filter(released_at__isnull=False).select_related("author"),
            "crumbs": [("Home", "/"), ("Reading queue", reverse("asye:queue")), (str(reflection), "")],
            **autosave.autosave_context(request, response, url=url, address=response.edit_address),
        },
    )


def _initial(request: Request, response: AssessorResponse) -> dict[str, str]:
    initial = {"notes": response.notes, "feedback": response.feedback}
    if request.GET.get("kept"):
        kept = autosave.keeping.kept_for(request.user, response.edit_address)
        initial |= {name: text for name, text in (kept.fields if kept else {}).items() if name in initial}
    return initial


def _after_saving(request: Request, reflection: Reflection, response: AssessorResponse) -> HttpResponse:
    if request.POST.get("then") == "release":
        return redirect("asye:release", response.pk)
    messages.success(request, "Your notes are saved. Only you can see them")
    return redirect("asye:queue")


@require_POST
@permitted("asye.release_response", AssessorResponse, select=("reflection",))
def autosave_response(request: Request, response: AssessorResponse) -> HttpResponse:
    form = ResponseForm(request.POST)
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        services.save_response(
            response=response,
            words=form.cleaned_data,
            save=autosave.save_from(request),
            by=request.user,
            at=timezone.now(),
        )
    except SavedElsewhere as clash:
        return autosave.conflict(response, clash.set_aside.get_absolute_url())
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(response)


@permitted("asye.release_response", AssessorResponse, select=("reflection__author",))
def release(request: Request, response: AssessorResponse) -> HttpResponse:
    """Check what the author will see, then release it with an outcome."""
    reflection = response.reflection
    if response.released_at is not None:
        messages.info(request, "This feedback has been released already")
        return redirect(reflection)
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.release(
                response=response, outcome=form.cleaned_data["outcome"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Your feedback is with {reflection.author.name}")
            return redirect("asye:queue")
    return render(
        request,
        "asye/release.html",
        {
            "reflection": reflection,
            "response": response,
            "form": form,
            "crumbs": [("Home", "/"), (str(reflection), response.edit_address), ("Release feedback", "")],
        },
    )
