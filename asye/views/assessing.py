"""A piece of written work by its assessor: fill in the short form, return the piece, open the form, sign."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.written_work import AssessWorkForm, ReturnWorkForm
from asye.models import WorkAssessment, WrittenWork
from asye.policy import written_work as policy
from asye.queries.statements import chosen_statements
from asye.queries.written_work import form_of
from asye.services import assessing as services
from asye.views.writing import autosaved, first_words, form_page, writing_context
from asye.views.written_work import PEOPLE, crumbs_to
from workforce import autosave
from workforce.access import Request, permitted
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere

assesses = permitted("asye.assess_written_work", WrittenWork, select=PEOPLE)


def _own(request: Request, work: WrittenWork) -> WorkAssessment:
    """One's form, begun if it is not there yet.

    Raises:
        Refused: the piece is not with the assessor.
    """
    assessment = services.begin(work=work, by=request.user, at=timezone.now())
    assessment.work = work
    return assessment


def _save(request: Request, assessment: WorkAssessment, words: dict[str, Any]) -> None:
    save = autosave.save_from(request)
    services.save(assessment=assessment, words=words, save=save, by=request.user, at=timezone.now())


@assesses
def assess(request: Request, work: WrittenWork) -> HttpResponse:
    """The short form beside the piece; nobody else sees it until it is finished."""
    try:
        own = _own(request, work)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(work)
    asked = form_of(work)
    words = first_words(request, dict.fromkeys(policy.labels(asked), "") | own.words, work.assess_address)
    form = AssessWorkForm(request.POST if request.method == "POST" else None, asked=asked, initial=words)
    if form.is_valid():
        try:
            _save(request, own, form.cleaned_data)
            if request.POST.get("then") != "finish":
                messages.success(request, "Your form is saved. Only you can see it")
                return redirect(work)
            version, on = own.version, request.access.on
            services.finish(assessment=own, version=version, by=request.user, on=on, at=timezone.now())
            messages.success(request, "Your form is open to the author, who answers next")
            return redirect(work)
        except SavedElsewhere as clash:
            return redirect(clash.set_aside)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    url = reverse("asye:written_work_assess_autosave", args=[work.pk])
    crumbs = crumbs_to(work, request, "Assess")
    groups = [
        (criterion.label, criterion.help, form[policy.level_name(code)], form[policy.why_name(code)])
        for code, criterion in asked.criteria.items()
    ]
    more: dict[str, Any] = {"work": work, "groups": chosen_statements(work), "files": work.attachments.all()}
    more |= {"asked": groups, "rest": [form[name] for name in policy.OTHERS]}
    context = writing_context(request, own, form, url=url, address=work.assess_address, crumbs=crumbs, **more)
    return render(request, "asye/written_work_assess.html", context)


@require_POST
@assesses
def autosave_assessment(request: Request, work: WrittenWork) -> HttpResponse:
    own = WorkAssessment.objects.filter(work=work, author=request.user).first()
    if own is None:
        return autosave.refused("Open the form first")
    own.work = work
    return autosaved(own, AssessWorkForm(request.POST, asked=form_of(work)), partial(_save, request, own))


@assesses
def return_work(request: Request, work: WrittenWork) -> HttpResponse:
    form = ReturnWorkForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            why, on = form.cleaned_data["why"], request.access.on
            services.return_work(work=work, why=why, by=request.user, on=on, at=timezone.now())
            messages.success(request, "It is returned to its author")
            return redirect(work)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return form_page(
        request, form, "Return it", "Return it", crumbs_to(work, request, "Return"), work.get_absolute_url()
    )


@require_POST
@assesses
def countersign(request: Request, work: WrittenWork) -> HttpResponse:
    try:
        services.countersign(work=work, by=request.user, on=request.access.on, at=timezone.now())
        messages.success(request, "Signed by both, and sealed")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect(work)
