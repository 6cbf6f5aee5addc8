"""Pages of the standards: published text, open to anybody signed in, at addresses other documents may link to."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from frameworks import queries
from frameworks.forms import SearchForm
from frameworks.models import Framework, Section, Statement

HOME = "Standards"


def framework_list(request: HttpRequest) -> HttpResponse:
    access = access_of(request)
    form = SearchForm(request.GET)
    page = {
        "filters": form,
        "words": form.words,
        "found": queries.search(access, words=form.words) if form.words else None,
        "editions": queries.editions(access, on=timezone.localdate()),
        "crumbs": [(HOME, "")],
    }
    return render(request, "frameworks/framework_list.html", page)


def framework(request: HttpRequest, code: str, level: str = "") -> HttpResponse:
    levels = list(Framework.objects.visible_to(access_of(request)).filter(code=code).prefetch_related("superseded_by"))
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
    section, row = found.section, found.section.framework
    beside = list(Statement.objects.filter(section=section).order_by("order"))
    page = {
        "statement": found,
        "section": section,
        "framework": row,
        "base": row.get_absolute_url(),
        "topics": queries.topics_by_heading(found),
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


def access_of(request: HttpRequest) -> object:
    """Set by the middleware that signs people in; the standards are the same for everybody."""
    return getattr(request, "access", None)
