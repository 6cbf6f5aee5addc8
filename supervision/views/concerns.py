"""Pages about concerns: one's own, those put to one, one of them whole, and the totals (WRK-12)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from reminders.models import Notice
from supervision.duties import CONCERN
from supervision.models import Concern
from supervision.policy import concerns as policy
from supervision.queries import concerns as queries
from workforce.access import Request, allowed, everybody, may, permitted
from workforce.clock import ONE_DAY, add_months
from workforce.policy_in_force import pack_on
from workforce.why import why_of

PEOPLE = ("author", "text", "service")
HOME = ("Home", "/")
TONES = {
    Concern.Status.DRAFT: "quiet",
    Concern.Status.WAITING: "wait",
    Concern.Status.ANSWERED: "info",
    Concern.Status.NOT_SETTLED: "warn",
    Concern.Status.SETTLED: "good",
    Concern.Status.WITHDRAWN: "quiet",
}
PER_PAGE = 25


def trail(here: str, concern: Concern | None = None) -> list[tuple[str, str]]:
    """The crumbs above a page of concerns."""
    mine = [(HOME), ("Concerns", reverse("supervision:concerns"))]
    return [*mine, *([("Concern", concern.get_absolute_url())] if concern else []), (here, "")]


@everybody
def concerns(request: Request) -> HttpResponse:
    """One's own concerns, newest first."""
    page = Paginator(queries.raised_by(request.access), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "supervision/concern_list.html",
        {
            "page": page,
            "rows": [(concern, TONES[Concern.Status(concern.status)]) for concern in page],
            "waiting": queries.waiting_with([request.user.pk]).count(),
            "was_asked": queries.put_to(request.access).exists(),
            "may_see_totals": may("supervision.see_concern_totals", request.access),
            "crumbs": [HOME, ("Concerns", "")],
        },
    )


@everybody
def to_answer(request: Request) -> HttpResponse:
    """What was put to this person; and that something waits with somebody below, but not what."""
    page = Paginator(queries.put_to(request.access), PER_PAGE).get_page(request.GET.get("page"))
    told = Notice.objects.visible_to(request.access).filter(duty__kind=CONCERN, duty__met_at__isnull=True)
    below = told.exclude(duty__owner=request.user).order_by("duty__due_on", "duty").values_list("duty", flat=True)
    waiting = {n.duty_id: n.duty for n in told.filter(duty__in=below).select_related("duty__owner")}
    return render(
        request,
        "supervision/concern_to_answer.html",
        {
            "page": page,
            "rows": [(step, why_of(step.rule, step.because)) for step in page],
            "today": request.access.on,
            "below": list(waiting.values()),
            "crumbs": trail("To answer"),
        },
    )


@permitted("supervision.read_concern", Concern, sensitive=True, select=PEOPLE)
def concern(request: Request, concern: Concern) -> HttpResponse:
    """The concern, each step with its answer, and what this reader may do next."""
    if concern.status == Concern.Status.DRAFT:
        return redirect("supervision:put_concern", concern.pk)
    shown = queries.shown_to(concern, request.access)
    is_mine = concern.author_id == request.user.pk
    last = shown.last
    assert last is not None  # what was sent has a step
    return render(
        request,
        "supervision/concern.html",
        {
            "concern": concern,
            "shown": shown,
            "is_mine": is_mine,
            "tone": TONES[Concern.Status(concern.status)],
            "answer_by": why_of(last.rule, last.because),
            "is_late": last.closed_at is None and last.answer_by < request.access.on,
            "may_answer": last.to_id == request.user.pk and last.closed_at is None,
            "further": further_of(request, concern, shown) if is_mine else None,
            "crumbs": trail("Concern") if is_mine else [*trail("")[:-1], _to_answer(), ("Concern", "")],
        },
    )


def _to_answer() -> tuple[str, str]:
    return "To answer", reverse("supervision:concerns_to_answer")


def further_of(request: Request, concern: Concern, shown: queries.ConcernShown) -> dict[str, object] | None:
    """Whether it may go further up, to whom, and why or why not; nothing once it is settled or taken back."""
    if concern.status in (Concern.Status.SETTLED, Concern.Status.WITHDRAWN) or shown.last is None:
        return None
    pack = pack_on(request.access.on)
    line = queries.line_of(request.user, request.access.on, pack)
    rung = queries.next_rung(concern, shown.last, line, pack)
    verdict = policy.may_escalate(queries.stands(concern, shown.last, request.access.on), rung, on=request.access.on)
    return {
        "verdict": verdict,
        "to": line.holder(rung).name if rung else "",
        "label": rung.label if rung else "",
        "why": why_of(verdict.rule, verdict.because, pack),
    }


@allowed("supervision.see_concern_totals")
def totals(request: Request) -> HttpResponse:
    """How many were raised in the twelve months that ended with the last one; small numbers are shown to nobody."""
    pack = pack_on(request.access.on)
    end = request.access.on.replace(day=1)
    first, last = add_months(end, -12), end - ONE_DAY
    rule = pack.people.concerns
    return render(
        request,
        "supervision/concern_totals.html",
        {
            "totals": queries.totals(first, last, pack),
            "first": first,
            "last": last,
            "shown_from": rule.totals_shown_from if rule else None,
            "crumbs": trail("Totals"),
        },
    )
