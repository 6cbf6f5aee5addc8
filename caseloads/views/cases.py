"""Cases: the list, one with its history, and those entered by hand."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from caseloads.forms.manual import CaseFilter, ChangeCaseForm, CloseCaseForm, OpenCaseForm, grade
from caseloads.models import Allocation, Case
from caseloads.policy import allegation_clock
from caseloads.queries import cases as listed
from caseloads.services import cases as services
from workforce.access import Request, allowed, may, permitted
from workforce.policy_in_force import pack_on
from workforce.telling import telling
from workforce.verdict import Refused
from workforce.why import why

LIST = ("Cases", "/caseloads/cases/")


@allowed("caseloads.list_cases")
def cases(request: Request) -> HttpResponse:
    filters = CaseFilter(request.GET)
    told = filters.cleaned_data if filters.is_valid() else {}
    shown = told.get("shown") or "open"
    rows = listed.cases(request.access, shown=shown, reference=told.get("reference", ""))
    pack, now = pack_on(request.access.on), timezone.now()
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(
        request,
        "caseloads/cases.html",
        {
            "page": page,
            "waits_why": why(allegation_clock(pack, received_at=now, at=now), pack),
            "rows": listed.with_clocks(page.object_list, pack, now),
            "filters": filters,
            "filtered": any(told.values()),
            "shown": shown,
            "crumbs": [("Home", "/"), (LIST[0], "")],
        },
    )


def _list(request: Request) -> list[tuple[str, str]]:
    """The list of all cases, for those who may open it: a worker sees their own cases alone."""
    return [LIST] if may("caseloads.list_cases", request.access) else []


@permitted("caseloads.see_case", Case)
def case(request: Request, case: Case) -> HttpResponse:
    held = Allocation.objects.visible_to(request.access).filter(case=case).select_related("worker")
    return render(
        request,
        "caseloads/case.html",
        {
            "case": case,
            "allocations": held.order_by("-started_on", "pk")[:50],
            "versions": case.versions.all()[:50],
            "events": listed.events(case),
            "may_keep": may("caseloads.keep_case", request.access, case),
            "kept_by_feed": services.KEPT_BY_FEED,
            "crumbs": [("Home", "/"), *_list(request), (case.reference, "")],
        },
    )


@allowed("caseloads.list_cases")
def add(request: Request) -> HttpResponse:
    form = OpenCaseForm(request.POST if request.method == "POST" else None, pack=pack_on(request.access.on))
    if form.is_valid():
        told = form.cleaned_data
        try:
            made = services.open_case(
                reference=told["reference"],
                is_now=services.Described(told["type"], told["children"], told["complexity"]),
                opened_on=told["opened_on"],
                received_at=form.received_at,
                allegation=told["allegation"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.reference} is entered. Nobody has it yet")
            return redirect(made)
    return _form(request, form, title="Enter a case", submit="Enter it", back=LIST[1])


@permitted("caseloads.keep_case", Case)
def change(request: Request, case: Case) -> HttpResponse:
    now = services.described(case)
    shown = f"{now.type}/{now.children}/{now.complexity}"
    pack = pack_on(request.access.on)
    same = grade(now.complexity, pack)
    initial = {"type": now.type, "children": now.children, "complexity": same, "was": shown}
    form = ChangeCaseForm(
        request.POST if request.method == "POST" else None,
        initial={**initial, "from_on": request.access.on},
        pack=pack,
    )
    if form.is_valid():
        told = form.cleaned_data
        kind, children, complexity = (told["was"] or shown).split("/")
        becomes = now.complexity if str(told["complexity"]) == same else told["complexity"]
        try:
            services.change_case(
                case=case,
                was=services.Described(kind, int(children), int(complexity)),
                becomes=services.Described(told["type"], told["children"], becomes),
                from_on=told["from_on"],
                by=request.user,
                on=request.access.on,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case.reference} is changed")
            return redirect(case)
    return _form(request, form, title=f"Change {case.reference}", submit="Change it", back=case.get_absolute_url())


@permitted("caseloads.keep_case", Case)
def close(request: Request, case: Case) -> HttpResponse:
    form = CloseCaseForm(request.POST if request.method == "POST" else None, initial={"closed_on": request.access.on})
    if form.is_valid():
        try:
            services.close_case(
                case=case, closed_on=form.cleaned_data["closed_on"], by=request.user, on=request.access.on,
                at=timezone.now(),
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{case.reference} is closed, and so is the work of those who were on it")
            return redirect(case)
    return _form(request, form, title=f"Close {case.reference}", submit="Close it", back=case.get_absolute_url())


@permitted("caseloads.keep_case", Case)
@require_POST
def open_again(request: Request, case: Case) -> HttpResponse:
    with telling(request, f"{case.reference} is open again. Nobody has it"):
        services.open_again(case=case, by=request.user, at=timezone.now())
    return redirect(case)


def _form(request: Request, form: object, *, title: str, submit: str, back: str) -> HttpResponse:
    crumbs = [("Home", "/"), LIST, (title, "")]
    context = {"form": form, "title": title, "submit": submit, "back": back, "crumbs": crumbs}
    return render(request, "caseloads/case_form.html", context)
