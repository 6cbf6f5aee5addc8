"""Feedback as the practitioner and assessor handle it: ask, show the link and its code, keep paper, read, tag."""

from __future__ import annotations

import io

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.feedback_questions import FACES, kinds
from asye.forms.feedback import AskForm, PaperForm, PaperKindForm
from asye.forms.reflections import StatementsForm
from asye.models import Feedback, Portfolio
from asye.queries.asked import asked_of
from asye.queries.statements import groups_of
from asye.services import feedback as services
from workforce.access import Request, may, permitted
from workforce.telling import telling
from workforce.verdict import Refused


@permitted("asye.read_portfolio", Portfolio, select=("practitioner", "programme"))
def all_feedback(request: Request, portfolio: Portfolio) -> HttpResponse:
    """What was asked for and what came, newest first; how many the programme asks for of whom."""
    found = Feedback.objects.visible_to(request.access).filter(portfolio=portfolio).prefetch_related("statements")
    context = {
        "portfolio": portfolio,
        "waiting": [one for one in found if not one.answered_at and not one.withdrawn_at],
        "answered": [one for one in found if one.answered_at],
        "asked": asked_of(portfolio, "feedback_family", "feedback_professional", on=request.access.on).values(),
        "on": request.access.on,
        "may_ask": may("asye.ask_feedback", request.access, portfolio) and portfolio.status == "open",
        "crumbs": [*_trail(portfolio), ("Feedback", "")],
    }
    return render(request, "asye/feedback_list.html", context)


@permitted("asye.ask_feedback", Portfolio, select=("practitioner",))
def ask(request: Request, portfolio: Portfolio) -> HttpResponse:
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = services.ask_feedback(
                portfolio=portfolio, kind=told["kind"], about=told["about"], easy_read=told["easy_read"],
                sent_key=told["sent_key"], by=request.user, on=request.access.on, at=timezone.now(),
            )  # fmt: skip
            return redirect(made)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    crumbs = [*_trail(portfolio), ("Feedback", reverse("asye:all_feedback", args=[portfolio.pk])), ("Ask", "")]
    return render(request, "asye/feedback_ask.html", {"portfolio": portfolio, "form": form, "crumbs": crumbs})


@permitted("asye.ask_feedback", Portfolio, select=("practitioner",))
def paper(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Choose whose sheet it is, then type in what it says."""
    kind = kinds().get(request.GET.get("kind", ""))
    crumbs = [*_trail(portfolio), ("Feedback", reverse("asye:all_feedback", args=[portfolio.pk])), ("On paper", "")]
    if kind is None:
        chosen = PaperKindForm(request.GET if "kind" in request.GET else None)
        return render(request, "asye/feedback_paper_kind.html", {"form": chosen, "crumbs": crumbs})
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PaperForm(*posted, kind=kind)
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = services.keep_paper(
                portfolio=portfolio, kind=kind.name, about=told["about"], answers=form.answers, role=told["role"],
                scan=told["scan"], scan_type=form.scan_type, sent_key=told["sent_key"], by=request.user,
                on=request.access.on, at=timezone.now(),
            )  # fmt: skip
            return redirect(made)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return render(request, "asye/feedback_paper.html", {"form": form, "kind": kind, "crumbs": crumbs})


@permitted("asye.read_feedback", Feedback, sensitive=True, select=("portfolio__practitioner", "asked_by"))
def feedback(request: Request, feedback: Feedback) -> HttpResponse:
    """What came; or, while nobody has answered, the link and its code to give to somebody."""
    portfolio = feedback.portfolio
    may_ask = may("asye.ask_feedback", request.access, portfolio) and portfolio.status == "open"
    is_open = not feedback.answered_at and not feedback.withdrawn_at and request.access.on <= feedback.expires_on
    faces = dict(FACES)
    lines = [
        (question.ask, faces.get(said, said) if question.answer == "faces" else said)
        for question in kinds()[feedback.kind].questions
        if (said := feedback.answers.get(question.name))
    ]
    context = {
        "feedback": feedback,
        "lines": lines,
        "groups": groups_of(feedback.statements.all()),
        "address": services.address(feedback) if may_ask and is_open else "",
        "is_open": is_open,
        "may_ask": may_ask,
        "crumbs": [
            *_trail(portfolio),
            ("Feedback", reverse("asye:all_feedback", args=[portfolio.pk])),
            (str(feedback), ""),
        ],
    }
    return render(request, "asye/feedback.html", context)


@permitted("asye.handle_feedback", Feedback, select=("portfolio",))
def code(request: Request, feedback: Feedback) -> HttpResponse:
    """The link as a picture that a phone reads."""
    import segno

    held = io.BytesIO()
    segno.make(services.address(feedback), error="m").save(held, kind="svg", scale=6, border=4)
    answer = HttpResponse(held.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@permitted("asye.handle_feedback", Feedback, select=("portfolio",))
def withdraw(request: Request, feedback: Feedback) -> HttpResponse:
    with telling(request, "The link is closed. It no longer works"):
        services.withdraw(feedback=feedback, by=request.user, at=timezone.now())
    return redirect("asye:all_feedback", feedback.portfolio_id)


@permitted("asye.handle_feedback", Feedback, select=("portfolio",))
def statements(request: Request, feedback: Feedback) -> HttpResponse:
    """Choose the statements an answer is evidence for."""
    form = StatementsForm(request.POST if request.method == "POST" else None, portfolio=feedback.portfolio)
    if form.is_valid():
        chosen = form.cleaned_data["statements"]
        try:
            services.tag_feedback(feedback=feedback, statements=chosen, by=request.user, at=timezone.now())
            messages.success(request, "Your statements are saved")
            return redirect(feedback)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    groups = groups_of(form.fields["statements"].queryset, set(feedback.statements.values_list("pk", flat=True)))  # type: ignore[attr-defined]
    crumbs = [("Home", "/"), (str(feedback), feedback.get_absolute_url()), ("Statements", "")]
    context = {"record": feedback, "form": form, "frameworks": groups, "crumbs": crumbs}
    return render(request, "asye/feedback_statements.html", context)


@permitted("asye.read_feedback", Feedback, sensitive=True)
def scan(request: Request, feedback: Feedback) -> HttpResponseBase:
    """The sheet as it was scanned, to be saved and never run."""
    if not feedback.scan:
        return redirect(feedback)
    answer = FileResponse(feedback.scan.open(), as_attachment=True, filename="feedback on paper")
    answer["Content-Type"] = feedback.scan_type
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _trail(portfolio: Portfolio) -> list[tuple[str, str]]:
    return [("Home", "/"), (f"Year of {portfolio.practitioner.name}", portfolio.get_absolute_url())]
