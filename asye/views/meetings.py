"""The meetings of a year: the list, one of them, when it was held, and taking an optional one out again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.meetings import DropForm, HeldForm, people_of
from asye.models import Meeting, Portfolio
from asye.queries.meetings import dated, lines_of, page_of
from asye.queries.moved import moved_of_year
from asye.queries.parties import holders_of
from asye.services import meetings as services
from workforce.access import Request, may, permitted
from workforce.verdict import Refused

PEOPLE = ("programme", "portfolio__practitioner", "portfolio__stage", "portfolio__programme")
Crumbs = list[tuple[str, str]]


def year_crumbs(portfolio: Portfolio, request: Request) -> Crumbs:
    own = portfolio.practitioner_id == request.user.pk
    year = "My year" if own else f"Year of {portfolio.practitioner.name}"
    return [("Home", "/"), (year, portfolio.get_absolute_url())]


def crumbs_to(meeting: Meeting, request: Request, here: str = "") -> Crumbs:
    trail = year_crumbs(meeting.portfolio, request)
    trail.append(("Meetings", reverse("asye:meetings", args=[meeting.portfolio_id])))
    return [*trail, (str(meeting), meeting.get_absolute_url()), (here, "")] if here else [*trail, (str(meeting), "")]


@permitted(
    "asye.read_portfolio", Portfolio, select=("practitioner", "stage", "programme", "trial__before", "trial__after")
)
def meetings(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Every meeting of the programme: its day and why, what it waits for, what was signed."""
    return render(
        request,
        "asye/meetings.html",
        {
            "portfolio": portfolio,
            "lines": lines_of(portfolio, request.access),
            "moved": moved_of_year(portfolio),
            "trial": portfolio.trial if may("asye.follow_trial", request.access, portfolio) else None,
            "may_open": may("asye.open_meeting", request.access, portfolio) and portfolio.status == "open",
            "crumbs": [*year_crumbs(portfolio, request), ("Meetings", "")],
        },
    )


@require_POST
@permitted("asye.open_meeting", Portfolio, select=("practitioner", "stage", "programme"))
def open_meeting(request: Request, portfolio: Portfolio) -> HttpResponse:
    try:
        meeting = services.open_meeting(
            portfolio=portfolio,
            key=request.POST.get("key", "")[:60],
            by=request.user,
            on=request.access.on,
            at=timezone.now(),
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("asye:meetings", portfolio.pk)
    return redirect(meeting)


@permitted("asye.read_meeting", Meeting, sensitive=True, select=PEOPLE)
def meeting(request: Request, meeting: Meeting) -> HttpResponse:
    """The whole meeting, and the one thing this reader can do next; one that was signed elsewhere is read there."""
    if meeting.status == Meeting.Status.BROUGHT:
        return redirect(meeting.brought.record)
    try:
        found = dated(meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("asye:meetings", meeting.portfolio_id)
    page = page_of(meeting, found, request.access, request.access.on)
    is_open = meeting.status == Meeting.Status.PLANNED and meeting.portfolio.status == Portfolio.Status.OPEN
    writes = [party for party in page.own_parties if party in found.form.writers]
    return render(
        request,
        "asye/meeting.html",
        {
            "meeting": meeting,
            "portfolio": meeting.portfolio,
            "shown": page,
            "why": {"because": f"{page.dated.because}.", "rule": found.rule},
            "may_write": is_open and bool(writes) and not (page.own_part and page.own_part.handed_in_at),
            "may_take_back": is_open and page.own_part is not None and page.own_part.handed_in_at is not None,
            "may_convene": is_open and may("asye.convene_meeting", request.access, meeting),
            "may_put": is_open and page.turn.what == "presentation",
            "may_sign": meeting.status == Meeting.Status.SIGNING and page.mine,
            "may_agree_again": page.again and meeting.portfolio.status == "open" and bool(page.own_parties),
            "may_add": meeting.sealed and bool(page.own_parties),
            "may_raise": found.kind != Meeting.Kind.AGREEMENT
            and meeting.portfolio.status == Portfolio.Status.OPEN
            and may("asye.raise_progress", request.access, meeting.portfolio),
            "crumbs": crumbs_to(meeting, request),
        },
    )


@permitted("asye.convene_meeting", Meeting, select=PEOPLE)
def held(request: Request, meeting: Meeting) -> HttpResponse:
    """When it was held, and who came."""
    try:
        services.require_planned(meeting)
        form = _held_form(request, meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(meeting)
    if form.is_valid():
        try:
            services.record_held(
                meeting=meeting, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("held_on", str(refusal))
        else:
            messages.success(request, "The day and who came are kept")
            return redirect(meeting)
    return render(
        request,
        "asye/meeting_held.html",
        {"meeting": meeting, "form": form, "crumbs": crumbs_to(meeting, request, "When it was held")},
    )


def _held_form(request: Request, meeting: Meeting) -> HeldForm:
    holders = holders_of([meeting.portfolio.practitioner], request.access.on)[meeting.portfolio.practitioner_id]
    signed_by = dated(meeting).form.signed_by
    names: dict[str, str] = {party: holders[party].person.name for party in signed_by if party in holders}
    came = list(meeting.attendance.filter(came=True).values_list("party", flat=True))
    initial: dict[str, Any] = {"held_on": meeting.held_on, "others": meeting.others}
    initial["came"] = came if meeting.held_on else list(names)
    return HeldForm(request.POST if request.method == "POST" else None, initial=initial, people=people_of(names))


@permitted("asye.convene_meeting", Meeting, select=PEOPLE)
def drop(request: Request, meeting: Meeting) -> HttpResponse:
    """Take an optional meeting out of the year again."""
    form = DropForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.drop_meeting(
                meeting=meeting,
                why=form.cleaned_data["why"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The {str(meeting).lower()} is no longer part of the year")
            return redirect("asye:meetings", meeting.portfolio_id)
    return render(
        request,
        "asye/meeting_drop.html",
        {"meeting": meeting, "form": form, "crumbs": crumbs_to(meeting, request, "Not needed")},
    )
