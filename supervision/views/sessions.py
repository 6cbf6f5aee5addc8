"""A worker's sessions, and adding one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision import services
from supervision.forms import SessionForm
from supervision.models import Session
from supervision.queries import standing_of
from workforce.access import Request, may, permitted
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why


@permitted("supervision.see", Person)
def worker(request: Request, worker: Person) -> HttpResponse:
    """Every session of one worker, newest first, and when the next is due."""
    on = request.access.on
    standing = standing_of([worker], on)[worker.pk]
    sessions = Session.objects.filter(worker=worker).select_related("supervisor")
    return render(
        request,
        "supervision/worker.html",
        {
            "worker": worker,
            "standing": standing,
            "why": why(standing.due, pack_on(on)) if standing.due else None,
            "page": Paginator(sessions, 25).get_page(request.GET.get("page")),
            "may_read": may("supervision.read_notes", request.access, worker),
            "may_record": may("supervision.record", request.access, worker),
            "crumbs": [("Home", "/"), ("Supervision", "")],
        },
    )


@permitted("supervision.record", Person)
def add_session(request: Request, worker: Person) -> HttpResponse:
    form = SessionForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.record_session(
                worker=worker,
                supervisor=request.user,
                date=told["date"],
                kind=told["kind"],
                outcome=told["outcome"],
                minutes=told["minutes"] or 0,
                notes=told["notes"],
                cancelled_by=told["cancelled_by"],
                why_not_held=told["why_not_held"],
                sent_key=told["sent_key"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("date", str(refusal))
        else:
            messages.success(request, f"The session with {worker.name} is recorded")
            return redirect("supervision:worker", worker.pk)
    crumbs = [("Home", "/"), (f"Supervision of {worker.name}", f"/supervision/{worker.pk}/"), ("Add a session", "")]
    return render(request, "supervision/session_add.html", {"worker": worker, "form": form, "crumbs": crumbs})


@permitted("supervision.read_session", Session, sensitive=True, select=("worker", "supervisor"))
def session(request: Request, session: Session) -> HttpResponse:
    crumbs = [
        ("Home", "/"),
        (f"Supervision of {session.worker.name}", f"/supervision/{session.worker_id}/"),
        ("Session", ""),
    ]
    return render(request, "supervision/session.html", {"session": session, "crumbs": crumbs})
