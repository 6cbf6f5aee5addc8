"""How supervision stands for each worker on a day: last session, next due, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import cast

from supervision import policy
from supervision.models import Session
from workforce.clock import ONE_DAY
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

RULED_AS = {
    Stage.Kind.NQSW: "nqsw",
    Stage.Kind.SOCIAL_WORKER: "social_worker",
    Stage.Kind.SENIOR: "social_worker",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One worker's supervision. `due` is null where the policy has no rhythm for their stage."""

    person: Person
    last_held: dt.date | None
    due: policy.Due | None


def standing_of(
    people: Iterable[Person], on: dt.date, known: dict[int, Facts] | None = None, pack: Pack | None = None
) -> dict[int, Standing]:
    """Return how supervision stands, by primary key; `known` saves asking for the facts again.

    The answer is that of the version in force on the day asked about, or of `pack` where one is given. A day before
    that version took effect stays judged by the one before it.
    """
    judged_by = pack or pack_on(on)
    facts = known if known is not None else facts_of(people, on)
    sessions: dict[int, list[policy.Session]] = defaultdict(list)
    rows = Session.objects.filter(worker__in=facts, date__lte=on).exclude(outcome=Session.Outcome.PLANNED)
    rows = rows.order_by("date")
    for worker, date, kind, minutes, outcome in rows.values_list("worker", "date", "kind", "minutes", "outcome"):
        sessions[worker].append(policy.Session(date, cast(policy.Kind, kind), minutes, outcome == Session.Outcome.HELD))
    return {pk: _standing(facts[pk], sessions[pk], on, judged_by) for pk in facts}


def _standing(facts: Facts, sessions: list[policy.Session], on: dt.date, pack: Pack) -> Standing:
    last_held = max((session.on for session in sessions if session.held), default=None)
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.clock is None or facts.stage is None:
        return Standing(facts.person, last_held, None)
    asked = partial(
        policy.due,
        stage=ruled_as,
        clock=facts.clock,
        sessions=sessions,
        absences=[policy.Away(first, last) for first, last in facts.absences],
        keep_fortnightly=facts.stage.keeps_fortnightly,
    )
    return Standing(facts.person, last_held, _judged(asked, pack, on))


def _judged(asked: Callable[..., policy.Due], pack: Pack, on: dt.date) -> policy.Due:
    """Ask for a day; where the due day lies before the version took effect, ask for the eve of the change too."""
    due, changed_on = asked(pack, on=on), pack.pack.in_force_from
    if changed_on is None or changed_on > on or due.due_on is None or due.due_on >= changed_on - ONE_DAY:
        return due
    eve = changed_on - ONE_DAY
    return policy.across_change(due, _judged(asked, pack_on(eve), eve), changed_on=changed_on, on=on)
