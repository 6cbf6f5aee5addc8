"""Concerns about progress: raise, read, meet, plan, decide, sign. Not what a worker raises about something else."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from asye.forms.progress import (
    DecideProgressForm,
    ProgressActionForm,
    ProgressDoneForm,
    ProgressMeetingForm,
    RaiseProgressForm,
    SignProgressForm,
)
from asye.models import Meeting, Portfolio, ProgressAction, ProgressConcern, ProgressStep
from asye.policy import progress as policy
from asye.queries.progress import RESULTS, concerns_of, listed_for, people_of, shown_to, signs_as
from asye.services import progress as services
from asye.views.meetings import year_crumbs
from asye.views.naming import names_nobody
from workforce.access import Request, allowed, may, permitted
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.writing import SaidAlready, set_aside

OF_CONCERN = ("portfolio__practitioner", "raised_by", "meeting")
PER_PAGE = 25
MOST_LATE = 20_000


@allowed("asye.see_progress_concerns")
def all_concerns(request: Request) -> HttpResponse:
    """Every concern this person may read, open ones first."""
    page = Paginator(listed_for(request.access), PER_PAGE).get_page(request.GET.get("page"))
    crumbs = [("Home", "/"), ("Concerns about progress", "")]
    return render(request, "asye/progress_list.html", {"page": page, "crumbs": crumbs})


@permitted("asye.see_progress", Portfolio, sensitive=True, select=("practitioner",))
def of_year(request: Request, portfolio: Portfolio) -> HttpResponse:
    crumbs = [*year_crumbs(portfolio, request), ("Concerns about progress", "")]
    return render(
        request,
        "asye/progress_year.html",
        {
            "portfolio": portfolio,
            "concerns": concerns_of(portfolio, request.access),
            "may_raise": may("asye.raise_progress", request.access, portfolio) and portfolio.status == "open",
            "crumbs": crumbs,
        },
    )


@permitted("asye.raise_progress", Portfolio, select=("practitioner",))
def raise_one(request: Request, portfolio: Portfolio) -> HttpResponse:
    """From the year, or from a review in which a concern was noted (`review`)."""
    review = _review(request, portfolio)
    form = RaiseProgressForm(
        request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4(), "words": _noted(review)}
    )
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            made = services.raise_concern(
                portfolio=portfolio,
                meeting=review,
                **form.cleaned_data,
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
            messages.success(request, "The concern is with the service development lead")
            return redirect(made)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    address = reverse("asye:progress_year", args=[portfolio.pk])
    crumbs = [*year_crumbs(portfolio, request), ("Concerns about progress", address), ("Raise", "")]
    return render(
        request,
        "asye/progress_raise.html",
        {"form": form, "portfolio": portfolio, "review": review, "crumbs": crumbs},
    )


def _review(request: Request, portfolio: Portfolio) -> Meeting | None:
    asked = request.GET.get("review", "")
    if not asked.isdigit() or len(asked) > 9:
        return None
    return Meeting.objects.visible_to(request.access).filter(portfolio=portfolio, pk=int(asked)).first()


def _noted(review: Meeting | None) -> str:
    """The words the assessor handed in under "concerns" in the review."""
    if review is None:
        return ""
    parts = review.parts.filter(party="assessor", handed_in_at__isnull=False)
    return next((str(part.words.get("concerns") or "") for part in parts), "")


def _crumbs(request: Request, concern: ProgressConcern, here: str = "") -> list[tuple[str, str]]:
    year = [("Home", "/"), ("Concerns about progress", reverse("asye:progress_concerns"))]
    if concern.portfolio.practitioner_id == request.user.pk:
        at = reverse("asye:progress_year", args=[concern.portfolio_id])
        year = [("Home", "/"), ("Concerns about my progress", at)]
    return [*year, (str(concern), concern.get_absolute_url() if here else ""), *([(here, "")] if here else [])]


@permitted("asye.read_progress", ProgressConcern, sensitive=True, select=OF_CONCERN)
def progress(request: Request, concern: ProgressConcern) -> HttpResponse:
    shown = shown_to(concern, request.access)
    leads = shown.current is not None and shown.current.led_by_id == request.user.pk
    return render(
        request,
        "asye/progress.html",
        {
            "concern": concern,
            "shown": shown,
            "leads": leads,
            "may_sign": signs_as(concern, request.user, request.access.on) is not None,
            "is_mine": concern.portfolio.practitioner_id == request.user.pk,
            "crumbs": _crumbs(request, concern),
        },
    )


def _current(concern: ProgressConcern, request: Request) -> ProgressStep | None:
    """The stage that runs, where this person leads it."""
    steps = ProgressStep.objects.select_related("concern__portfolio__practitioner")
    return steps.filter(concern=concern, ended_on__isnull=True, led_by=request.user).first()


def _not_yours(request: Request, concern: ProgressConcern) -> HttpResponse:
    late = request.POST.get("words", "").replace("\x00", "")[:MOST_LATE].strip()
    if late:
        ended = concern.steps.filter(led_by=request.user, ended_on__isnull=False).last()
        rows = [("Words", ended.result_words if ended else "", late)]
        address, now = concern.get_absolute_url(), timezone.now()
        return redirect(set_aside(rows, what=str(concern), address=address, by=request.user, at=now))
    messages.error(request, "This stage is led by somebody else, or it is over")
    return redirect(concern)


def _page(request: Request, concern: ProgressConcern, form: django_forms.Form, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "concern": concern, "title": title, "crumbs": _crumbs(request, concern, title), **more}
    return render(request, "asye/progress_form.html", context)


@permitted("asye.lead_progress", ProgressConcern, select=OF_CONCERN)
def meeting(request: Request, concern: ProgressConcern) -> HttpResponse:
    step = _current(concern, request)
    if step is None:
        return _not_yours(request, concern)
    form = ProgressMeetingForm(
        request.POST if request.method == "POST" else None, initial={"met_on": request.access.on}
    )
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            services.record_meeting(
                step=step, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
            messages.success(request, "The meeting is recorded. Add what was agreed, with a day for each")
            return redirect(concern)
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, concern, form, "Record the meeting")


@permitted("asye.lead_progress", ProgressConcern, select=OF_CONCERN)
def action(request: Request, concern: ProgressConcern) -> HttpResponse:
    step = _current(concern, request)
    if step is None:
        return _not_yours(request, concern)
    form = ProgressActionForm(
        request.POST if request.method == "POST" else None,
        people=people_of(concern, request.access.on),
        initial={"sent_key": uuid.uuid4()},
    )
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            services.add_action(
                step=step, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
            messages.success(request, "It is in the plan")
            return redirect(concern)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, concern, form, "Add to the plan")


@permitted("asye.do_progress_action", ProgressAction, select=("step__concern__portfolio__practitioner", "owner"))
def done(request: Request, action: ProgressAction) -> HttpResponse:
    """Whose it is, or who leads the stage, says what became of it."""
    form = ProgressDoneForm(request.POST if request.method == "POST" else None)
    concern = action.step.concern
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            services.finish_action(
                action=action, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        messages.success(request, "It is kept what became of it")
        seen = ProgressConcern.objects.visible_to(request.access).filter(pk=concern.pk).exists()
        return redirect(concern if seen else "/")
    crumbs = [("Home", "/"), ("An agreed action", "")]
    return render(request, "asye/progress_done.html", {"form": form, "action": action, "crumbs": crumbs})


@permitted("asye.lead_progress", ProgressConcern, select=OF_CONCERN)
def decide(request: Request, concern: ProgressConcern) -> HttpResponse:
    step = _current(concern, request)
    if step is None:
        return _not_yours(request, concern)
    results = [(one, RESULTS[one]) for one in policy.results(pack_on(request.access.on), step.code)]
    form = DecideProgressForm(request.POST if request.method == "POST" else None, results=results)
    if form.is_valid() and names_nobody(form, on=request.access.on):
        try:
            services.decide(step=step, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now())
            messages.success(request, "It is decided, and those concerned are told")
            return redirect(concern)
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _page(request, concern, form, "Decide how it goes on")


@permitted("asye.sign_progress", ProgressConcern, select=OF_CONCERN)
def sign(request: Request, concern: ProgressConcern) -> HttpResponse:
    if signs_as(concern, request.user, request.access.on) is None:
        messages.error(request, "It is not your turn to sign this")
        return redirect(concern)
    form = SignProgressForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and names_nobody(form, on=request.access.on):
        services.sign(concern=concern, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now())
        messages.success(request, "You have signed")
        return redirect(concern)
    return _page(request, concern, form, "Sign how it ended", submit="Sign", ended=True)
