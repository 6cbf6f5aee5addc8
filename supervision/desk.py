"""What supervision knows of a person for the policy desk, and who is overdue under a policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from supervision.models import Session
from supervision.queries import RULED_AS, Standing, standing_of
from supervision.queries.kept import kept_of
from supervision.queries.standing import NOT_YET, counts_as
from workforce.access import Access, may
from workforce.desk import Judged, Known
from workforce.desk_sources import clock_facts
from workforce.explain import LATEST
from workforce.facts import Facts, facts_of
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day

NEWEST = 12  # sessions: only the last that counts decides when the next is due
HIDDEN = "Their sessions are left out: you may not see their supervision."
AWAY_HIDDEN = "Their absence is left out: only they, their line and HR see it."


def due_facts(access: Access, person: Person, on: dt.date) -> Known | None:
    facts = facts_of([person], on)[person.pk]
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.stage is None:
        return None
    known = {**clock_facts(facts, on), "stage": ruled_as}
    kept = kept_of([facts.stage])[facts.stage.pk]
    known["kept"] = [{"from": one.from_on, "to": one.to_on or LATEST} for one in kept]
    if not may("supervision.see", access, person):
        return Known(known, (HIDDEN,))
    happened = Session.objects.exclude(outcome__in=NOT_YET)
    counted = counts_as(pack_on(on))
    sessions = happened.filter(worker=person, date__range=(facts.stage.started_on, on))[:NEWEST]
    known["sessions"] = [
        {
            "date": session.date,
            "kind": counted[session.kind],
            "minutes": session.minutes,
            "held": session.outcome == Session.Outcome.HELD,
        }
        for session in sessions
    ]
    if not may("workforce.see_absence", access, person):
        return Known(known, (AWAY_HIDDEN,) if facts.absences else ())
    since = min((session.date for session in sessions), default=facts.stage.started_on)
    known["absences"] = [{"from": first, "to": last} for first, last in facts.absences if last >= since and first <= on]
    return Known(known)


def overdue(facts: Mapping[int, Facts], on: dt.date, pack: Pack) -> dict[int, Judged]:
    """Judge everybody in a stage that has a rhythm of supervision."""
    people = [known.person for known in facts.values()]
    standings = standing_of(people, on, dict(facts), pack)
    return {pk: _judged(standing) for pk, standing in standings.items() if standing.due is not None}


def _judged(standing: Standing) -> Judged:
    due = standing.due
    if due is None or due.due_on is None:
        return Judged(False, "the policy does not say")
    late = f", {count(due.days_overdue, 'day')} late" if due.overdue else ""
    return Judged(due.overdue, f"due by {day(due.due_on)}{late}")
