"""What follows a leaver, a pause, an absence or a moved month: a coming slot they held needs somebody (WRK-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import groupby

from caseloads import rota_duties
from caseloads.models import Slot, Swap
from caseloads.policy import rota as policy
from caseloads.queries.rota import Candidate, judged
from caseloads.services import rota
from workforce.models import Person

Lost = Slot.Lost


def follow_rota(on: dt.date, at: dt.datetime, people: Collection[Person] | None = None) -> int:
    """Take coming slots from those who can no longer hold them; return how many. Safe to do again.

    `people` None: everybody. Swaps about a day that is over end.
    """
    rows = Slot.objects.filter(status=Slot.Status.HELD, on__gte=on).select_related("holder", "planned_by")
    if people is not None:
        rows = rows.filter(holder__in=people)
    lost = sum(_follow_day(list(slots), on, at) for _, slots in groupby(rows.order_by("on", "pk"), lambda one: one.on))
    _end_old_swaps(on, at)
    return lost


def _follow_day(slots: list[Slot], on: dt.date, at: dt.datetime) -> int:
    lost = 0
    for slot, known in _judged_once(slots):
        reason = why_lost(known, slot)
        if reason is not None:
            because = "; ".join(one.message for one in known.taking.blocks)
            rota.lose(slot=slot, lost=reason, why=because, on=on, at=at)
            lost += 1
    return lost


def _judged_once(slots: list[Slot]) -> Iterable[tuple[Slot, Candidate]]:
    """Judge the slots of a day kind by kind: what is asked differs by kind, part and seat alone."""
    for _, alike in groupby(sorted(slots, key=_alike), _alike):
        group = list(alike)
        found = judged(group[0], [one.holder for one in group if one.holder], alone=True)
        for slot in group:
            if slot.holder_id is not None:
                yield slot, found[slot.holder_id]


def _alike(slot: Slot) -> tuple[str, str, str]:
    return slot.kind, slot.part, slot.seat


def why_lost(known: Candidate, slot: Slot) -> Slot.Lost | None:
    """Why somebody can no longer hold a slot, asked as if they held nothing besides; None where they can."""
    rules = [block.rule for block in known.taking.blocks]
    if policy.NO_POST in rules:
        return Lost.LEFT
    if policy.PAUSED in rules:
        return Lost.PAUSED
    if any(first <= slot.on <= last for first, last in known.facts.absences):
        return Lost.AWAY
    return Lost.RULE if rules else None


def _end_old_swaps(on: dt.date, at: dt.datetime) -> None:
    old = Slot.objects.filter(on__lt=on, swaps__status__in=Swap.UNDER_WAY)
    rota.lapse(list(old), by=None, on=on, at=at)


def settle_all(on: dt.date, at: dt.datetime) -> None:
    """Bring the duties of everybody who plans a slot in line."""
    planners = Person.objects.filter(pk__in=Slot.objects.order_by().values("planned_by"))
    rota_duties.settle(rota_duties.GAP, planners, on=on, at=at)
