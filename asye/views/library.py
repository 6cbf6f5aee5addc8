"""Keeping the library in order, and keeping something from it for oneself."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.library import ResourceForm, SaveForm, statement_lines
from asye.models import Portfolio, ResourceCare, SavedResource
from asye.queries.library import plan_of
from asye.rules import KEEPS_LIBRARY
from asye.services import library as services
from frameworks.models import Resource
from workforce.access import Request, allowed, everybody, permitted
from workforce.models import Person, Post
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SavedElsewhere

LIBRARY = ("Learning library", "/frameworks/library/")
SAVED = {
    SavedResource.Purpose.PLAN: "It is in your development plan",
    SavedResource.Purpose.SUPERVISION: "It is kept for your next supervision, and shows on its agenda",
}


def _form(request: Request, **initial: Any) -> ResourceForm:
    keepers = Post.objects.open_on(request.access.on).filter(job__in=KEEPS_LIBRARY).values("person")
    return ResourceForm(
        request.POST if request.method == "POST" else None,
        request.FILES or None,
        people=Person.objects.filter(pk__in=keepers).order_by("name"),
        initial={"sent_key": uuid.uuid4(), **initial},
    )


def _given(form: ResourceForm) -> dict[str, Any]:
    words = form.cleaned_data
    return {
        "words": words,
        "topics": words["topics"],
        "statements": words["statements"],
        "owner": words["owner"],
        "upload": words["file"],
        "media_type": form.media_type,
    }


@allowed("asye.keep_library")
def add(request: Request) -> HttpResponse:
    form = _form(request)
    if form.is_valid():
        try:
            made = services.add_resource(
                **_given(form), sent_key=form.cleaned_data["sent_key"], by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, "The resource is in the library")
            return redirect(made)
    crumbs = [("Home", "/"), LIBRARY, ("Add a resource", "")]
    return render(request, "asye/resource_form.html", {"form": form, "title": "Add a resource", "crumbs": crumbs})


@permitted("asye.keep_library", Resource)
def edit(request: Request, resource: Resource) -> HttpResponse:
    """Look at a resource again: saving settles a report that it is broken and sets the next review."""
    care = ResourceCare.objects.filter(resource=resource).first()
    words = {name: getattr(resource, name) for name in services.WORDS}
    mapped = {"topics": list(resource.topics.values_list("slug", flat=True)), "statements": statement_lines(resource)}
    form = _form(
        request, **words, **mapped, owner=care.person_id if care else None, version=care.version if care else 1
    )
    if form.is_valid():
        save = Save(version=form.cleaned_data["version"] or 0)
        try:
            services.edit_resource(resource=resource, **_given(form), save=save, by=request.user, at=timezone.now())
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        messages.success(request, "The resource is saved")
        return redirect(resource)
    context = {
        "form": form,
        "resource": resource,
        "title": "Edit a resource",
        "is_overdue": resource.is_overdue(request.access.on),
        "crumbs": [("Home", "/"), LIBRARY, (resource.title, resource.get_absolute_url()), ("Edit", "")],
    }
    return render(request, "asye/resource_form.html", context)


@require_POST
@permitted("asye.keep_library", Resource)
def withdraw(request: Request, resource: Resource) -> HttpResponse:
    services.withdraw(resource=resource, by=request.user, at=timezone.now())
    messages.success(request, f"“{resource}” is taken out of the library")
    return redirect("frameworks:library")


@require_POST
@everybody
def report(request: Request, pk: int) -> HttpResponse:
    resource = get_object_or_404(Resource.objects.visible_to(request.access), pk=pk)
    try:
        services.report_broken(resource=resource, by=request.user, at=timezone.now())
        messages.success(request, "Thank you. Whoever looks after it sees this on their home page")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(resource)


@require_POST
@everybody
def save(request: Request, pk: int) -> HttpResponse:
    resource = get_object_or_404(Resource.objects.visible_to(request.access), pk=pk)
    form = SaveForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose what to save it for with one of the buttons")
        return redirect(resource)
    services.save_resource(resource=resource, **form.cleaned_data, by=request.user, at=timezone.now())
    messages.success(request, SAVED[form.cleaned_data["purpose"]])
    return redirect("asye:plan")


@everybody
def plan(request: Request) -> HttpResponse:
    """What one has saved and what is done."""
    crumbs = [("Home", "/"), ("My development plan", "")]
    own = Portfolio.objects.filter(practitioner=request.user).order_by("started_on").last()
    context = {"plan": plan_of(request.user, request.access), "portfolio": own, "is_own": True, "crumbs": crumbs}
    return render(request, "asye/plan.html", context)


@require_POST
@permitted("asye.tick_saved", SavedResource)
def tick(request: Request, saved: SavedResource) -> HttpResponse:
    services.tick_saved(saved=saved, by=request.user, at=timezone.now())
    messages.success(request, "It is marked as done")
    return redirect(reverse("asye:plan"))
