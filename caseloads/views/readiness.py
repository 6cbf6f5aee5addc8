"""Record that a worker is ready to visit alone, and take it back."""

from __future__ import annotations

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from caseloads.forms.readiness import ReadinessForm, TakeBackForm
from caseloads.models import Readiness
from caseloads.services import readiness as services
from caseloads.views.trail import to_worker
from workforce.access import Request, permitted
from workforce.models import Person
from workforce.verdict import Refused


@permitted("caseloads.record_ready", Person)
def readiness(request: Request, worker: Person) -> HttpResponse:
    """Record it; where it stands already, this page takes it back."""
    on = request.access.on
    stands = Readiness.objects.open_on(on).filter(worker=worker, ended_on__isnull=True).select_related("by").first()
    return _take_back(request, worker, stands) if stands else _record(request, worker)


def _record(request: Request, worker: Person) -> HttpResponse:
    form = ReadinessForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.record_ready(
                worker=worker,
                from_on=told["from_on"],
                seen=told["seen"],
                sent_key=told["sent_key"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{worker.name} is on record as ready to visit alone")
            return redirect("caseloads:worker", worker.pk)
    return _page(request, worker, form, "Ready to visit alone", "Record it")


def _take_back(request: Request, worker: Person, stands: Readiness) -> HttpResponse:
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        services.take_back(
            readiness=stands,
            because=form.cleaned_data["because"],
            by=request.user,
            on=request.access.on,
            at=timezone.now(),
        )
        messages.success(request, f"{worker.name} no longer visits alone. The earlier record stays")
        return redirect("caseloads:worker", worker.pk)
    facts: list[dict[str, object]] = [
        {"key": "Ready since", "value": stands.started_on},
        {"key": "Recorded by", "value": stands.by.name},
        {"key": "Seen", "value": stands.seen, "words": True},
    ]
    return _page(request, worker, form, "Take readiness back", "Take it back", facts)


def _page(
    request: Request,
    worker: Person,
    form: forms.Form,
    title: str,
    submit: str,
    facts: list[dict[str, object]] | None = None,
) -> HttpResponse:
    return render(
        request,
        "caseloads/step.html",
        {
            "title": title,
            "caption": worker.name,
            "intro": "Until this is recorded, child protection and looked-after visits are made with a colleague.",
            "facts": facts,
            "form": form,
            "submit": submit,
            "back": reverse("caseloads:worker", args=[worker.pk]),
            "crumbs": to_worker(worker, title),
        },
    )
