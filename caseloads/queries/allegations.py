"""Allegations of abuse or neglect that nobody has yet, with their clock (CSL-11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from caseloads import policy
from caseloads.models import Allegation, Allocation, Case
from caseloads.queries.people import line_managers
from workforce.access import Access
from workforce.models import Person, Post, Relationship
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.sentences import count

MOST = 100
TWO_DAYS = 48  # hours; beyond, days say more


@dataclass(frozen=True, slots=True)
class Waiting:
    """One allegation. `manager` is who has to allocate it; nobody, and no record, where there is nobody it falls to."""

    reference: str
    type: str
    type_label: str
    children: int
    received_at: dt.datetime
    manager: Person | None
    clock: policy.Clock24
    record: Allegation | None

    @property
    def left(self) -> str:
        """The time that is left, or how late it is, in words."""
        minutes = self.clock.minutes_left
        if minutes is None:
            return ""
        hours, rest = divmod(abs(minutes), 60)
        said = f"{count(hours, 'hour')} {count(rest, 'minute')}" if hours < TWO_DAYS else f"{hours // 24} days"
        return f"{said} late" if minutes < 0 else f"{said} left"


def told() -> QuerySet[Case]:
    """Return the open cases that allege abuse or neglect, that nobody has had since, and that have no clock yet."""
    known = Allegation.objects.filter(reference=OuterRef("reference"), received_at__gte=OuterRef("received_at"))
    had = Allocation.objects.filter(case=OuterRef("pk"), started_on__gte=OuterRef("received_at__date"))
    held = Allocation.objects.filter(case=OuterRef("pk"), ended_on__isnull=True)
    open_ones = Case.objects.filter(allegation=True, closed_on__isnull=True, received_at__isnull=False)
    waits = Allegation.objects.waiting().order_by().values("reference")
    nobodys = open_ones.filter(~Exists(known), ~Exists(had), ~Exists(held))
    return nobodys.exclude(reference__in=waits).order_by("received_at")


def falls_to(case: Case, on: dt.date) -> Person | None:
    """Return who has to allocate what only the case system tells of.

    The line manager of whoever had the case last; else the group manager of the service that the policy has take them;
    else the principal social worker.
    """
    last = Allocation.objects.filter(case=case).order_by("-started_on", "-pk").values_list("worker", flat=True).first()
    managers = line_managers([last], on) if last else {}
    if last in managers:
        return managers[last]
    rule = pack_on(on).caseloads.allegations
    heads = Relationship.objects.open_on(on).filter(kind=Relationship.Kind.GROUP_MANAGES)
    if rule is not None and rule.taken_by:
        head = heads.filter(service__code=rule.taken_by).select_related("holder").first()
        if head is not None:
            return head.holder
    post = Post.objects.open_on(on).filter(job=Post.Job.PRINCIPAL).select_related("person").first()
    return post.person if post else None


def waiting(access: Access, at: dt.datetime) -> list[Waiting]:
    """Return what waits, the oldest first: two queries. What the case system tells of is for whoever allocates work."""
    pack = pack_on(access.on)
    ours = [
        _waiting(one, one.received_at, one.manager, pack, at, one)
        for one in Allegation.objects.visible_to(access).waiting().select_related("manager")[:MOST]
    ]
    fed = [_waiting(case, case.received_at, None, pack, at) for case in told()[:MOST] if case.received_at]
    return sorted([*ours, *fed], key=lambda one: one.received_at)


def _waiting(
    one: Allegation | Case,
    received_at: dt.datetime,
    manager: Person | None,
    pack: Pack,
    at: dt.datetime,
    record: Allegation | None = None,
) -> Waiting:
    return Waiting(
        reference=one.reference,
        type=one.type,
        type_label=one.get_type_display(),
        children=one.children,
        received_at=received_at,
        manager=manager,
        clock=policy.allegation_clock(pack, received_at=received_at, at=at),
        record=record,
    )
