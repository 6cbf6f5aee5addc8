"""The crosswalk for those who run the programme: every link, one statement's links, and what was changed."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from asye.forms.library import AddLinkForm, LinkForm
from asye.models import CrosswalkChange
from asye.queries import crosswalk as queries
from asye.services import crosswalk as services
from frameworks.models import CrosswalkLink, Statement
from workforce.access import Request, allowed, permitted
from workforce.telling import telling
from workforce.verdict import Refused

CROSSWALK = ("Crosswalk", "/asye/crosswalk/")
A_PAGE = 50


@allowed("asye.edit_crosswalk")
def crosswalk(request: Request) -> HttpResponse:
    """Every link in the order of the frameworks, or those between two of them; and the latest changes."""
    steps = queries.steps()
    chosen = request.GET.get("step", "")
    links = queries.links(chosen if chosen in {step.key for step in steps} else "")
    return render(
        request,
        "asye/crosswalk.html",
        {
            "steps": [
                {"label": "All", "url": "?", "current": not chosen},
                *(
                    {"label": s.label, "url": f"?step={s.key}", "current": s.key == chosen, "count": s.links}
                    for s in steps
                ),
            ],
            "page": Paginator(links, A_PAGE).get_page(request.GET.get("page")),
            "changes": queries.changes(request.access)[:10],
            "crumbs": [("Home", "/"), ("Crosswalk", "")],
        },
    )


@permitted("asye.edit_crosswalk", Statement, select=("section__framework",))
def statement(request: Request, statement: Statement) -> HttpResponse:
    """The links of one statement with their history, and a form for another."""
    data = request.POST if request.method == "POST" else None
    form = AddLinkForm(data, of=statement, initial={"sent_key": uuid.uuid4()})
    if form.is_valid() and form.other is not None:
        try:
            services.add_link(
                from_statement=statement,
                to_statement=form.other,
                strength=form.cleaned_data["strength"],
                note=form.cleaned_data["note"],
                sent_key=form.cleaned_data["sent_key"],
                by=request.user,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The link is added")
            return redirect("asye:crosswalk_statement", statement.pk)
    return render(
        request,
        "asye/crosswalk_statement.html",
        {
            "statement": statement,
            "links": queries.links_of(statement),
            "changes": queries.changes_of(statement, request.access),
            "form": form,
            "crumbs": [("Home", "/"), CROSSWALK, (f"{statement.number} of {statement.section.framework}", "")],
        },
    )


JOINED = ("from_statement__section__framework", "to_statement__section__framework")


@permitted("asye.edit_crosswalk", CrosswalkLink, select=JOINED)
def link(request: Request, link: CrosswalkLink) -> HttpResponse:
    """Change how two statements hang together."""
    if link.ended_at is not None:
        messages.info(request, "This link has been changed or taken away since. Here is what holds now")
        return _back(link)
    initial = {"strength": link.strength, "note": link.note, "sent_key": uuid.uuid4()}
    form = LinkForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            services.change_link(link=link, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The link is changed")
            return _back(link)
    crumbs = [("Home", "/"), CROSSWALK, ("Change a link", "")]
    return render(request, "asye/crosswalk_link.html", {"link": link, "form": form, "crumbs": crumbs})


@require_POST
@permitted("asye.edit_crosswalk", CrosswalkLink)
def end_link(request: Request, link: CrosswalkLink) -> HttpResponse:
    with telling(request, "The link is taken away. You can undo this below"):
        services.end_link(link=link, by=request.user, at=timezone.now())
    return _back(link)


@require_POST
@permitted("asye.edit_crosswalk", CrosswalkChange, select=("before", "after"))
def undo(request: Request, change: CrosswalkChange) -> HttpResponse:
    with telling(request, "The change is undone"):
        services.undo(change=change, by=request.user, at=timezone.now())
    return _back(change.link)


def _back(link: CrosswalkLink) -> HttpResponse:
    return redirect(reverse("asye:crosswalk_statement", args=[link.from_statement_id]))
