"""One plain view a page: the same rows as ours for the same reader, without policy, reasons, audit or frame."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from asye.models import AssessorResponse, Decision, Panel, PanelItem, Portfolio, Recommendation, Reflection
from caseloads.models import Allocation
from frameworks.models import Statement
from progression.exports import HEADERS
from reminders.models import Duty, Notice
from supervision.models import Session
from workforce.models import Person, Post, Relationship, Stage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def people_of(request: HttpRequest, kind: str) -> list[int]:
    held = Relationship.objects.filter(holder=request.user.pk, kind=kind, ended_on=None)
    return [pk for pk in held.values_list("person", flat=True) if pk]


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """What one owes, and what waits for one's part: asked of everybody alike."""
    owed = Duty.objects.filter(owner=request.user.pk, met_at=None).select_related("about").order_by("due_on")[:30]
    waiting = Reflection.objects.filter(status="shared", author__in=people_of(request, "assesses")).count()
    managed = people_of(request, "manages")
    held = (
        Allocation.objects.filter(worker__in=managed, ended_on=None)
        .values("worker__name")
        .annotate(children=Sum("case__children"))
        .order_by("worker__name")
        if managed
        else ()
    )
    unread = Notice.objects.filter(recipient=request.user.pk, read_at=None, dropped_at=None).count()
    return render(request, "bare/home.html", {"owed": owed, "waiting": waiting, "held": held, "unread": unread})


@login_required
def portfolio(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Portfolio.objects.select_related("practitioner", "stage"), pk=pk)
    return render(
        request,
        "bare/portfolio.html",
        {
            "portfolio": shown,
            "items": shown.panel_items.select_related("panel"),
            "pauses": shown.stage.pauses.all(),
            "reflections": shown.reflections.order_by("-saved_at"),
            "frameworks": shown.frameworks.all(),
            "months": range(1, 13),
        },
    )


@login_required
def reflections(request: HttpRequest) -> HttpResponse:
    own = Reflection.objects.filter(author=request.user.pk).order_by("-saved_at")
    return render(request, "bare/reflections.html", {"page": Paginator(own, 20).get_page(request.GET.get("page"))})


def with_parts(pk: int) -> dict[str, Any]:
    shown = get_object_or_404(Reflection.objects.select_related("author", "portfolio"), pk=pk)
    return {
        "reflection": shown,
        "statements": Statement.objects.filter(pk__in=shown.tags.values("statement")).select_related(
            "section__framework"
        ),
        "files": shown.attachments.all(),
        "responses": shown.responses.filter(released_at__isnull=False).select_related("author"),
    }


@login_required
def reflection(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "bare/reflection.html", with_parts(pk))


class WordsForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Reflection
        fields = ("title", "happened_on", "quick_note", "what_happened", "feelings", "analysis", "what_next")


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = AssessorResponse
        fields = ("notes", "feedback")


@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Reflection, pk=pk, author=request.user.pk)
    form = WordsForm(instance=shown)
    counts = {"tags": shown.tags.count(), "files": shown.attachments.count()}
    return render(request, "bare/edit.html", {"form": form, "reflection": shown, **counts})


@login_required
def queue(request: HttpRequest) -> HttpResponse:
    people = people_of(request, "assesses")
    waiting = Reflection.objects.filter(status="shared", author__in=people).select_related("author")
    years = Portfolio.objects.filter(practitioner__in=people, status__in=Portfolio.LIVE).select_related("practitioner")
    page = Paginator(waiting.order_by("shared_at", "pk"), 25).get_page(request.GET.get("page"))
    return render(request, "bare/queue.html", {"page": page, "years": years})


@login_required
def respond(request: HttpRequest, pk: int) -> HttpResponse:
    begun = AssessorResponse.objects.filter(reflection=pk, author=request.user.pk, released_at=None).first()
    return render(request, "bare/respond.html", {"form": AnswerForm(instance=begun), **with_parts(pk)})


@login_required
def team(request: HttpRequest) -> HttpResponse:
    """One query a relation: who, their stage, what they hold, when they last had supervision and have it next."""
    people = people_of(request, "manages")
    stages = dict(Stage.objects.filter(person__in=people, ended_on=None).values_list("person", "started_on"))
    held = dict(
        Allocation.objects.filter(worker__in=people, ended_on=None)
        .values("worker")
        .annotate(children=Sum("case__children"))
        .order_by()
        .values_list("worker", "children")
    )
    last = dict(
        Session.objects.filter(worker__in=people, outcome="held")
        .values("worker")
        .annotate(last=Max("date"))
        .order_by()
        .values_list("worker", "last")
    )
    due = dict(Duty.objects.filter(about__in=people, kind="supervision", met_at=None).values_list("about", "due_on"))
    rows = [
        (person, stages.get(person.pk), held.get(person.pk, 0), last.get(person.pk), due.get(person.pk))
        for person in Person.objects.filter(pk__in=people).order_by("name")
    ]
    return render(request, "bare/team.html", {"rows": rows})


@login_required
def supervision(request: HttpRequest, pk: int) -> HttpResponse:
    worker = get_object_or_404(Person, pk=pk)
    sessions = Session.objects.filter(worker=worker).select_related("supervisor")
    due = Duty.objects.filter(about=worker, kind="supervision", met_at=None).first()
    page = Paginator(sessions, 25).get_page(request.GET.get("page"))
    return render(request, "bare/supervision.html", {"worker": worker, "page": page, "due": due})


@login_required
def caseload(request: HttpRequest, pk: int) -> HttpResponse:
    worker = get_object_or_404(Person, pk=pk)
    held = Allocation.objects.filter(worker=worker, ended_on=None).select_related("case").order_by("case__reference")
    total = held.aggregate(children=Sum("case__children"), cases=Count("pk"))
    page = Paginator(held, 25).get_page(request.GET.get("page"))
    return render(request, "bare/caseload.html", {"worker": worker, "page": page, "total": total})


@login_required
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(Panel, pk=pk)
    newest = Recommendation.objects.filter(portfolio=OuterRef("portfolio")).order_by("-at").values("outcome")[:1]
    made = Decision.objects.filter(item=OuterRef("pk")).values("outcome")[:1]
    items = shown.items.select_related("portfolio__practitioner", "moderator").annotate(
        recommended=Subquery(newest), decided=Subquery(made)
    )
    context = {"panel": shown, "members": shown.members.select_related("person"), "items": items}
    return render(request, "bare/panel.html", context)


@login_required
def item(request: HttpRequest, pk: int) -> HttpResponse:
    shown = get_object_or_404(PanelItem.objects.select_related("panel", "portfolio__practitioner", "moderator"), pk=pk)
    written = list(shown.portfolio.reflections.exclude(status="draft").order_by("happened_on", "pk"))
    answers: dict[int, list[AssessorResponse]] = defaultdict(list)
    for answer in AssessorResponse.objects.filter(reflection__in=written, released_at__isnull=False).select_related(
        "author"
    ):
        answers[answer.reflection_id].append(answer)
    context = {
        "item": shown,
        "recommendation": shown.portfolio.recommendations.select_related("by").first(),
        "read": [(reflection, answers[reflection.pk]) for reflection in written],
    }
    return render(request, "bare/item.html", context)


def passes(request: HttpRequest) -> Any:
    done = request.GET.get("shown") == "processed"
    return (
        Decision.objects.filter(Q(paper__isnull=not done), outcome="pass")
        .select_related("portfolio__practitioner", "signed_by", "sealed", "paper")
        .order_by("-paper__processed_at" if done else "signed_at")
    )


def with_posts(decisions: list[Decision]) -> list[tuple[Decision, Post | None]]:
    people = [decision.portfolio.practitioner_id for decision in decisions]
    posts = {
        post.person_id: post
        for post in Post.objects.filter(person__in=people, ended_on=None).select_related("team__service")
    }
    return [(decision, posts.get(decision.portfolio.practitioner_id)) for decision in decisions]


@login_required
def progression(request: HttpRequest) -> HttpResponse:
    page = Paginator(passes(request), 25).get_page(request.GET.get("page"))
    return render(request, "bare/progression.html", {"page": page, "rows": with_posts(list(page))})


def row(decision: Decision, post: Post | None) -> list[str]:
    person, paper = decision.portfolio.practitioner, getattr(decision, "paper", None)
    return [
        f"PP-{decision.pk:06d}",
        person.employee_number or "",
        person.name,
        post.title if post else "",
        post.team.name if post and post.team else "",
        post.team.service.name if post and post.team else "",
        post.started_on.isoformat() if post else "",
        str(paper.present_grade) if paper else "",
        str(paper.present_scp) if paper else "",
        paper.new_grade if paper else "",
        str(paper.new_scp) if paper else "",
        paper.new_spine if paper else "",
        paper.effective_on.isoformat() if paper else "",
        decision.signed_by.name,
        timezone.localdate(decision.signed_at).isoformat(),
        str(decision.sealed.number),
        timezone.localdate(paper.processed_at).isoformat() if paper else "",
    ]


@login_required
def export_csv(request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    writer = csv.writer(answer)
    writer.writerow(HEADERS)
    writer.writerows(row(*pair) for pair in with_posts(list(passes(request))))
    return answer


@login_required
def export_xlsx(request: HttpRequest) -> HttpResponse:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Progression")
    sheet.append(HEADERS)
    for pair in with_posts(list(passes(request))):
        sheet.append(row(*pair))
    held = io.BytesIO()
    book.save(held)
    return HttpResponse(held.getvalue(), content_type=XLSX)


@login_required
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    from weasyprint import HTML

    decision = get_object_or_404(
        Decision.objects.select_related("portfolio__practitioner", "signed_by", "sealed", "item__panel"), pk=pk
    )
    html = render_to_string("bare/paper.html", {"pair": with_posts([decision])[0]})
    return HttpResponse(HTML(string=html).write_pdf(pdf_variant="pdf/ua-1"), content_type="application/pdf")
