"""What stands on the rota for one person: their slots, what has changed, what colleagues ask, their calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from caseloads.models import Slot, SlotMove, Swap
from caseloads.models.slot import planned_by
from reminders.calendar import Event
from workforce.access import Access
from workforce.models import Person

COMING = dt.timedelta(days=7)
PAST = dt.timedelta(days=366)
MOST = 100
PARTS = {Slot.Part.DAY: "", Slot.Part.AM: " (morning)", Slot.Part.PM: " (afternoon)"}


@dataclass(frozen=True, slots=True)
class Own:
    """`gone` are coming slots one held and holds no longer; `asks` what colleagues ask, `mine` what one asks."""

    coming: list[Slot]
    past: list[Slot]
    gone: list[Slot]
    asks: list[Swap]
    mine: list[Swap]


def own(access: Access) -> Own:
    """Return one's own page: four queries."""
    held = Slot.objects.filter(holder=access.person, status=Slot.Status.HELD, on__gte=access.on - PAST)
    slots = list(held.select_related("team", "service")[:MOST])
    swaps = swaps_under_way(access)
    return Own(
        coming=[slot for slot in slots if slot.on >= access.on],
        past=[slot for slot in reversed(slots) if slot.on < access.on],
        gone=_gone(access),
        asks=[one for one in swaps if one.asked_by_id != access.person.pk and one.status == Swap.Status.ASKED],
        mine=[one for one in swaps if one.asked_by_id == access.person.pk],
    )


def _gone(access: Access) -> list[Slot]:
    lost = SlotMove.objects.filter(from_holder=access.person, slot__on__gte=access.on).order_by().values("slot")
    return list(Slot.objects.filter(~Q(holder=access.person) | Q(holder__isnull=True), pk__in=lost)[:MOST])


def swaps_under_way(access: Access) -> list[Swap]:
    """Return the swaps of slots still to come that this person has a part in, as asker or as colleague."""
    rows = Swap.objects.visible_to(access).under_way().filter(slot__on__gte=access.on)
    mine = rows.filter(Q(asked_by=access.person) | Q(to=access.person) | Q(to__isnull=True))
    return list(mine.select_related("slot", "asked_by", "to", "in_return")[:MOST])


def swaps_to_agree(access: Access) -> QuerySet[Swap]:
    """Narrow the swaps to those that wait for this planner's yes."""
    rows = Swap.objects.visible_to(access).filter(planned_by(access, "slot__"), status=Swap.Status.TAKEN)
    return rows.exclude(asked_by=access.person).select_related("slot", "asked_by", "to", "in_return")


def coming_soon(person: Person, on: dt.date) -> list[Slot]:
    """Return what somebody holds today and in the seven days after."""
    rows = Slot.objects.filter(holder=person, status=Slot.Status.HELD, on__range=(on, on + COMING))
    return list(rows[:MOST])


def slots_held(person: Person, first: dt.date, last: dt.date) -> Iterator[Event]:
    """What the rota puts into somebody's own calendar: the kind and the place. Half days have no hours, so all day."""
    rows = Slot.objects.filter(holder=person, status=Slot.Status.HELD, on__range=(first, last))
    for slot in rows.order_by("on", "pk"):
        yield Event(f"slot-{slot.pk}", titled(slot), slot.on, slot.get_absolute_url())


def titled(slot: Slot) -> str:
    """The kind of slot, which half of the day, and the place: within the 80 characters a calendar keeps."""
    kind = f"{slot.label[:25]}{PARTS[Slot.Part(slot.part)]}"
    return f"{kind}, {slot.place}" if slot.place else kind
