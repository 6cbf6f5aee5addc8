"""What the rota makes people owe: somebody for a slot that lost its holder, and an answer about a swap (WRK-04)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from caseloads.models import Slot, Swap
from caseloads.policy import rota as policy
from reminders.owed import Owed
from reminders.services import settle as settle_owed
from workforce.models import Person, Post, Relationship
from workforce.policy_in_force import pack_on

GAP, SWAP = "rota_gap", "rota_swap"
TITLES = {GAP: "Find somebody for the rota", SWAP: "Answer about a swap on the rota"}
Key = tuple[int | None, int]  # team, service


def gaps_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """Whoever plans the rota finds somebody, or cancels the slot, by its day. Slots that are new owe nothing yet."""
    slots = list(Slot.objects.filter(status=Slot.Status.OPEN).exclude(lost="").select_related("planned_by"))
    planners, asked = planners_of(slots, on), {person.pk for person in people}
    for slot in slots:
        owner = planners[slot.pk]
        if owner is not None and owner.pk in asked:
            yield Owed(
                kind=GAP,
                key=f"{GAP}:{slot.pk}",
                about=owner,
                owner=owner,
                due_on=slot.on,
                address=slot.get_absolute_url(),
                rule=policy.ROTA,
                because=f"{slot.get_lost_display()}, so this slot of the rota needs somebody by its day",
            )


def swaps_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """The colleague who is asked by name; once somebody takes it, whoever plans the rota."""
    rows = Swap.objects.under_way().select_related("to", "slot__planned_by")
    swaps = list(rows.filter(to__isnull=False))
    planners = planners_of([swap.slot for swap in swaps], on)
    pack, asked = pack_on(on), {person.pk for person in people}
    for swap in swaps:
        owner = swap.to if swap.status == Swap.Status.ASKED else planners[swap.slot_id]
        due = policy.swap_answer_by(pack, asked_on=swap.turn_on, slot_on=swap.slot.on)
        if owner is not None and owner.pk in asked and due.due_on is not None:
            yield Owed(
                kind=SWAP,
                key=f"{SWAP}:{swap.pk}:{swap.status}",
                about=owner,
                owner=owner,
                due_on=due.due_on,
                address=swap.get_absolute_url(),
                rule=", ".join(due.rules),
                because=due.because,
            )


SOURCES = {GAP: gaps_owed, SWAP: swaps_owed}


def planners_of(slots: Collection[Slot], on: dt.date) -> dict[int, Person | None]:
    """Return who plans each slot today, by its primary key: two queries.

    Whoever planned it, while they lead its team or service; else the team's practice manager, else the group manager.
    """
    leading: dict[int | None, list[Person]] = {}
    posts = Post.objects.open_on(on).filter(job=Post.Job.PRACTICE_MANAGER, team__in={slot.team_id for slot in slots})
    for post in posts.select_related("person"):
        leading.setdefault(post.team_id, []).append(post.person)
    heading: dict[int | None, list[Person]] = {}
    lines = Relationship.objects.open_on(on).filter(
        kind=Relationship.Kind.GROUP_MANAGES, service__in={slot.service_id for slot in slots}
    )
    for line in lines.select_related("holder"):
        heading.setdefault(line.service_id, []).append(line.holder)
    found: dict[int, Person | None] = {}
    for slot in slots:
        may = [*leading.get(slot.team_id, ()), *heading.get(slot.service_id, ())]
        found[slot.pk] = slot.planned_by if slot.planned_by in may else next(iter(may), None)
    return found


def settle(kind: str, people: Iterable[Person | None], *, on: dt.date, at: dt.datetime) -> None:
    """Bring the open duties of these people in line, in the transaction of the deed that changed them."""
    for person in {one.pk: one for one in people if one is not None}.values():
        settle_owed(kind=kind, about=person, owed=SOURCES[kind]([person], on), on=on, at=at)


def settle_gap(slot: Slot, *, on: dt.date, at: dt.datetime) -> None:
    settle(GAP, planners_of([slot], on).values(), on=on, at=at)
