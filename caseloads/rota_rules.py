"""Who may do what on the rota."""

from __future__ import annotations

import rules

from caseloads.models import Slot, Swap
from caseloads.models.slot import led_by
from caseloads.rules import ALLOCATES, CARRIES_CASES, LEADS, allocates_work, carries_cases, sees_boards
from workforce.access import Access


@rules.predicate
def sees_rotas(access: Access, _: object = None) -> bool:
    return bool(access.jobs & (CARRIES_CASES | ALLOCATES | LEADS))


@rules.predicate
def plans_slot(access: Access, slot: Slot | None) -> bool:
    """The practice manager of its team, those of a service's teams for the service's own, the group manager."""
    if slot is None:
        return False
    led = led_by(access)
    in_service = slot.team_id is None and slot.service_id in {team.service_id for team in led}
    return slot.service_id in access.service_ids or slot.team_id in {team.pk for team in led} or in_service


@rules.predicate
def holds_slot(access: Access, slot: Slot | None) -> bool:
    return slot is not None and slot.holder_id == access.person.pk


@rules.predicate
def answers_swap(access: Access, swap: Swap | None) -> bool:
    """The colleague asked by name, or anybody of the rota; never whoever asks."""
    if swap is None or swap.asked_by_id == access.person.pk:
        return False
    return swap.to_id == access.person.pk or (swap.to_id is None and bool(access.jobs & CARRIES_CASES))


@rules.predicate
def decides_swap(access: Access, swap: Swap | None) -> bool:
    return swap is not None and plans_slot(access, swap.slot) and access.person.pk not in (swap.asked_by_id, swap.to_id)


@rules.predicate
def asked_swap(access: Access, swap: Swap | None) -> bool:
    return swap is not None and swap.asked_by_id == access.person.pk


def register() -> None:
    rules.add_perm("caseloads.see_rota", sees_rotas)
    rules.add_perm("caseloads.see_own_slots", carries_cases)
    rules.add_perm("caseloads.plan_rota", allocates_work)
    rules.add_perm("caseloads.count_rota_days", sees_boards)
    rules.add_perm("caseloads.see_slot", rules.always_true)
    rules.add_perm("caseloads.plan_slot", plans_slot)
    rules.add_perm("caseloads.ask_to_swap", holds_slot)
    rules.add_perm("caseloads.see_swap", rules.always_true)
    rules.add_perm("caseloads.answer_swap", answers_swap)
    rules.add_perm("caseloads.decide_swap", decides_swap)
    rules.add_perm("caseloads.withdraw_swap", asked_swap)
