"""Cases as lists and pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef

from caseloads.models import Allocation, Case
from caseloads.policy import Clock24, allegation_clock
from workforce.access import Access
from workforce.models import AuditEntry
from workforce.packs import Pack

DEEDS = {
    "caseloads.open_case": "Opened",
    "caseloads.change_case": "Changed",
    "caseloads.close_case": "Closed",
    "caseloads.open_case_again": "Opened again",
    "caseloads.import_caseloads": "Brought by the case system’s file",
}
MOST_EVENTS = 30


@dataclass(frozen=True, slots=True)
class Event:
    title: str
    by: str
    at: dt.datetime


def cases(access: Access, *, shown: str, reference: str) -> Any:
    """Return the cases one may see: open ones, those without a worker (the longest waiting first), or closed ones."""
    held = Allocation.objects.open_on(access.on).filter(case=OuterRef("pk"))
    rows = Case.objects.visible_to(access).annotate(has_worker=Exists(held))
    if reference:
        rows = rows.filter(reference__istartswith=reference)
    if shown == "closed":
        return rows.filter(closed_on__isnull=False).order_by("-closed_on", "reference")
    rows = rows.filter(closed_on__isnull=True)
    if shown == "nobody":
        return rows.filter(has_worker=False).order_by(
            "-allegation", F("received_at").asc(nulls_last=True), "opened_on", "reference"
        )
    return rows.order_by("reference")


def with_clocks(rows: Iterable[Case], pack: Pack, at: dt.datetime) -> list[tuple[Case, Clock24 | None]]:
    """Return each case with the clock of an allegation that nobody has yet (CSL-11)."""
    return [
        (
            case,
            allegation_clock(pack, received_at=case.received_at, at=at)
            if case.allegation and case.received_at and not case.has_worker  # type: ignore[attr-defined]
            else None,
        )
        for case in rows
    ]


def events(case: Case) -> list[Event]:
    """Return who did what to a case, the newest first."""
    rows = AuditEntry.objects.filter(
        subject_type=case._meta.label, subject_id=str(case.pk), deed__in=DEEDS
    ).values_list("deed", "actor__name", "at")[:MOST_EVENTS]
    return [Event(DEEDS[deed], name or "The system", at) for deed, name, at in rows]
