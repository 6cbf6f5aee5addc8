"""How supervision stands for each worker on a day: last session, next due, and why."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from supervision import policy
from supervision.models import Session
from supervision.queries.kept import kept_by, kept_of
from workforce.clock import ONE_DAY
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

RULED_AS = {
    Stage.Kind.NQSW: "nqsw",
    Stage.Kind.SOCIAL_WORKER: "social_worker",
    Stage.Kind.SENIOR: "social_worker",
    Stage.Kind.MANAGER: "social_worker",  # they are social workers, and have supervision like anybody else (SUP-04)
}
NOT_YET = (Session.Outcome.PLANNED, Session.Outcome.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Standing:
    """One worker's supervision. `due` is null where the policy has no rhythm for their stage."""

    person: Person
    last_held: dt.date | None
    due: policy.Due | None

    @property
    def last_is_beside(self) -> bool:
        """Whether the last session held does not count towards the rhythm, as a group where one-to-one is asked."""
        return bool(self.due and self.last_held and self.last_held != self.due.last_counting)


def standing_of(
    people: Iterable[Person],
    on: dt.date,
    known: dict[int, Facts] | None = None,
    pack: Pack | None = None,
    rows: Iterable[Session] | None = None,
) -> dict[int, Standing]:
    """Return how supervision stands, by primary key; `known` and `rows` save asking for facts and sessions again.

    The answer is that of the version in force on the day asked about, or of `pack` where one is given. A day before
    that version took effect stays judged by the one before it.
    """
    judged_by = pack or pack_on(on)
    facts = known if known is not None else facts_of(people, on)
    kept = kept_of([known.stage for known in facts.values() if known.stage])
    sessions = _happened(facts, on, counts_as(judged_by), rows)
    return {pk: _standing(one, sessions[pk], kept_by(kept, one.stage), on, judged_by) for pk, one in facts.items()}


def _happened(
    facts: Iterable[int], on: dt.date, kinds: dict[str, policy.Kind], rows: Iterable[Session] | None
) -> dict[int, list[policy.Session]]:
    """Return what has happened up to that day, by worker, as the policy asks for it."""
    told: Iterable[tuple[int, dt.date, str, int, str]]
    if rows is None:
        found = Session.objects.filter(worker__in=facts, date__lte=on).exclude(outcome__in=NOT_YET).order_by("date")
        told = found.values_list("worker", "date", "kind", "minutes", "outcome")
    else:
        past = (row for row in rows if row.date <= on and row.outcome not in NOT_YET)
        told = ((row.worker_id, row.date, row.kind, row.minutes, row.outcome) for row in past)
    sessions: dict[int, list[policy.Session]] = defaultdict(list)
    for worker, date, kind, minutes, outcome in told:
        sessions[worker].append(policy.Session(date, kinds[kind], minutes, outcome == Session.Outcome.HELD))
    return sessions


def counts_as(pack: Pack) -> dict[str, policy.Kind]:
    """Return what each kind of session counts as; a joint one as the policy says, as a group where it is silent."""
    joint = pack.supervision.joint
    return {
        Session.Kind.ONE_TO_ONE: "one_to_one",
        Session.Kind.GROUP: "group",
        Session.Kind.JOINT: joint.counts_as if joint else "group",
    }


def _standing(
    facts: Facts, sessions: list[policy.Session], kept: tuple[policy.Kept, ...], on: dt.date, pack: Pack
) -> Standing:
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
        kept=kept,
    )
    return Standing(facts.person, last_held, _judged(asked, pack, on))


def _judged(asked: Callable[..., policy.Due], pack: Pack, on: dt.date) -> policy.Due:
    """Ask for a day; where the due day lies before the version took effect, ask for the eve of the change too."""
    due, changed_on = asked(pack, on=on), pack.pack.in_force_from
    if changed_on is None or changed_on > on or due.due_on is None or due.due_on >= changed_on - ONE_DAY:
        return due
    eve = changed_on - ONE_DAY
    return policy.across_change(due, _judged(asked, pack_on(eve), eve), changed_on=changed_on, on=on)
