"""Feedback as it is given, by somebody without an account: write, look at what will be sent, send. Once."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_protect

from asye.feedback_questions import FACES, Kind, kinds
from asye.forms.feedback import AnswerForm
from asye.models import Feedback
from asye.services import feedback as services
from workforce.access import secret_address
from workforce.discreet import discreet, unknown_key
from workforce.verdict import Refused


@secret_address
@csrf_protect
def give(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """One address for all of it, so that nothing but the link has to be kept."""
    found = services.opened(pk, secret, on=timezone.localdate())
    if found is None:
        return unknown_key(request, "feedback")
    if found.closed:
        return discreet(render(request, "asye/give_closed.html", {"closed": found.closed}, status=410))
    return discreet(_asked(request, found.feedback))


def _asked(request: HttpRequest, feedback: Feedback) -> HttpResponse:
    kind = kinds()[feedback.kind]
    easy = _is_easy(request, feedback)
    form = AnswerForm(request.POST if request.method == "POST" else None, kind=kind, easy=easy)
    step = request.POST.get("step", "")
    if step == "back" or not form.is_valid():
        if step == "back":
            form = AnswerForm(initial=request.POST.dict(), kind=kind, easy=easy)
        return render(request, "asye/give.html", _context(feedback, kind, form, easy))
    if step != "send":
        return render(request, "asye/give_check.html", _context(feedback, kind, form, easy) | _checked(kind, form))
    try:
        services.answer(
            feedback=feedback, answers=form.answers, role=form.cleaned_data["role"], on=timezone.localdate(),
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return render(request, "asye/give_closed.html", {"closed": str(refusal)}, status=410)
    return render(request, "asye/give_thanks.html", {"kind": kind, "name": feedback.portfolio.practitioner.name})


def _is_easy(request: HttpRequest, feedback: Feedback) -> bool:
    chosen = request.GET.get("easy") or request.POST.get("easy")
    return chosen == "yes" if chosen in ("yes", "no") else feedback.easy_read


def _context(feedback: Feedback, kind: Kind, form: AnswerForm, easy: bool) -> dict[str, object]:
    return {
        "feedback": feedback, "kind": kind, "form": form, "easy": easy, "name": feedback.portfolio.practitioner.name,
    }  # fmt: skip


def _checked(kind: Kind, form: AnswerForm) -> dict[str, object]:
    """What will be sent, with what could tell who a family is taken out."""
    faces, on = dict(FACES), timezone.localdate()
    rows = [
        (question.ask, faces[said] if question.answer == "faces" else services.cleaned(said, on=on))
        for question in kind.questions
        if (said := form.answers[question.name].strip())
    ]
    role = services.cleaned(form.cleaned_data["role"], on=on)
    taken_out = any(services.TAKEN_OUT in text for _, text in [*rows, ("", role)])
    return {"rows": rows, "role": role, "taken_out": taken_out}
