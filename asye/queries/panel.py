"""What a panel has before it, and one portfolio as the panel reads it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Prefetch, Subquery

from asye.models import AssessorAttendance, AssessorResponse, Decision, Panel, PanelItem, Recommendation, Reflection
from asye.queries.parties import holders_of
from caseloads.queries import Passed, breaches_of
from workforce.access import Access
from workforce.facts import clock_of
from workforce.models import Person


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the agenda; `recommended` is pass, fail, or nothing while it is not submitted."""

    item: PanelItem
    recommended: str
    decided: str

    @property
    def first(self) -> bool:
        return self.recommended == "fail" or self.item.concerns


def agenda_of(panel: Panel, access: Access) -> list[Line]:
    """Return what is before the panel: fail pathways and concerns first, then by name (MOD-06)."""
    newest = Recommendation.objects.filter(portfolio=OuterRef("portfolio")).order_by("-at").values("outcome")[:1]
    made = Decision.objects.filter(item=OuterRef("pk")).values("outcome")[:1]
    items = (
        PanelItem.objects.visible_to(access)
        .filter(panel=panel)
        .select_related("portfolio__practitioner", "moderator")
        .annotate(recommended=Subquery(newest), decided=Subquery(made))
    )
    final = panel.stage == Panel.Stage.FINAL
    lines = [Line(item, (final and _told(item, "recommended")) or "", _told(item, "decided")) for item in items]
    return sorted(lines, key=lambda line: (not line.first, line.item.portfolio.practitioner.name))


def _told(item: PanelItem, name: str) -> str:
    """Return what the query has put beside the row."""
    return getattr(item, name) or ""


def assessor_on(item: PanelItem) -> Person | None:
    """Who assesses this practitioner on the day of the panel, and comes to answer queries (MOD-07)."""
    holders = holders_of([item.portfolio.practitioner], item.panel.date, with_lead=False)
    found = holders[item.portfolio.practitioner_id].get("assessor")
    return found.person if found else None


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the panel reads about one portfolio; `month` is that of the programme today."""

    recommendation: Recommendation | None
    decision: Decision | None
    reflections: list[Reflection]
    month: int
    paused: bool
    passed: list[Passed]
    assessor: Person | None
    attendance: AssessorAttendance | None


def reading_of(item: PanelItem, access: Access) -> Reading:
    """Return the portfolio as it stands, scoped to what this reader may see."""
    portfolio, clock = item.portfolio, clock_of(item.portfolio.stage)
    released = Prefetch(
        "responses",
        queryset=AssessorResponse.objects.filter(released_at__isnull=False).select_related("author"),
        to_attr="released",
    )
    reflections = Reflection.objects.visible_to(access).filter(portfolio=portfolio).exclude(status="draft")
    return Reading(
        recommendation=Recommendation.objects.filter(portfolio=portfolio).select_related("by").first(),
        decision=getattr(item, "decision", None),
        reflections=list(reflections.order_by("happened_on", "pk").prefetch_related(released)),
        month=clock.month(access.on),
        paused=any(pause.from_on <= access.on <= pause.to_on for pause in clock.pauses),
        passed=breaches_of(portfolio.practitioner, portfolio.started_on, access.on, access),
        assessor=assessor_on(item),
        attendance=AssessorAttendance.objects.filter(item=item).select_related("person").first(),
    )
