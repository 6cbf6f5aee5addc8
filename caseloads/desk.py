"""What caseloads know of a person for the policy desk, and who is above their limit under a policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from caseloads.queries import RULED_AS, Load, loads_of
from workforce.access import Access, may
from workforce.desk import Judged, Known
from workforce.desk_sources import clock_facts
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.sentences import count

HIDDEN = "What they hold is left out: you may not see their caseload."


def limit_facts(access: Access, person: Person, on: dt.date) -> Known | None:
    facts = facts_of([person], on)[person.pk]
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None:
        return None
    return Known({**clock_facts(facts, on), "stage": ruled_as, "service": facts.service_code, "fte": facts.fte})


def allocation_facts(access: Access, person: Person, on: dt.date) -> Known | None:
    known = limit_facts(access, person, on)
    if known is None:
        return None
    facts = {name: value for name, value in known.facts.items() if name != "fte"}
    if not may("caseloads.see", access, person):
        return Known(facts, (HIDDEN,))
    load = loads_of([person], on)[person.pk]
    registered = person.registrations.open_on(on).exists()
    return Known({**facts, "own": load.own, "co": load.co, "case": {"registered": registered}})


def above_limit(facts: Mapping[int, Facts], on: dt.date, pack: Pack) -> dict[int, Judged]:
    """Judge everybody in a stage that has a limit."""
    people = [known.person for known in facts.values()]
    loads = loads_of(people, on, dict(facts), pack)
    return {pk: _judged(load) for pk, load in loads.items() if load.limit is not None}


def _judged(load: Load) -> Judged:
    top = load.maximum
    limit = "no limit" if top is None else f"limit {top}"
    return Judged(load.is_over, f"{count(load.held, 'child', 'children')}, {limit}")
