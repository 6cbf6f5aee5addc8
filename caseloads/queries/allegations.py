"""Allegations of abuse or neglect that nobody has yet, with their clock (CSL-11)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from caseloads import policy
from caseloads.models import Allegation, Allocation, Case
from workforce.access import Access
from workforce.models import Person
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.sentences import count

MOST = 100
TWO_DAYS = 48  # hours; beyond, days say more


@dataclass(frozen=True, slots=True)
class Waiting:
    """One allegation. `manager` is who has to allocate it; nobody where only the case system tells of it."""

    reference: str
    type: str
    type_label: str
    children: int
    received_at: dt.datetime
    manager: Person | None
    clock: policy.Clock24

    @property
    def left(self) -> str:
        """The time that is left, or how late it is, in words."""
        minutes = self.clock.minutes_left
        if minutes is None:
            return ""
        hours, rest = divmod(abs(minutes), 60)
        said = f"{count(hours, 'hour')} {count(rest, 'minute')}" if hours < TWO_DAYS else f"{hours // 24} days"
        return f"{said} late" if minutes < 0 else f"{said} left"


def waiting(access: Access, at: dt.datetime) -> list[Waiting]:
    """Return what waits, the oldest first: two queries. What the case system tells of is for whoever allocates work."""
    pack = pack_on(access.on)
    ours = [
        _waiting(one, one.received_at, one.manager, pack, at)
        for one in Allegation.objects.visible_to(access).waiting().select_related("manager")[:MOST]
    ]
    known = {one.reference for one in ours}
    held = Allocation.objects.filter(case=OuterRef("pk"), ended_on__isnull=True)
    told = Case.objects.filter(
        ~Exists(held), allegation=True, closed_on__isnull=True, received_at__isnull=False
    ).exclude(reference__in=Allegation.objects.waiting().order_by().values("reference"))
    fed = [_waiting(case, case.received_at, None, pack, at) for case in told.order_by("received_at")[:MOST]]
    return sorted([*ours, *(one for one in fed if one.reference not in known)], key=lambda one: one.received_at)


def _waiting(
    one: Allegation | Case, received_at: dt.datetime, manager: Person | None, pack: Pack, at: dt.datetime
) -> Waiting:
    return Waiting(
        reference=one.reference,
        type=one.type,
        type_label=one.get_type_display(),
        children=one.children,
        received_at=received_at,
        manager=manager,
        clock=policy.allegation_clock(pack, received_at=received_at, at=at),
    )
