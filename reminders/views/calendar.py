"""The calendar feed: the page that makes and revokes its addresses, and what calendars read there."""

from __future__ import annotations

import hashlib
import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from reminders.exports import calendar_bytes
from reminders.forms.calendar import CalendarAddressForm
from reminders.models import CalendarAddress
from reminders.services import calendar as services
from reminders.views.tabs import tabs
from workforce.access import Request, everybody, permitted, secret_address
from workforce.discreet import HOUR, discreet, too_often, unknown_key
from workforce.limits import within
from workforce.verdict import Refused

READS_AN_HOUR = 120


@everybody
def my_calendar(request: Request) -> HttpResponse:
    """One's addresses; the form makes another, and its answer shows the secret this once."""
    form = CalendarAddressForm(
        request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4(), "name": "Outlook"}
    )
    made, url = None, ""
    if form.is_valid():
        try:
            made, secret = services.make_address(**form.cleaned_data, by=request.user, at=timezone.now())
            url = settings.BASE_URL + reverse("reminders:calendar_feed", args=[secret])
        except Refused as refusal:
            form.add_error(None, str(refusal))
    # No redirect after the form: the secret is in this answer and nowhere else.
    answer = render(
        request,
        "reminders/calendar_made.html" if made else "reminders/calendar.html",
        {
            "addresses": CalendarAddress.objects.visible_to(request.access).live(),
            "form": form,
            "made": made,
            "url": url,
            "subscribe": url.replace("https://", "webcal://").replace("http://", "webcal://"),
            "tabs": tabs("calendar"),
            "crumbs": [("Home", "/"), ("Reminders", reverse("reminders:notices")), ("My calendar", "")],
        },
    )
    answer["Cache-Control"] = "no-store"
    return answer


@permitted("reminders.revoke_calendar_address", CalendarAddress)
def revoke(request: Request, address: CalendarAddress) -> HttpResponse:
    """Ask once more, then turn the address off."""
    if request.method == "POST":
        services.revoke_address(address=address, by=request.user, at=timezone.now())
        messages.success(request, f"The address for {address.name} is turned off")
        return redirect("reminders:calendar")
    crumbs = [("Home", "/"), ("My calendar", reverse("reminders:calendar")), ("Turn off", "")]
    return render(request, "reminders/calendar_revoke.html", {"address": address, "crumbs": crumbs})


@secret_address
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar reads. A wrong address, a revoked one and that of a leaver get one and the same answer."""
    proof, on = services.proof_of(secret), timezone.localdate()
    address = CalendarAddress.objects.opened_by(proof, on).select_related("person").first()
    if address is None:
        return unknown_key(request, "calendar")
    if not within(f"calendar-read:{proof}", most=READS_AN_HOUR, seconds=HOUR):
        return discreet(too_often())
    body = calendar_bytes(services.feed_of(address, on=on, at=timezone.now()))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = etag
    answer["Content-Disposition"] = 'inline; filename="workforce.ics"'
    return discreet(get_conditional_response(request, etag=etag, response=answer) or answer)
