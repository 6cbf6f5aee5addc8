"""Pages of the standards: published text, open to anybody signed in, at addresses other documents may link to."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from frameworks import queries, search, shown
from frameworks.forms import LibrarySearchForm, SearchForm
from frameworks.models import Framework, Resource, Section, Statement, Topic

HOME, LIBRARY = "Standards", "Learning library"
A_PAGE = 25
LONGEST_KEY = 18  # SQLite keeps no longer whole number


def framework_list(request: HttpRequest) -> HttpResponse:
    access = access_of(request)
    form = SearchForm(request.GET)
    page = {
        "filters": form,
        "words": form.words,
        "found": search.statements(access, form.words) if form.words else None,
        "editions": queries.editions(access, on=timezone.localdate()),
        "crumbs": [(HOME, "")],
    }
    return render(request, "frameworks/framework_list.html", page)


def framework(request: HttpRequest, code: str, level: str = "") -> HttpResponse:
    rows = Framework.objects.visible_to(access_of(request)).filter(code=code)
    levels = list(rows.select_related("supersedes").prefetch_related("superseded_by"))
    held = {row.level: row for row in levels}
    if level not in held:
        if levels and not level:
            return redirect(levels[0])
        raise Http404(f"No framework {code} at level {level}")
    row, form = held[level], SearchForm(request.GET)
    page = {
        "framework": row,
        "base": row.get_absolute_url(),
        "levels": [{"label": r.get_level_display(), "url": r.get_absolute_url(), "current": r == row} for r in levels],
        "filters": form,
        "words": form.words,
        "parts": queries.parts(row, words=form.words),
        "in_force": row.is_in_force(timezone.localdate()),
        "crumbs": [(HOME, reverse("frameworks:frameworks")), (row.title, "")],
    }
    return render(request, "frameworks/framework.html", page)


def statement(request: HttpRequest, code: str, number: str, level: str = "") -> HttpResponse:
    rows = Statement.objects.visible_to(access_of(request)).select_related("section__framework", "section__parent")
    found = get_object_or_404(rows, section__framework__code=code, section__framework__level=level, number=number)
    access, section, row = access_of(request), found.section, found.section.framework
    relatives = queries.relatives(access, found)
    beside = list(Statement.objects.filter(section=section).order_by("order"))
    page = {
        "statement": found,
        "section": section,
        "framework": row,
        "base": row.get_absolute_url(),
        "topics": queries.topics_by_heading(found),
        "relatives": relatives,
        "evidence": shown.evidence_for(access, found, {r.statement.pk: r.statement for r in relatives}),
        "resources": queries.resources_for(access, found, relatives),
        "deeds": shown.deeds_on(access, found),
        "neighbours": queries.neighbours(beside, number),
        "has_levels": Framework.objects.filter(code=code).count() > 1,
        "crumbs": [(HOME, reverse("frameworks:frameworks")), (str(row), row.get_absolute_url()), (number, "")],
    }
    return render(request, "frameworks/statement.html", page)


def domain(request: HttpRequest, code: str, number: str) -> HttpResponse:
    columns = queries.side_by_side(access_of(request), code=code, number=number)
    if not columns:
        raise Http404(f"No domain {number} in {code}")
    first = columns[0]
    domains = list(Section.objects.filter(framework=first.framework, kind=Section.Kind.DOMAIN).order_by("order"))
    page = {
        "columns": columns,
        "first": first,
        "neighbours": queries.neighbours(domains, number),
        "crumbs": [
            (HOME, reverse("frameworks:frameworks")),
            (first.framework.title, first.framework.get_absolute_url()),
            (first.section.title, ""),
        ],
    }
    return render(request, "frameworks/domain.html", page)


def library(request: HttpRequest) -> HttpResponse:
    """The topics under their headings, or what is found for some words."""
    access, form = access_of(request), LibrarySearchForm(request.GET)
    page = {
        "filters": form,
        "words": form.words,
        "found": search.library(access, form.words) if form.words else None,
        "headings": [] if form.words else queries.topic_headings(access),
        "deeds": shown.deeds_on(access, None),
        "crumbs": [(HOME, reverse("frameworks:frameworks")), (LIBRARY, "")],
    }
    return render(request, "frameworks/library.html", page)


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    access = access_of(request)
    row = get_object_or_404(Topic.objects.visible_to(access), slug=slug)
    resources = Resource.objects.visible_to(access).filter(topics=row).order_by("title", "pk")
    page = {
        "topic": row,
        "page": Paginator(resources, A_PAGE).get_page(request.GET.get("page")),
        "frameworks": queries.statements_of(access, row),
        "crumbs": [*_library_crumbs(), (row.title, "")],
    }
    return render(request, "frameworks/topic.html", page)


def resource(request: HttpRequest, slug: str) -> HttpResponse:
    """One resource; `?for=` names the statement somebody came from, so that it is kept when they save this."""
    access = access_of(request)
    row = get_object_or_404(Resource.objects.visible_to(access), slug=slug)
    gap = _statement(request)
    page = {
        "resource": row,
        "gap": gap,
        "is_overdue": row.is_overdue(timezone.localdate()),
        "topics": row.topics.order_by("order"),
        "frameworks": queries.statements_of(access, row),
        "deeds": shown.deeds_on(access, row, gap),
        "crumbs": [*_library_crumbs(), (row.title, "")],
    }
    return render(request, "frameworks/resource.html", page)


def resource_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send the bytes to be saved, never shown: whatever is in the file cannot run on our pages."""
    row = get_object_or_404(Resource.objects.visible_to(access_of(request)).exclude(file=""), slug=slug)
    response = FileResponse(row.file.open(), as_attachment=True, filename=row.file_name)
    response["Content-Type"] = row.media_type
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _library_crumbs() -> list[tuple[str, str]]:
    return [(HOME, reverse("frameworks:frameworks")), (LIBRARY, reverse("frameworks:library"))]


def _statement(request: HttpRequest) -> Statement | None:
    given = request.GET.get("for", "")
    if not (given.isascii() and given.isdigit() and len(given) < LONGEST_KEY):
        return None
    rows = Statement.objects.visible_to(access_of(request)).select_related("section__framework")
    return rows.filter(pk=given).first()


def access_of(request: HttpRequest) -> object:
    """Set by the middleware that signs people in; the standards are the same for everybody."""
    return getattr(request, "access", None)
