"""Where the rota is found in the navigation, and which of one's days are coming."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from caseloads.queries.rota_own import coming_soon, titled
from workforce.access import Access, may
from workforce.home import Place, Todo


def places(access: Access) -> Iterator[Place]:
    if may("caseloads.see_own_slots", access):
        yield Place(26, "My duty days", reverse("caseloads:my_slots"))
    elif may("caseloads.see_rota", access):
        yield Place(39, "Rota", reverse("caseloads:rota"))


def todos(access: Access) -> Iterator[Todo]:
    """One's slots of the next seven days. Whoever carries no cases holds none, and is not asked."""
    if not may("caseloads.see_own_slots", access):
        return
    for slot in coming_soon(access.person, access.on):
        today = slot.on == access.on
        yield Todo(
            title=titled(slot),
            url=slot.get_absolute_url(),
            detail="" if slot.seat == "main" else slot.get_seat_display(),
            due_on=slot.on,
            when="Today," if today else "On",
        )
