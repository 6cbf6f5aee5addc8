"""Pages of the standards: published text, open to anybody signed in, at addresses other documents may link to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from frameworks import queries
from frameworks.models import Framework, Level, Statement

LONGEST_SEARCH = 100


def framework_list(request: HttpRequest) -> HttpResponse:
    editions = queries.editions(access_of(request), on=timezone.localdate())
    return render(request, "frameworks/framework_list.html", {"editions": editions})


def framework(request: HttpRequest, code: str, level: str = "") -> HttpResponse:
    rows = list(Framework.objects.visible_to(access_of(request)).filter(code=code).select_related("supersedes"))
    if not level and rows and rows[0].level:
        return redirect(rows[0])
    row = get_object_or_404(Framework.objects.visible_to(access_of(request)), code=code, level=level)
    words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    page = {
        "framework": row,
        "levels": rows if level else [],
        "words": words,
        "sections": queries.sections(row, words=words),
        "in_force": row.is_in_force(timezone.localdate()),
    }
    return render(request, "frameworks/framework.html", page)


def statement(request: HttpRequest, code: str, number: str, level: str = "") -> HttpResponse:
    rows = Statement.objects.visible_to(access_of(request)).select_related("section__framework", "section__parent")
    found = get_object_or_404(rows, section__framework__code=code, section__framework__level=level, number=number)
    page = {
        "statement": found,
        "topics": queries.topics_of(found),
        "neighbours": queries.neighbours(found),
        "siblings": queries.other_levels(found),
    }
    return render(request, "frameworks/statement.html", page)


def domain(request: HttpRequest, code: str, number: str) -> HttpResponse:
    columns = queries.side_by_side(access_of(request), code=code, number=number)
    if not columns:
        return render(request, "404.html", status=404)
    page = {"columns": columns, "first": columns[0], "levels": Level}
    return render(request, "frameworks/domain.html", page)


def access_of(request: HttpRequest) -> object:
    """Set by the middleware that signs people in; the standards are the same for everybody."""
    return getattr(request, "access", None)
