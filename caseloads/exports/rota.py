"""Weeks of a rota, and days counted, as CSV that no spreadsheet can be tricked into running."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseloads.models import Slot
from caseloads.queries.rota_days import Counted
from workforce import spreadsheet

SLOTS = ("Day", "Weekday", "Part of the day", "Kind", "Seat", "Place", "Rota", "Status", "Held by")
DAYS = ("Name", "Employee number", "Month of the programme", "Kind", "Days held", "Days planned", "Days wanted so far")


def slots_as_csv(slots: Iterable[Slot]) -> bytes:
    return spreadsheet.as_csv(SLOTS, (_slot(slot) for slot in slots))


def _slot(slot: Slot) -> list[str]:
    return [
        slot.on.isoformat(),
        f"{slot.on:%A}",
        slot.get_part_display(),
        slot.label,
        slot.get_seat_display(),
        slot.place,
        slot.team.name if slot.team else slot.service.name,
        slot.get_status_display(),
        slot.holder.name if slot.holder else "",
    ]


def days_as_csv(counted: Iterable[Counted]) -> bytes:
    return spreadsheet.as_csv(DAYS, (row for one in counted for row in _counts(one)))


def _counts(one: Counted) -> Iterator[list[str]]:
    for count in one.counts:
        yield [
            one.person.name,
            one.person.employee_number or "",
            "" if one.month is None else str(one.month),
            count.label,
            f"{count.days.held:g}",
            f"{count.days.coming:g}",
            "" if count.wanted is None else f"{count.wanted:g}",
        ]
