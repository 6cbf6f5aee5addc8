"""Book a session; say afterwards that it was held, or why not."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision.forms.series import MoveForm
from supervision.forms.sessions import HeldForm, NotHeldForm, PlanForm
from supervision.models import Session
from supervision.queries.series import suggested
from supervision.services import sessions as services
from supervision.views.trail import to_session, to_worker
from workforce.access import Request, permitted
from workforce.models import Person
from workforce.verdict import Refused


@permitted("supervision.hold", Person)
def book(request: Request, worker: Person) -> HttpResponse:
    form = PlanForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        try:
            session = services.plan_session(
                worker=worker, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("date", str(refusal))
        else:
            messages.success(request, f"The session with {worker.name} is booked")
            return redirect(session)
    return render(
        request,
        "supervision/session_book.html",
        {"worker": worker, "form": form, "crumbs": to_worker(worker, "Book a session")},
    )


@permitted("supervision.settle_session", Session, select=("worker", "supervisor"))
def move(request: Request, session: Session) -> HttpResponse:
    now = {"date": session.date, "time": f"{session.time:%H:%M}" if session.time else "", "place": session.place}
    form = MoveForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        try:
            services.move_session(
                session=session, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("date", str(refusal))
        else:
            messages.success(request, "The session is moved")
            return redirect(session)
    return render(
        request,
        "supervision/session_move.html",
        {"session": session, "form": form, "crumbs": to_session(session, "Move it")},
    )


@permitted("supervision.settle_session", Session, select=("worker", "supervisor"))
def held(request: Request, session: Session) -> HttpResponse:
    form = HeldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.hold_session(
                session=session, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The session is recorded as held")
            return redirect(session)
    return render(
        request,
        "supervision/session_held.html",
        {"session": session, "form": form, "crumbs": to_session(session, "It was held")},
    )


@permitted("supervision.settle_session", Session, select=("worker", "supervisor"))
def not_held(request: Request, session: Session) -> HttpResponse:
    new = suggested(session, request.access.on) if session.outcome == Session.Outcome.PLANNED else None
    form = NotHeldForm(request.POST if request.method == "POST" else None, initial={"new_date": new})
    if form.is_valid():
        try:
            services.drop_session(
                session=session, **form.cleaned_data, by=request.user, on=request.access.on, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The reason is kept. This session does not count")
            return redirect("supervision:worker", session.worker_id)
    return render(
        request,
        "supervision/session_not_held.html",
        {"session": session, "form": form, "crumbs": to_session(session, "It was not held")},
    )
