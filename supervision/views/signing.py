"""Sign a record as it was read; add to it once both have signed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from supervision.forms.records import AddendumForm, SignForm
from supervision.models import SessionRecord
from supervision.queries.records import shown_to
from supervision.services import records as services
from supervision.views.records import PEOPLE, TEXTS
from supervision.views.trail import to_record
from workforce.access import Request, permitted
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.writing import SaidAlready


@permitted("supervision.write_record", SessionRecord, select=PEOPLE)
def sign(request: Request, record: SessionRecord) -> HttpResponse:
    """The whole record once more, a place for one's own view, and one's own button."""
    form = SignForm(request.POST if request.method == "POST" else None, initial={"stamp": record.stamp})
    if form.is_valid():
        try:
            services.sign_record(record=record, **form.cleaned_data, by=request.user, at=timezone.now())
        except SaidAlready as said:
            return redirect(said.kept(by=request.user, at=timezone.now()))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, "You have signed" if not record.sealed else "Both have signed. The record is sealed"
            )
        return redirect(record)
    return render(
        request,
        "supervision/record_sign.html",
        {
            "record": record,
            "session": record.session,
            "shown": shown_to(record, in_full=True, labels=TEXTS, pack=pack_on(record.session.date)),
            "form": form,
            "crumbs": to_record(record, "Sign"),
        },
    )


@permitted("supervision.write_record", SessionRecord, select=PEOPLE)
def add_addendum(request: Request, record: SessionRecord) -> HttpResponse:
    form = AddendumForm(request.POST if request.method == "POST" else None, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        try:
            services.add_addendum(record=record, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your addendum is with the record")
            return redirect(record)
    return render(
        request,
        "supervision/addendum_add.html",
        {"record": record, "form": form, "crumbs": to_record(record, "Add an addendum")},
    )
