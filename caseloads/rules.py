"""Who may do what with caseloads."""

import rules

from caseloads.models import (
    Allegation,
    Allocation,
    Breach,
    CapacityNote,
    Case,
    CaseImport,
    Contingency,
    ForecastPlan,
    Offer,
)
from workforce.access import Access, Job
from workforce.models import Person, Post

CARRIES_CASES = frozenset({Job.TRAINEE, Job.SOCIAL_WORKER, Job.SENIOR})
ALLOCATES = frozenset({Job.PRACTICE_MANAGER, Job.GROUP_MANAGER})
LEADS = frozenset({Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})


@rules.predicate
def allocates_to(access: Access, worker: Person | None) -> bool:
    """The line manager, and the group manager of a service the worker has a post in."""
    if worker is None:
        return False
    return worker.pk in access.manages or heads_service_of(access, worker)


def heads_service_of(access: Access, worker: Person) -> bool:
    if not access.service_ids or worker.pk == access.person.pk:
        return False
    return Post.objects.open_on(access.on).filter(person=worker, team__service__in=access.service_ids).exists()


@rules.predicate
def manages_worker(access: Access, worker: Person | None) -> bool:
    return worker is not None and worker.pk in access.manages


@rules.predicate
def sees_load_of(access: Access, worker: Person | None) -> bool:
    """The worker, their line and assessor, and those who answer for the service. HR has no business here."""
    if worker is None:
        return False
    if worker.pk == access.person.pk or worker.pk in access.works_with or access.service_ids:
        return True
    return bool(access.jobs & LEADS)


@rules.predicate
def reads_capacity_of(access: Access, worker: Person | None) -> bool:
    """The worker, their line up to the group manager, and those who answer for all; as the notes' `visible_to`."""
    if worker is None:
        return False
    return worker.pk == access.person.pk or allocates_to(access, worker) or bool(access.jobs & LEADS)


@rules.predicate
def carries_cases(access: Access, _: object = None) -> bool:
    return bool(access.jobs & CARRIES_CASES)


@rules.predicate
def allocates_work(access: Access, _: object = None) -> bool:
    return bool(access.jobs & ALLOCATES)


@rules.predicate
def sees_boards(access: Access, _: object = None) -> bool:
    """Practice managers see their team's, group managers their service's, those who answer for all the authority's."""
    return bool(access.jobs & (ALLOCATES | LEADS))


@rules.predicate
def sees_service(access: Access, _: object = None) -> bool:
    return bool(access.service_ids or access.jobs & LEADS)


@rules.predicate
def sees_authority(access: Access, _: object = None) -> bool:
    return bool(access.jobs & LEADS)


@rules.predicate
def answers_offer(access: Access, offer: Offer | None) -> bool:
    """The worker says it; whoever allocates to them writes it down after talking."""
    return offer is not None and (offer.worker_id == access.person.pk or allocates_to(access, offer.worker))


@rules.predicate
def completes_offer(access: Access, offer: Offer | None) -> bool:
    return offer is not None and offer.worker_id != access.person.pk and allocates_to(access, offer.worker)


@rules.predicate
def agrees_to_offer(access: Access, offer: Offer | None) -> bool:
    return offer is not None and offer.waits_for_id == access.person.pk


@rules.predicate
def accounts_for_breach(access: Access, breach: Breach | None) -> bool:
    return breach is not None and allocates_to(access, breach.worker)


@rules.predicate
def authorised_breach(access: Access, breach: Breach | None) -> bool:
    return breach is not None and breach.authorised_by_id == access.person.pk


@rules.predicate
def is_above_limit(access: Access, breach: Breach | None) -> bool:
    return breach is not None and breach.worker_id == access.person.pk


@rules.predicate
def answers_capacity(access: Access, note: CapacityNote | None) -> bool:
    return note is not None and (note.taken_to_id == access.person.pk or allocates_to(access, note.worker))


@rules.predicate
def said_it(access: Access, note: CapacityNote | None) -> bool:
    return note is not None and note.worker_id == access.person.pk


@rules.predicate
def ends_capacity(access: Access, note: CapacityNote | None) -> bool:
    return note is not None and (note.worker_id == access.person.pk or allocates_to(access, note.worker))


@rules.predicate
def hands_on_allegation(access: Access, allegation: Allegation | None) -> bool:
    """A group manager gives it to a practice manager, whoever has it now."""
    return allegation is not None and bool(access.service_ids)


@rules.predicate
def moves_allocation(access: Access, allocation: Allocation | None) -> bool:
    return allocation is not None and allocates_to(access, allocation.worker)


@rules.predicate
def closes_contingency(access: Access, action: Contingency | None) -> bool:
    if action is None:
        return False
    return access.person.pk in (action.owner_id, action.raised_by_id) or action.team.service_id in access.service_ids


@rules.predicate
def keeps_plan(access: Access, plan: ForecastPlan | None) -> bool:
    """Whoever made it, and those who answer for all; everybody else who sees it makes a copy."""
    return plan is not None and (plan.made_by_id == access.person.pk or bool(access.jobs & LEADS))


@rules.predicate
def sends_files(access: Access, _: object = None) -> bool:
    """Who brings the case system's file in: those who answer for all. The nightly command needs no page."""
    return bool(access.jobs & CaseImport.SEEN_BY)


@rules.predicate
def keeps_case(access: Access, case: Case | None) -> bool:
    """Whoever allocates to somebody who has it; where nobody has it, whoever allocates."""
    if case is None or not access.jobs & ALLOCATES:
        return False
    held = case.allocations.open_on(access.on).select_related("worker")
    return not held or any(allocates_to(access, one.worker) for one in held)


rules.add_perm("caseloads.list_cases", sees_boards)
rules.add_perm("caseloads.see_case", rules.always_true)
rules.add_perm("caseloads.keep_case", keeps_case)
rules.add_perm("caseloads.send_file", sends_files)
rules.add_perm("caseloads.deal_with_file", sends_files)
rules.add_perm("caseloads.see_imports", sends_files)
rules.add_perm("caseloads.see_import", sends_files)
rules.add_perm("caseloads.see", sees_load_of)
rules.add_perm("caseloads.allocate", allocates_to)
rules.add_perm("caseloads.choose", allocates_work)
rules.add_perm("caseloads.read_offer", rules.always_true)
rules.add_perm("caseloads.answer_offer", answers_offer)
rules.add_perm("caseloads.complete_offer", completes_offer)
rules.add_perm("caseloads.decide_offer", agrees_to_offer)
rules.add_perm("caseloads.record_ready", manages_worker)
rules.add_perm("caseloads.read_breach", rules.always_true)
rules.add_perm("caseloads.account_for_breach", accounts_for_breach)
rules.add_perm("caseloads.confirm_breach", authorised_breach)
rules.add_perm("caseloads.add_own_words", is_above_limit)
rules.add_perm("caseloads.say_at_capacity", carries_cases)
rules.add_perm("caseloads.see_capacity", reads_capacity_of)
rules.add_perm("caseloads.answer_capacity", answers_capacity)
rules.add_perm("caseloads.take_capacity_further", said_it)
rules.add_perm("caseloads.end_capacity", ends_capacity)
rules.add_perm("caseloads.hand_on_allegation", hands_on_allegation)
rules.add_perm("caseloads.move_allocation", moves_allocation)
rules.add_perm("caseloads.see_boards", sees_boards)
rules.add_perm("caseloads.see_service_board", sees_service)
rules.add_perm("caseloads.see_authority_board", sees_authority)
rules.add_perm("caseloads.read_contingency", rules.always_true)
rules.add_perm("caseloads.close_contingency", closes_contingency)
rules.add_perm("caseloads.see_forecast", sees_boards)
rules.add_perm("caseloads.see_forecast_plan", sees_boards)
rules.add_perm("caseloads.copy_forecast_plan", sees_boards)
rules.add_perm("caseloads.keep_forecast_plan", keeps_plan)
