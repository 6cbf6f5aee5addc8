"""Cases entered by hand, for those without a file of the case system: open, change, close. What each was is kept."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from caseloads.models import Allocation, Case, CaseVersion
from caseloads.models.history import keep_case_versions
from caseloads.services.allegations import put_told_on_clock
from workforce import audit
from workforce.models import Person
from workforce.sentences import day
from workforce.verdict import Refused

KEPT_BY_FEED = "This case is kept by the case system’s file. Change it there: the next file brings it here"
CHANGED_MEANWHILE = "Somebody else has just changed this case. Look at what it is now, then change it again"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Described:
    """What may change about a case."""

    type: str
    children: int
    complexity: int


def described(case: Case) -> Described:
    return Described(case.type, case.children, case.complexity)


@transaction.atomic
def open_case(
    *,
    reference: str,
    is_now: Described,
    opened_on: dt.date,
    received_at: dt.datetime | None,
    allegation: bool,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> Case:
    """Enter a case that nobody has yet; the same form sent twice gives back the first.

    Raises:
        Refused: a day or moment is still to come, or the reference is here already.
    """
    if opened_on > on or (received_at and received_at > at):
        raise Refused("Enter days up to today: a case cannot be opened later than this")
    try:
        with transaction.atomic():
            case: Case = Case.objects.create(
                reference=reference,
                type=is_now.type,
                children=is_now.children,
                complexity=is_now.complexity,
                opened_on=opened_on,
                received_at=received_at,
                allegation=allegation,
            )
    except IntegrityError as clash:
        told = {"type": is_now.type, "children": is_now.children, "opened_on": opened_on, "kept_by_feed": False}
        same: Case | None = Case.objects.filter(reference=reference, closed_on=None, **told).first()
        if same is not None:
            return same
        raise Refused("This reference is here already. Look for it in the list of cases") from clash
    audit.record(by=by, deed="caseloads.open_case", subject=case, at=at)
    if allegation:
        put_told_on_clock(on=on, at=at)
    return case


@transaction.atomic
def change_case(
    *, case: Case, was: Described, becomes: Described, from_on: dt.date, by: Person, on: dt.date, at: dt.datetime
) -> None:
    """Change what a case is from a day on; until the day before, it stays what it was. No change is no deed.

    `was` is what the page showed: the change goes through only while the case is still that.

    Raises:
        Refused: the file keeps the case, it is closed, the day does not fit, or somebody else was first.
    """
    _require_by_hand(case)
    if case.closed_on is not None:
        raise Refused("This case is closed")
    if becomes in (was, described(case)):
        return  # nothing to change, or changed already by the same form
    last = CaseVersion.objects.filter(case=case).order_by("-ended_on").values_list("ended_on", flat=True).first()
    first = last + ONE_DAY if last else case.opened_on
    if not first <= from_on <= on:
        raise Refused(f"Enter a day from {day(first)} to today: until then the case was something else")
    told = {"type": becomes.type, "children": becomes.children, "complexity": becomes.complexity}
    held = {"type": was.type, "children": was.children, "complexity": was.complexity, "kept_by_feed": False}
    if not Case.objects.filter(pk=case.pk, closed_on=None, **held).update(**told):
        raise Refused(CHANGED_MEANWHILE)
    keep_case_versions([(case.pk, was.type, was.children, was.complexity, case.opened_on)], on=from_on)
    audit.record(by=by, deed="caseloads.change_case", subject=case, at=at)


@transaction.atomic
def close_case(*, case: Case, closed_on: dt.date, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Close a case; whoever is still on it ends with the same day.

    Raises:
        Refused: the file keeps the case, it is closed already, or the day lies before something that happened.
    """
    _require_by_hand(case)
    if case.closed_on == closed_on:
        return
    allocations = Allocation.objects.filter(case=case)
    begun = allocations.order_by("-started_on").values_list("started_on", flat=True).first()
    first = max(case.opened_on, begun or case.opened_on)
    if not first <= closed_on <= on:
        raise Refused(
            f"Enter a day from {day(first)} to today: somebody was given the case, or it was opened, that day"
        )
    if not Case.objects.filter(pk=case.pk, closed_on=None, kept_by_feed=False).update(closed_on=closed_on):
        raise Refused("This case has been closed already")
    for allocation in allocations.filter(ended_on=None):
        Allocation.objects.filter(pk=allocation.pk).update(ended_on=closed_on)
        audit.record(by=by, deed="caseloads.end_with_case", subject=allocation, at=at)
    audit.record(by=by, deed="caseloads.close_case", subject=case, at=at)


@transaction.atomic
def open_again(*, case: Case, by: Person, at: dt.datetime) -> None:
    """Take back the closing of a case; whoever is to have it is given it anew.

    Raises:
        Refused: the file keeps the case, or it is open.
    """
    _require_by_hand(case)
    if not Case.objects.filter(pk=case.pk, closed_on__isnull=False, kept_by_feed=False).update(closed_on=None):
        raise Refused("This case is open")
    audit.record(by=by, deed="caseloads.open_case_again", subject=case, at=at)


def _require_by_hand(case: Case) -> None:
    if case.kept_by_feed:
        raise Refused(KEPT_BY_FEED)
