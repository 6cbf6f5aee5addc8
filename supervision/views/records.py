"""The record of a session: open it, read it in one's part, write it together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from supervision.forms.records import RecordForm, initial_of
from supervision.models import Session, SessionRecord
from supervision.queries.records import earlier_actions, shown_to, tools_of
from supervision.services import records as services
from supervision.views.trail import to_record, to_session
from workforce import autosave
from workforce.access import Request, may, permitted
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused

PEOPLE = ("session__worker", "session__supervisor")
LABELS = {name: str(RecordForm.base_fields[name].label) for name in SessionRecord.WORDS}
TEXTS = {name: label for name, label in LABELS.items() if name != "tools"}


@require_POST
@permitted("supervision.open_record", Session, select=("worker", "supervisor"))
def open_record(request: Request, session: Session) -> HttpResponse:
    try:
        record = services.open_record(session=session, access=request.access, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(session)
    return redirect(record if record.sealed else record.edit_address)


@permitted("supervision.read_record", SessionRecord, sensitive=True, select=PEOPLE)
def record(request: Request, record: SessionRecord) -> HttpResponse:
    """Both parts for the two and the supervisor's manager; for the group manager the cases alone."""
    in_full = may("supervision.read_personal_part", request.access, record)
    shown = shown_to(record, in_full=in_full, labels=TEXTS, pack=pack_on(record.session.date))
    writes = may("supervision.write_record", request.access, record)
    return render(
        request,
        "supervision/record.html",
        {
            "record": record,
            "session": record.session,
            "shown": shown,
            "earlier": earlier_actions(record, request.access) if in_full and not record.sealed else None,
            "may_write": writes and not record.sealed,
            "may_sign": writes and not record.sealed and request.user.pk not in shown.signed_by,
            "may_add": writes and record.sealed,
            "crumbs": to_session(record.session, "Record"),
        },
    )


@permitted("supervision.write_record", SessionRecord, select=PEOPLE)
def edit(request: Request, record: SessionRecord) -> HttpResponse:
    """The page the personal part is written on; it saves itself, and the button saves too."""
    if record.sealed and request.method != "POST":
        messages.error(request, services.SEALED)
        return redirect(record)
    form = _form(request, record)
    if form.is_valid():
        try:
            _save(request, record, form.cleaned_data)
        except services.SavedElsewhere as clash:
            return redirect("supervision:record_compare", record.pk, clash.set_aside.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(record)
        messages.success(request, "The record is saved")
        return redirect(record)
    url = reverse("supervision:record_autosave", args=[record.pk])
    return render(
        request,
        "supervision/record_edit.html",
        {
            "record": record,
            "session": record.session,
            "form": form,
            "earlier": earlier_actions(record, request.access),
            "editor": autosave.editor_of(request),
            "crumbs": to_record(record, "Write"),
            **autosave.autosave_context(request, record, url=url, address=record.edit_address),
        },
    )


def _form(request: Request, record: SessionRecord) -> RecordForm:
    """The words as saved; or, when somebody asks for them, those kept from after the session ended."""
    initial = initial_of(record)
    if request.GET.get("kept"):
        kept = autosave.keeping.kept_for(request.user, record.edit_address)
        initial |= {name: text for name, text in (kept.fields if kept else {}).items() if name in TEXTS}
    tools = tools_of(pack_on(record.session.date))
    return RecordForm(request.POST if request.method == "POST" else None, initial=initial, tools=tools)


def _save(request: Request, record: SessionRecord, words: dict[str, Any]) -> None:
    services.save_record(
        record=record, words=words, save=autosave.save_from(request), by=request.user, at=timezone.now()
    )


@require_POST
@permitted("supervision.write_record", SessionRecord, select=PEOPLE)
def autosave_record(request: Request, record: SessionRecord) -> HttpResponse:
    form = _form(request, record)
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        _save(request, record, form.cleaned_data)
    except services.SavedElsewhere as clash:
        address = reverse("supervision:record_compare", args=[record.pk, clash.set_aside.pk])
        return autosave.conflict(record, address)
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(record)


@permitted("supervision.write_record", SessionRecord, select=PEOPLE)
def compare(request: Request, record: SessionRecord, version: int) -> HttpResponse:
    """Show both texts when two forms wrote at once; whoever wrote the second chooses, and neither is thrown away."""
    aside = record.set_aside.filter(pk=version, by=request.user).first()
    if aside is None:
        return redirect(record)
    if request.method == "POST":
        return _use_set_aside(request, record, aside.words)
    rows = [(label, str(getattr(record, name)), str(aside.words.get(name, ""))) for name, label in LABELS.items()]
    return render(
        request,
        "supervision/record_compare.html",
        {
            "record": record,
            "rows": [row for row in rows if row[1] != row[2]],
            "crumbs": to_record(record, "Two versions"),
        },
    )


def _use_set_aside(request: Request, record: SessionRecord, words: dict[str, str]) -> HttpResponse:
    if request.POST.get("use") == "set_aside":
        try:
            _save(request, record, {name: text for name, text in words.items() if name in SessionRecord.WORDS})
        except services.SavedElsewhere as clash:
            return redirect("supervision:record_compare", record.pk, clash.set_aside.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(record)
    return redirect(record.edit_address)
