"""One's own part of a meeting: write it, hand it in, take it back; and what to do when two tabs wrote at once."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.meetings import PartForm
from asye.models import Meeting, MeetingPart
from asye.models.meeting import parties_in
from asye.queries.known import thawed
from asye.queries.meetings import dated
from asye.services import meeting_parts as services
from asye.views.meetings import PEOPLE, crumbs_to
from workforce import autosave
from workforce.access import Request, permitted
from workforce.verdict import Refused

writes = permitted("asye.write_meeting", Meeting, select=PEOPLE)


def _own_part(request: Request, meeting: Meeting) -> MeetingPart:
    """The part of whatever this person is in the year, begun if it is not there yet.

    Raises:
        Refused: the form asks nothing of them, or it is too late.
    """
    asked = dated(meeting).form
    parties = [party for party in parties_in(request.access, meeting.portfolio) if asked.asked_of(party)]
    if not parties:
        raise Refused(services.NOT_YOURS)
    part = services.begin_part(
        meeting=meeting, party=parties[0], by=request.user, on=request.access.on, at=timezone.now()
    )
    part.meeting = meeting
    return part


@writes
def write(request: Request, meeting: Meeting) -> HttpResponse:
    """The page one's part is written on; it saves itself, and the button saves too."""
    try:
        part = _own_part(request, meeting)
        if part.handed_in_at is not None and request.method != "POST":
            raise Refused(services.HANDED_IN)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(meeting)
    form = _form(request, part)
    if form.is_valid():
        try:
            _save(request, part, form.cleaned_data)
        except services.PartSavedElsewhere as clash:
            return redirect("asye:meeting_compare", meeting.pk, clash.set_aside.pk)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(meeting)
        if request.POST.get("then") == "hand_in":
            return redirect("asye:meeting_hand_in", meeting.pk)
        messages.success(request, "Your part is saved. Only you can see it until you hand it in")
        return redirect(meeting)
    url = reverse("asye:meeting_autosave", args=[meeting.pk])
    return render(
        request,
        "asye/meeting_write.html",
        {
            "meeting": meeting,
            "part": part,
            "form": form,
            "known": thawed(meeting.facts),
            "editor": autosave.editor_of(request),
            "crumbs": crumbs_to(meeting, request, "Your part"),
            **autosave.autosave_context(request, part, url=url, address=meeting.edit_address),
        },
    )


def _form(request: Request, part: MeetingPart) -> PartForm:
    """The words as saved; or, when somebody asks for them, those kept from after the session ended."""
    initial = dict(part.words)
    if request.GET.get("kept"):
        kept = autosave.keeping.kept_for(request.user, part.meeting.edit_address)
        initial |= kept.fields if kept else {}
    asked = dated(part.meeting).form.asked_of(part.party)
    return PartForm(request.POST if request.method == "POST" else None, initial=initial, asked=asked)


def _save(request: Request, part: MeetingPart, words: dict[str, str]) -> None:
    services.save_part(part=part, words=words, save=autosave.save_from(request), by=request.user, at=timezone.now())


@require_POST
@writes
def autosave_part(request: Request, meeting: Meeting) -> HttpResponse:
    try:
        part = _own_part(request, meeting)
    except Refused as refusal:
        return autosave.refused(str(refusal))
    form = _form(request, part)
    if not form.is_valid():
        return autosave.refused(autosave.first_error(form))
    try:
        _save(request, part, form.cleaned_data)
    except services.PartSavedElsewhere as clash:
        address = reverse("asye:meeting_compare", args=[meeting.pk, clash.set_aside.pk])
        return autosave.conflict(part, address)
    except Refused as refusal:
        return autosave.refused(str(refusal))
    return autosave.saved(part)


@writes
def compare(request: Request, meeting: Meeting, version: int) -> HttpResponse:
    """Show both texts when two tabs wrote at once; the author chooses, and neither is thrown away."""
    part = MeetingPart.objects.filter(meeting=meeting, author=request.user, set_aside=version).first()
    if part is None:
        return redirect(meeting)
    part.meeting = meeting
    aside = part.set_aside.get(pk=version)
    if request.method == "POST":
        if request.POST.get("use") == "set_aside":
            try:
                _save(request, part, aside.words)
            except services.PartSavedElsewhere as clash:
                return redirect("asye:meeting_compare", meeting.pk, clash.set_aside.pk)
            except Refused as refusal:
                messages.error(request, str(refusal))
                return redirect(meeting)
        return redirect(meeting.edit_address)
    asked = dated(meeting).form.asked_of(part.party)
    rows = [(prompt.label, part.words.get(code, ""), aside.words.get(code, "")) for code, prompt in asked.items()]
    return render(
        request,
        "asye/meeting_compare.html",
        {
            "part": part,
            "rows": [row for row in rows if row[1] != row[2]],
            "crumbs": crumbs_to(meeting, request, "Two versions"),
        },
    )


@writes
def hand_in(request: Request, meeting: Meeting) -> HttpResponse:
    """A last look at one's own words; from then on the others read them."""
    try:
        part = _own_part(request, meeting)
        if request.method == "POST":
            services.hand_in(
                part=part,
                version=autosave.save_from(request).version,
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
            messages.success(request, "Your part is handed in. The others of this year can read it now")
            return redirect(meeting)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(meeting.edit_address if "Answer first" in str(refusal) else meeting)
    asked = dated(meeting).form.asked_of(part.party)
    return render(
        request,
        "asye/meeting_hand_in.html",
        {
            "meeting": meeting,
            "part": part,
            "answers": [(prompt.label, part.words.get(code, "")) for code, prompt in asked.items()],
            "crumbs": crumbs_to(meeting, request, "Hand in"),
        },
    )


@require_POST
@writes
def take_back(request: Request, meeting: Meeting) -> HttpResponse:
    try:
        services.take_back(part=_own_part(request, meeting), by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(meeting)
    return redirect(meeting.edit_address)
