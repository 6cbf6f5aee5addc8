"""Who could take a case: the team by room left, each with what the rules say and what stands beside the number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from caseloads import policy
from caseloads.queries.beside import Beside, Mark, beside
from caseloads.queries.loads import RULED_AS, Load, loads_of
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.verdict import Verdict
from workforce.why import Why, why, why_of

UNRULED = -1000  # after everybody with a limit


@dataclass(frozen=True, slots=True)
class CaseOffered:
    """The case as it is asked about; nothing of it is saved."""

    type: str
    children: int
    role: str
    complexity: int = 1


@dataclass(frozen=True, slots=True)
class Choice:
    """One worker beside the case. `answer` is what `explain allocation` gives once it is discussed and agreed."""

    facts: Facts
    load: Load
    month: int | None
    answer: policy.Allocation | None
    room: float | None
    after: int
    steps_up_on: dt.date | None
    steps_up_to: str
    readiness: Verdict
    beside: Beside
    limit_why: Why | None
    readiness_why: Why | None

    @property
    def person(self) -> Person:
        return self.facts.person

    @property
    def ready(self) -> Mark | None:
        return self.beside.ready

    @property
    def note(self) -> Mark | None:
        return self.beside.note

    @property
    def blocks(self) -> tuple[policy.Finding, ...]:
        return self.answer.blocks if self.answer else ()

    @property
    def warnings(self) -> tuple[policy.Finding, ...]:
        return self.answer.warnings if self.answer else ()

    @property
    def needs_colleague(self) -> bool:
        """Whether an experienced colleague lifts what stands against it (CSL-05)."""
        return any(block.rule == "CSL-05" for block in self.blocks)

    @property
    def barred(self) -> tuple[policy.Finding, ...]:
        return tuple(block for block in self.blocks if block.rule != "CSL-05")


def choices_for(case: CaseOffered, people: Iterable[Person], on: dt.date) -> list[Choice]:
    """Return everybody who could be asked, most room first; whom a rule bars comes last."""
    pack = pack_on(on)
    facts = facts_of(people, on, absences=False)
    loads = loads_of([], on, facts, pack)
    marks = beside(list(facts), on)
    found = []
    for pk, known in facts.items():
        ruled_as = RULED_AS.get(Stage.Kind(known.stage.kind)) if known.stage else None
        if ruled_as is None or known.clock is None or known.service_code not in pack.services:
            continue
        found.append(_choice(case, known, loads[pk], pack, on, ruled_as, marks[pk]))
    return sorted(
        found, key=lambda one: (bool(one.barred), -(UNRULED if one.room is None else one.room), one.person.name)
    )


def _choice(
    case: CaseOffered,
    known: Facts,
    load: Load,
    pack: Pack,
    on: dt.date,
    ruled_as: str,
    marks: Beside,
) -> Choice:
    assert known.clock is not None and known.service_code is not None
    answer = policy.allocation(
        pack,
        stage=ruled_as,
        service=known.service_code,
        clock=known.clock,
        on=on,
        own=load.own,
        co=load.co,
        case=policy.Case(
            type=case.type,
            children=case.children,
            role=cast(policy.Role, case.role),
            experienced_colleague=False,
            discussed=True,
            pm_agreed=True,
            registered=marks.registered,
        ),
        fte=known.fte,
    )
    steps_up_on, steps_up_to = next_step(known, on, pack)
    readiness = policy.needs_readiness(pack, stage=ruled_as, case_type=case.type, ready=marks.ready is not None)
    return Choice(
        facts=known,
        load=load,
        month=known.clock.month(on) if ruled_as != "experienced" else None,
        answer=answer,
        room=room_left(load, known, pack),
        after=load.held + case.children,
        steps_up_on=steps_up_on,
        steps_up_to=steps_up_to,
        readiness=readiness,
        beside=marks,
        limit_why=why(answer.limit, pack),
        readiness_why=why_of(readiness.rule, readiness.because, pack),
    )


def room_left(load: Load, known: Facts, pack: Pack) -> float | None:
    """Return the children still to be held: up to the maximum, else up to a full caseload of an experienced worker."""
    if load.limit is not None and load.limit.maximum is not None:
        return load.limit.maximum - load.held
    full = policy.full_caseload(pack)
    return None if full is None or load.limit is None else int(full * known.fte) - load.held


def next_step(known: Facts, on: dt.date, pack: Pack) -> tuple[dt.date | None, str]:
    """Return the day of the next step of a worker's limit, and what it is then; nothing where none is to come."""
    ruled_as = RULED_AS.get(Stage.Kind(known.stage.kind)) if known.stage else None
    if ruled_as is None or known.clock is None or known.service_code not in pack.services:
        return None, ""
    assert known.service_code is not None
    spells = policy.timeline(pack, stage=ruled_as, service=known.service_code, clock=known.clock, fte=known.fte)
    for spell in spells:
        if spell.from_on > on:
            top = spell.limit.maximum
            return spell.from_on, "" if top is None else f"{top:g}"
    return None, ""
