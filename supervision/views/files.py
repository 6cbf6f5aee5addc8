"""Supervision to take along: a record as PDF, the log as a page and as PDF. It is kept who took what."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from supervision.exports import records as exports
from supervision.models import SessionRecord
from supervision.queries.log import log_of
from supervision.queries.records import shown_to
from supervision.views.records import PEOPLE, TEXTS
from supervision.views.trail import to_worker
from workforce import audit
from workforce.access import Request, may, permitted
from workforce.models import AuditEntry, Person
from workforce.policy_in_force import pack_on

PDF = "application/pdf"


@permitted("supervision.read_record", SessionRecord, select=(*PEOPLE, "seal"))
def record_pdf(request: Request, record: SessionRecord) -> HttpResponse:
    """The parts that this reader may read, and no other."""
    in_full = may("supervision.read_personal_part", request.access, record)
    shown = shown_to(record, in_full=in_full, labels=TEXTS, pack=pack_on(record.session.date))
    at = timezone.now()
    body = exports.record_pdf(record, shown, by=request.user, at=at)
    audit.record(by=request.user, deed="supervision.record_pdf", subject=record, at=at, kind=AuditEntry.Kind.EXPORT)
    return _file(body, f"supervision-{record.session.date}.pdf")


@permitted("supervision.see", Person)
def log(request: Request, worker: Person) -> HttpResponse:
    """The sessions of the stage with what counted, to read and to print."""
    return render(
        request,
        "supervision/log.html",
        {
            "worker": worker,
            "log": log_of(worker, request.access.on),
            "may_take_actions": may("supervision.read_agreement", request.access, worker),
            "crumbs": to_worker(worker, "Supervision log"),
        },
    )


@permitted("supervision.see", Person)
def log_pdf(request: Request, worker: Person) -> HttpResponse:
    """For the portfolio; with `actions` also what was agreed, for those who read that anyway."""
    at = timezone.now()
    with_actions = bool(request.GET.get("actions")) and may("supervision.read_agreement", request.access, worker)
    told = log_of(worker, request.access.on, access=request.access if with_actions else None)
    body = exports.log_pdf(told, by=request.user, at=at)
    audit.record(by=request.user, deed="supervision.log_pdf", subject=worker, at=at, kind=AuditEntry.Kind.EXPORT)
    return _file(body, f"supervision-log-{request.access.on}.pdf")


def _file(body: bytes, name: str) -> HttpResponse:
    return HttpResponse(body, content_type=PDF, headers={"Content-Disposition": f'attachment; filename="{name}"'})
