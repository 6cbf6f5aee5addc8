"""Allocate work: blocks of the rule book are held here, whichever way the request came."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import cast

from django.db import transaction

from caseloads import policy
from caseloads.models import Allocation, Case
from caseloads.queries import RULED_AS, loads_of
from workforce import audit
from workforce.facts import facts_of, is_registered
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is asked for: a case of the case system, for a worker, in a role, and what was agreed beforehand."""

    worker: Person
    reference: str
    type: str
    children: int
    role: str
    experienced_colleague: bool
    discussed: bool
    agreed: bool
    workers_view: str = ""
    over_limit_reason: str = ""


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
            experienced_colleague=proposal.experienced_colleague,
            discussed=proposal.discussed,
            pm_agreed=proposal.agreed,
            registered=is_registered(proposal.worker, on),
        ),
        fte=facts.fte,
    )


@transaction.atomic
def allocate(proposal: Proposal, *, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime) -> Allocation:
    """Give a case to a worker; a form sent twice gives back the first.

    Raises:
        Refused: a rule blocks it, the limit would be passed without a reason, or the worker is on the case already.
    """
    already: Allocation | None = Allocation.objects.filter(sent_key=sent_key).first()
    if already is not None:
        return already
    answer = ask(proposal, on=on)
    if answer is not None and answer.blocks:
        raise Refused(" ".join(block.message for block in answer.blocks))
    if answer is not None and answer.warnings and not proposal.over_limit_reason.strip():
        raise Refused(f"{answer.warnings[0].message} Say why this worker should take it all the same")
    allocation, new = _write(proposal, sent_key=sent_key, by=by, on=on, at=at)
    if not new:
        return allocation
    audit.record(by=by, deed="caseloads.allocate", subject=allocation, at=at)
    return allocation


def _write(
    proposal: Proposal, *, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> tuple[Allocation, bool]:
    case, _ = Case.objects.get_or_create(
        reference=proposal.reference,
        defaults={"type": proposal.type, "children": proposal.children, "opened_on": on},
    )
    allocation = Allocation(
        case=case,
        worker=proposal.worker,
        role=proposal.role,
        started_on=on,
        discussed=proposal.discussed,
        workers_view=proposal.workers_view,
        agreed_by=by if proposal.agreed else None,
        over_limit_reason=proposal.over_limit_reason,
        recorded_at=at,
        sent_key=sent_key,
    )
    return insert_once(allocation, clash="This worker is already on this case")
