"""What each worker holds on a day, against their limit, and why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from caseloads import policy
from caseloads.queries.holdings import Holding, holdings
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

RULED_AS = {
    Stage.Kind.NQSW: "nqsw",
    Stage.Kind.TRAINEE: "trainee",
    Stage.Kind.SOCIAL_WORKER: "experienced",
    Stage.Kind.SENIOR: "experienced",
}


@dataclass(frozen=True, slots=True)
class Load:
    """Children held by one worker: their own, co-worked, and the limit where the policy sets one."""

    person: Person
    own: int
    co: int
    limit: policy.Limit | None

    @property
    def held(self) -> int:
        return self.own + self.co

    @property
    def maximum(self) -> float | None:
        """The most the policy allows; nothing where it sets none, as for whoever is in no service or stage."""
        return self.limit.maximum if self.limit else None

    @property
    def is_over(self) -> bool:
        return self.maximum is not None and self.held > self.maximum


def loads_of(
    people: Iterable[Person], on: dt.date, known: dict[int, Facts] | None = None, pack: Pack | None = None
) -> dict[int, Load]:
    """Return what each person holds on the day, by primary key; `pack` takes the place of the policy in force."""
    judged_by = pack or pack_on(on)
    facts = known if known is not None else facts_of(people, on)
    held = holdings(facts, [on])
    return {pk: _load(facts[pk], held[pk, on], on, judged_by) for pk in facts}


def _load(facts: Facts, held: Holding, on: dt.date, pack: Pack) -> Load:
    return Load(facts.person, held.own, held.co, limit_for(facts, on, pack))


def limit_for(facts: Facts, on: dt.date, pack: Pack | None = None) -> policy.Limit | None:
    """Return the limit the policy sets for this person on this day; nothing where they are in no service or stage."""
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.clock is None or facts.service_code is None:
        return None
    pack = pack or pack_on(on)
    if facts.service_code not in pack.services:
        return None
    return policy.limit(pack, stage=ruled_as, service=facts.service_code, clock=facts.clock, on=on, fte=facts.fte)
