"""Written work: the list with what the year asks for, a new piece, and one piece as its reader may see it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from asye.forms.written_work import StartWorkForm
from asye.models import Portfolio, WorkAssessment, WrittenWork
from asye.policy import written_work as policy
from asye.queries.statements import chosen_statements
from asye.queries.written_work import form_for, form_of, needed
from asye.services import written_work as services
from asye.views.meetings import Crumbs, year_crumbs
from asye.views.writing import form_page
from workforce.access import Request, may, permitted
from workforce.policy_in_force import pack_on
from workforce.verdict import Refused
from workforce.why import why_of

Status = WrittenWork.Status
PEOPLE = ("author", "portfolio__practitioner", "portfolio__programme", "programme", "assessed_by", "seal")


def list_crumbs(portfolio: Portfolio, request: Request, *more: tuple[str, str]) -> Crumbs:
    here = ("Written work", reverse("asye:written_works", args=[portfolio.pk]))
    return [*year_crumbs(portfolio, request), here, *more]


def crumbs_to(work: WrittenWork, request: Request, here: str = "") -> Crumbs:
    trail = list_crumbs(work.portfolio, request)
    return [*trail, (str(work), work.get_absolute_url()), (here, "")] if here else [*trail, (str(work), "")]


@permitted("asye.read_portfolio", Portfolio, select=("practitioner", "programme"))
def written_works(request: Request, portfolio: Portfolio) -> HttpResponse:
    """Every piece this reader may see, with how many the programme asks for and how many are signed."""
    rows = WrittenWork.objects.visible_to(request.access).filter(portfolio=portfolio).select_related("assessed_by")
    asked = needed(portfolio)
    context = {
        "portfolio": portfolio,
        "rows": list(rows),
        "needed": asked,
        "why": why_of(asked.rule, asked.because, pack_on(request.access.on)) if asked else None,
        "may_start": may("asye.start_written_work", request.access, portfolio) and portfolio.status == "open",
        "crumbs": [*list_crumbs(portfolio, request)[:-1], ("Written work", "")],
    }
    return render(request, "asye/written_works.html", context)


@permitted("asye.start_written_work", Portfolio, select=("practitioner", "programme"))
def start(request: Request, portfolio: Portfolio) -> HttpResponse:
    try:
        asked = form_for(portfolio)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("asye:written_works", portfolio.pk)
    posted = request.POST if request.method == "POST" else None
    form = StartWorkForm(posted, asked=asked, initial={"sent_key": uuid.uuid4()})
    if form.is_valid():
        try:
            work = services.start(portfolio=portfolio, **form.cleaned_data, by=request.user, at=timezone.now())
            return redirect(work.edit_address)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    crumbs = list_crumbs(portfolio, request, ("Begin", ""))
    back = reverse("asye:written_works", args=[portfolio.pk])
    return form_page(request, form, "Begin a piece of written work", "Begin", crumbs, back)


@permitted("asye.read_written_work", WrittenWork, sensitive=True, select=PEOPLE)
def written_work(request: Request, work: WrittenWork) -> HttpResponse:
    """The piece, the form once it is finished, the answer, and the one thing this reader can do next."""
    access = request.access
    is_own = work.author_id == request.user.pk
    assesses = may("asye.assess_written_work", access, work)
    forms = WorkAssessment.objects.visible_to(access).filter(work=work, finished_at__isnull=False)
    assessment = forms.select_related("author").first()
    returned = work.moves.filter(to_status=Status.RETURNED).select_related("by").last()
    context: dict[str, Any] = {
        "work": work,
        "is_own": is_own,
        "may_edit": is_own and work.is_editable,
        "may_take_back": is_own and work.status == Status.HANDED_IN,
        "may_assess": assesses and work.status == Status.HANDED_IN,
        "may_answer": is_own and work.status == Status.ASSESSED,
        "may_sign": assesses and work.status == Status.ANSWERED,
        "returned": returned if work.status == Status.RETURNED else None,
        "assessment": assessment,
        "answers": list(policy.answers(form_of(work), assessment.words)) if assessment else [],
        "groups": chosen_statements(work),
        "files": work.attachments.all(),
        "crumbs": crumbs_to(work, request),
    }
    return render(request, "asye/written_work.html", context)
