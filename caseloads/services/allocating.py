"""Ask the rules about a case and a worker, and write the allocation; the blocks hold whichever way it came."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import cast

from caseloads import policy
from caseloads.models import Allegation, Allocation, Case
from caseloads.queries.loads import RULED_AS, loads_of
from caseloads.queries.people import experienced
from workforce.facts import facts_of, is_registered
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused

ONE_DAY = dt.timedelta(days=1)
CLASH = "This worker is already on this case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A case of the case system for a worker in a role, and what is known to be agreed."""

    worker: Person
    reference: str
    type: str
    children: int
    role: str
    complexity: int = 1
    colleague: Person | None = None
    discussed: bool = False
    agreed: bool = False


def ask(proposal: Proposal, *, on: dt.date) -> policy.Allocation | None:
    """Ask the rules about a proposal, without saving; nothing where no rule applies to the worker's stage."""
    facts = facts_of([proposal.worker], on)[proposal.worker.pk]
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.clock is None or facts.service_code is None:
        return None
    load = loads_of([proposal.worker], on, {proposal.worker.pk: facts})[proposal.worker.pk]
    return policy.allocation(
        pack_on(on),
        stage=ruled_as,
        service=facts.service_code,
        clock=facts.clock,
        on=on,
        own=load.own,
        co=load.co,
        case=policy.Case(
            type=proposal.type,
            children=proposal.children,
            role=cast(policy.Role, proposal.role),
            experienced_colleague=proposal.colleague is not None,
            discussed=proposal.discussed,
            pm_agreed=proposal.agreed,
            registered=is_registered(proposal.worker, on),
        ),
        fte=facts.fte,
    )


def refuse_blocks(answer: policy.Allocation | None) -> None:
    """Refused with every block in the words of the policy."""
    if answer is not None and answer.blocks:
        raise Refused(". ".join(block.message for block in answer.blocks))


def true_to_case(proposal: Proposal, *, on: dt.date) -> None:
    """Refused where the case is known here and is another than the one described, or the worker is on it already."""
    case = Case.objects.filter(reference=proposal.reference).first()
    if case is None:
        return
    if case.closed_on is not None and case.closed_on < on:
        raise Refused(f"{case.reference} was closed. Check the reference")
    if (case.type, case.children) != (proposal.type, proposal.children):
        children = "1 child" if case.children == 1 else f"{case.children} children"
        raise Refused(f"The case system has {case.reference} as {case.get_type_display().lower()} with {children}")
    if Allocation.objects.open_on(on).filter(case=case, worker=proposal.worker).exists():
        raise Refused(CLASH)


def fit_colleague(proposal: Proposal, *, on: dt.date) -> None:
    """Refused where the colleague named is not an experienced registered social worker, or is the worker (CSL-05)."""
    if proposal.colleague is None:
        return
    if proposal.colleague == proposal.worker or not _is_experienced(proposal.colleague, on):
        raise Refused(f"{proposal.colleague.name} is not an experienced registered social worker. Choose another")


def _is_experienced(person: Person, on: dt.date) -> bool:
    return experienced(Person.objects.filter(pk=person.pk), on).exists()


def write(proposal: Proposal, allocation: Allocation, *, on: dt.date, at: dt.datetime) -> Allocation:
    """Write the allocation with its case, put the colleague on it, and stop the clock of an allegation it answers."""
    case, _ = Case.objects.get_or_create(
        reference=proposal.reference,
        defaults={
            "type": proposal.type,
            "children": proposal.children,
            "complexity": proposal.complexity,
            "opened_on": on,
        },
    )
    allocation.case = case
    written, _ = insert_once(allocation, clash=CLASH)
    if proposal.colleague is not None:
        _put_on(case, proposal.colleague, on=on, at=at)
    Allegation.objects.waiting().filter(reference=case.reference).update(allocation=written, allocated_at=at)
    return written


def _put_on(case: Case, colleague: Person, *, on: dt.date, at: dt.datetime) -> None:
    """Make the experienced colleague co-worker, unless they are on the case in some role already."""
    if not Allocation.objects.open_on(on).filter(case=case, worker=colleague).exists():
        Allocation.objects.create(
            case=case, worker=colleague, role=Allocation.Role.CO, started_on=on, discussed=True, recorded_at=at
        )


def end_before(allocation: Allocation, *, on: dt.date) -> None:
    """End an allocation with the day before; refused where somebody else was first."""
    last = max(allocation.started_on, on - ONE_DAY)
    if not Allocation.objects.filter(pk=allocation.pk, ended_on__isnull=True).update(ended_on=last):
        raise Refused("This has ended already. Reload the page")
    allocation.ended_on = last
