"""Giving up a place: at once, or with those who authorise it (WRK-05)."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.pauses import RefusePauseForm
from asye.forms.training import ReleaseForm
from asye.models import Booking, Release
from asye.policy.pause import ROLES
from asye.services import bookings
from asye.services import releases as services
from asye.views.meetings import year_crumbs
from workforce.access import Request, may, permitted
from workforce.policy_in_force import pack_on
from workforce.telling import telling
from workforce.verdict import Refused
from workforce.why import why_of

OF_BOOKING = ("portfolio__practitioner", "portfolio__stage", "portfolio__programme", "date__course")
OF_RELEASE = tuple(f"booking__{name}" for name in OF_BOOKING)


def _crumbs(request: Request, booking: Booking, here: str) -> list[tuple[str, str]]:
    address = reverse("asye:training", args=[booking.portfolio_id])
    return [*year_crumbs(booking.portfolio, request), ("Training", address), (here, "")]


@permitted("asye.give_up_place", Booking, select=OF_BOOKING)
def give_up(request: Request, booking: Booking) -> HttpResponse:
    """A course of the pathway needs a reason and those who authorise it; any other is given up at once."""
    needed = bookings.needs_release(booking)
    form = ReleaseForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    on, at = request.access.on, timezone.now()
    try:
        if request.method == "POST" and not needed:
            bookings.give_up(booking=booking, by=request.user, on=on, at=at)
            messages.success(request, "The place is free again")
            return redirect(booking)
        if needed and form.is_valid():
            made = services.ask(booking=booking, **form.cleaned_data, by=request.user, on=on, at=at)
            messages.success(request, "Your request is with those who authorise it")
            return redirect(made)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    pack = pack_on(on)
    rule = pack.people.courses
    return render(
        request,
        "asye/release_ask.html",
        {
            "booking": booking,
            "form": form,
            "needed": needed,
            "agreed_by": [ROLES[role] for role in rule.agreed_in_order] if rule else [],
            "crumbs": _crumbs(request, booking, "Give up a place"),
        },
    )


@permitted("asye.read_release", Release, sensitive=True, select=(*OF_RELEASE, "asked_by"))
def release(request: Request, release: Release) -> HttpResponse:
    on = request.access.on
    pack = pack_on(on)
    rule = pack.people.courses
    agreed = [(ROLES[one.role], one) for one in release.agreements.select_related("by")]
    named = [ROLES[role] for role in rule.agreed_in_order] if rule else []
    waiting = release.status == Release.Status.ASKED
    because = f"Not coming to a course of the pathway is authorised by the {' and the '.join(named)}." if named else ""
    return render(
        request,
        "asye/course_release.html",
        {
            "release": release,
            "booking": release.booking,
            "agreed": agreed,
            "moves": release.moves.select_related("by"),
            "waits_for": named[len(agreed)] if waiting and len(agreed) < len(named) else "",
            "why": why_of("WRK-05", because, pack),
            "may_answer": waiting and services.role_of(release, request.user, on) is not None,
            "may_withdraw": waiting and may("asye.withdraw_release", request.access, release),
            "crumbs": _crumbs(request, release.booking, "Not coming"),
        },
    )


@require_POST
@permitted("asye.answer_release", Release, select=OF_RELEASE)
def agree(request: Request, release: Release) -> HttpResponse:
    with telling(request, "You have authorised it"):
        services.agree(release=release, by=request.user, on=request.access.on, at=timezone.now())
    return redirect(release)


@permitted("asye.answer_release", Release, select=OF_RELEASE)
def refuse(request: Request, release: Release) -> HttpResponse:
    if services.role_of(release, request.user, request.access.on) is None:
        messages.error(request, "It is not your turn to answer this")
        return redirect(release)
    form = RefusePauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with telling(request, "Your answer is with whoever asked"):
            services.refuse(
                release=release, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        return redirect(release)
    crumbs = _crumbs(request, release.booking, "Not authorised")
    return render(request, "asye/release_refuse.html", {"release": release, "form": form, "crumbs": crumbs})


@require_POST
@permitted("asye.withdraw_release", Release, select=OF_RELEASE)
def withdraw(request: Request, release: Release) -> HttpResponse:
    with telling(request, "Your request is withdrawn: you have your place"):
        services.withdraw(release=release, by=request.user, on=request.access.on, at=timezone.now())
    return redirect("asye:training", release.booking.portfolio_id)
