"""The parts of a record beside its text: cases talked about, and actions."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision.forms.records import ActionForm, CloseForm, DiscussionForm
from supervision.models import Action, CaseDiscussion, SessionRecord
from supervision.services import records as services
from supervision.views.trail import to_record
from workforce.access import Request, permitted
from workforce.verdict import Refused
from workforce.writing import SaidAlready

PEOPLE = ("session__worker", "session__supervisor")
OF_RECORD = ("record__session__worker", "record__session__supervisor")


@permitted("supervision.write_record", SessionRecord, select=PEOPLE)
def add_discussion(request: Request, record: SessionRecord) -> HttpResponse:
    form = DiscussionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.add_discussion(
                record=record,
                reference=told["reference"],
                read=form.checks(),
                direction=told["direction"],
                by=request.user,
                at=timezone.now(),
            )
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        except Refused as refusal:
            form.add_error("reference", str(refusal))
        else:
            messages.success(request, f"{told['reference']} is in the record")
            return redirect(record)
    return render(
        request,
        "supervision/discussion_add.html",
        {"record": record, "form": form, "crumbs": to_record(record, "Add a case")},
    )


@permitted("supervision.remove_discussion", CaseDiscussion, select=OF_RECORD)
def remove_discussion(request: Request, discussion: CaseDiscussion) -> HttpResponse:
    record = discussion.record
    if request.method == "POST":
        try:
            services.remove_discussion(discussion=discussion, by=request.user, at=timezone.now())
            messages.success(request, f"{discussion.reference} is no longer in the record")
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(record)
    return render(
        request,
        "supervision/discussion_remove.html",
        {"record": record, "discussion": discussion, "crumbs": to_record(record, "Remove a case")},
    )


@permitted("supervision.write_record", SessionRecord, select=PEOPLE)
def add_action(request: Request, record: SessionRecord) -> HttpResponse:
    session = record.session
    both = {str(person.pk): person for person in (session.worker, session.supervisor)}
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        initial={"sent_key": uuid.uuid4()},
        people=[(key, person.name) for key, person in both.items()],
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            services.add_action(
                record=record,
                what=told["what"],
                owner=both[told["owner"]],
                due_on=told["due_on"],
                sent_key=told["sent_key"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("due_on", str(refusal))
        else:
            messages.success(request, "The action is in the record")
            return redirect(record)
    return render(
        request,
        "supervision/action_add.html",
        {"record": record, "form": form, "crumbs": to_record(record, "Add an action")},
    )


@permitted("supervision.close_action", Action, select=(*OF_RECORD, "owner"))
def close_action(request: Request, action: Action) -> HttpResponse:
    form = CloseForm(request.POST if request.method == "POST" else None)
    worker = action.record.session.worker
    if form.is_valid():
        outcome = form.cleaned_data["outcome"]
        try:
            services.close_action(action=action, outcome=outcome, by=request.user, at=timezone.now())
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        messages.success(request, "The action is closed")
        return redirect("supervision:worker", worker.pk)
    crumbs = [("Home", "/"), (f"Supervision of {worker.name}", f"/supervision/{worker.pk}/"), ("Close an action", "")]
    return render(
        request,
        "supervision/action_close.html",
        {
            "action": action,
            "form": form,
            "crumbs": crumbs,
        },
    )
