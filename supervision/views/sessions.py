"""A worker's sessions, and adding one."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision import services
from supervision.forms.sessions import SessionForm
from supervision.models import Action, Session, SessionRecord
from supervision.queries import standing_of
from supervision.queries.bookings import booked_or_past
from supervision.queries.history import events_of, moves_of
from supervision.queries.professional import beside_of
from supervision.queries.risk import risks_of
from workforce.access import Request, may, permitted
from workforce.facts import facts_of
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why, why_of

SHOWN_AHEAD = 6


@permitted("supervision.see", Person)
def worker(request: Request, worker: Person) -> HttpResponse:
    """Every session of one worker, newest first, and when the next is due."""
    on = request.access.on
    sessions = list(booked_or_past(worker))
    facts, pack = facts_of([worker], on), pack_on(on)
    standings = standing_of([worker], on, facts, rows=sessions)
    standing = standings[worker.pk]
    beside = beside_of(facts, on)[worker.pk]
    booked = [one for one in reversed(sessions) if one.outcome == Session.Outcome.PLANNED and one.date >= on]
    page = Paginator([one for one in sessions if one not in booked], 25).get_page(request.GET.get("page"))
    risk = risks_of(facts, standings, on, rows=booked)[worker.pk]
    near = booked[:SHOWN_AHEAD]
    moved = moves_of(near)
    reads = may("supervision.read_notes", request.access, worker)
    actions = Action.objects.visible_to(request.access).open().filter(record__session__worker=worker)
    return render(
        request,
        "supervision/worker.html",
        {
            "worker": worker,
            "standing": standing,
            "why": why(standing.due, pack) if standing.due else None,
            "booked": booked,
            "ahead": [(one, moved.get(one.pk)) for one in near],
            "more": len(booked) - len(near),
            "all_series": list(dict.fromkeys(one.series for one in booked if one.series)) if reads else [],
            "risk": why_of(risk.rule, risk.because, pack) if risk.at_risk else None,
            "actions": actions.select_related("owner"),
            "page": page,
            "may_read": reads,
            "may_agree": may("supervision.read_agreement", request.access, worker),
            "may_record": may("supervision.record", request.access, worker),
            "may_hold": may("supervision.hold", request.access, worker),
            "may_arrange": may("supervision.arrange_professional", request.access, worker),
            "beside": beside,
            "why_beside": why(beside.answer, pack),
            "crumbs": [("Home", "/"), ("Supervision", "")],
        },
    )


@permitted("supervision.hold", Person)
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


@permitted("supervision.read_session", Session, sensitive=True, select=("worker", "supervisor", "series", "moved_to"))
def session(request: Request, session: Session) -> HttpResponse:
    crumbs = [
        ("Home", "/"),
        (f"Supervision of {session.worker.name}", f"/supervision/{session.worker_id}/"),
        ("Session", ""),
    ]
    record = SessionRecord.objects.visible_to(request.access).filter(session=session).first()
    planned = session.outcome == Session.Outcome.PLANNED
    return render(
        request,
        "supervision/session.html",
        {
            "session": session,
            "record": record,
            "is_planned": planned,
            "may_open": record is None
            and _worth_a_record(session)
            and may("supervision.open_record", request.access, session),
            "may_settle": planned and may("supervision.settle_session", request.access, session),
            "events": events_of(session),
            "has_come": session.date <= request.access.on,
            "crumbs": crumbs,
        },
    )


def _worth_a_record(session: Session) -> bool:
    return session.outcome in (Session.Outcome.PLANNED, Session.Outcome.HELD)
