"""What waits for an answer: a case offered, “I am at capacity”, an allegation nobody has yet; and visits alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from caseloads.policy.breaches import DueBy
from workforce.packs import Pack
from workforce.sentences import count, day, silence
from workforce.verdict import Answer, Verdict

MINUTES = 60


def offer_answer_by(pack: Pack, *, asked_on: dt.date) -> DueBy:
    """The day by which somebody answers about a case offered (CSL-08)."""
    rule = pack.caseloads.offers
    if rule is None:
        return DueBy(rules=("CSL-08",), because=silence(pack.title, "how soon a case offered is answered"), silent=True)
    days = rule.answered_within_days
    return DueBy(
        rules=("CSL-08",),
        because=f"Asked on {day(asked_on)}; a case that is offered is answered within {count(days, 'day')}",
        figures={"asked_on": asked_on, "days": days},
        due_on=asked_on + dt.timedelta(days=days),
    )


def capacity_answer_by(pack: Pack, *, said_on: dt.date) -> DueBy:
    """The day by which a worker who said “I am at capacity” is answered (CSL-14)."""
    rule = pack.caseloads.capacity
    if rule is None:
        return DueBy(
            rules=("CSL-14",), because=silence(pack.title, "how soon “I am at capacity” is answered"), silent=True
        )
    days = rule.answered_within_days
    return DueBy(
        rules=("CSL-14", "WRK-12"),
        because=f"Said on {day(said_on)}; it is answered within {count(days, 'day')}, or goes to the tier above",
        figures={"said_on": said_on, "days": days},
        due_on=said_on + dt.timedelta(days=days),
    )


def may_take_further(pack: Pack, *, said_on: dt.date, on: dt.date) -> Verdict:
    """Whether a worker who was not answered goes to the tier above now (WRK-12)."""
    due = capacity_answer_by(pack, said_on=said_on).due_on or said_on
    if on > due:
        return Verdict(True, "WRK-12", f"It was to be answered by {day(due)}")
    return Verdict(False, "WRK-12", f"Your manager has until {day(due)} to answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock24(Answer):
    """How an allegation stands: by which moment it is allocated, and the whole minutes left (negative when late)."""

    due_at: dt.datetime | None = None
    minutes_left: int | None = None

    @property
    def late(self) -> bool:
        return self.minutes_left is not None and self.minutes_left < 0


def allegation_clock(pack: Pack, *, received_at: dt.datetime, at: dt.datetime) -> Clock24:
    """The clock of an allegation of abuse or neglect that nobody has yet (CSL-11)."""
    rule = pack.caseloads.allegations
    if rule is None:
        return Clock24(
            rules=("CSL-11",), because=silence(pack.title, "how soon an allegation is allocated"), silent=True
        )
    hours = rule.allocated_within_hours
    due_at = received_at + dt.timedelta(hours=hours)
    return Clock24(
        rules=("CSL-11",),
        because=f"An allegation of abuse or neglect is allocated within {hours} hours of its coming in",
        figures={"hours": hours},
        due_at=due_at,
        minutes_left=int((due_at - at).total_seconds() // MINUTES),
    )


def needs_readiness(pack: Pack, *, stage: str, case_type: str, ready: bool) -> Verdict:
    """Whether this worker may visit alone on a case of this kind (CSL-06); experienced workers are not asked."""
    rule = pack.caseloads.visits_alone
    if rule is None or stage == "experienced" or case_type not in rule.case_types:
        return Verdict(True, "CSL-06", "Nothing is asked before visits alone on this kind of case")
    if ready:
        return Verdict(True, "CSL-06", f"The {rule.recorded_by} has recorded that they are ready to visit alone")
    return Verdict(
        False, "CSL-06", f"They do not visit alone until the {rule.recorded_by} has recorded that they are ready"
    )
