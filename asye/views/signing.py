"""Put a meeting to signature, sign it in turn, send it back, add to it once all have signed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from asye.forms.meetings import AddToMeetingForm, SendBackForm, SignMeetingForm
from asye.models import Meeting
from asye.queries.meetings import dated, page_of
from asye.services import signing as services
from asye.views.meetings import PEOPLE, crumbs_to
from workforce.access import Request, permitted
from workforce.verdict import Refused
from workforce.writing import SaidAlready

signs = permitted("asye.sign_meeting", Meeting, select=PEOPLE)


@permitted("asye.convene_meeting", Meeting, select=PEOPLE)
def put(request: Request, meeting: Meeting) -> HttpResponse:
    """Check what everybody handed in, then ask for the first signature."""
    if request.method == "POST":
        try:
            services.put_to_signature(meeting=meeting, by=request.user, on=request.access.on, at=timezone.now())
            messages.success(request, "It is being signed now. Each person is told when it is their turn")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(meeting)
    if meeting.status != Meeting.Status.PLANNED:
        return redirect(meeting)
    return render(
        request,
        "asye/meeting_put.html",
        {
            "meeting": meeting,
            "shown": page_of(meeting, dated(meeting), request.access, request.access.on),
            "crumbs": crumbs_to(meeting, request, "Put to signature"),
        },
    )


@signs
def sign(request: Request, meeting: Meeting) -> HttpResponse:
    """The whole meeting once more, a place for one's own view, and one's own button."""
    page = page_of(meeting, dated(meeting), request.access, request.access.on)
    form = SignMeetingForm(request.POST if request.method == "POST" else None, initial={"stamp": meeting.stamp})
    if form.is_valid():
        try:
            services.sign(
                meeting=meeting, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            all_signed = "All have signed. It is sealed, and the next meeting is open"
            done = all_signed if meeting.sealed else "You have signed"
            messages.success(request, done)
        return redirect(meeting)
    if meeting.status != Meeting.Status.SIGNING or not page.mine:
        return redirect(meeting)
    return render(
        request,
        "asye/meeting_sign.html",
        {"meeting": meeting, "shown": page, "form": form, "crumbs": crumbs_to(meeting, request, "Sign")},
    )


@signs
def send_back(request: Request, meeting: Meeting) -> HttpResponse:
    """Whoever's turn it is may give it back for more work instead of signing; so may whoever put it to signature."""
    page = page_of(meeting, dated(meeting), request.access, request.access.on)
    if meeting.status != Meeting.Status.SIGNING or not (page.mine or "assessor" in page.own_parties):
        messages.error(request, "Whoever’s turn it is to sign, or the assessor, may send it back")
        return redirect(meeting)
    form = SendBackForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.send_back(
                meeting=meeting, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
            messages.success(request, "It is open again, and everybody can change their part")
            return redirect(meeting)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "asye/meeting_send_back.html",
        {"meeting": meeting, "form": form, "crumbs": crumbs_to(meeting, request, "Send back")},
    )


@signs
def add_addendum(request: Request, meeting: Meeting) -> HttpResponse:
    form = AddToMeetingForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        try:
            services.add_addendum(meeting=meeting, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your addendum is with the record")
            return redirect(meeting)
    return render(
        request,
        "asye/meeting_addendum.html",
        {"meeting": meeting, "form": form, "crumbs": crumbs_to(meeting, request, "Add an addendum")},
    )
