"""The supervision sessions of a generated authority: at the rhythm of each stage, some late, some not held."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from supervision.made_up import records
from supervision.models import Session
from workforce.clock import add_months
from workforce.demo import moment
from workforce.generate import Plan, key, write, written
from workforce.made_up.words import Words
from workforce.models import AuditEntry, Relationship, Stage

ORDER = 40
WEEKLY, FORTNIGHTLY, MONTHLY = 7, 14, 28
FIRST_WEEKS = dt.timedelta(weeks=6)
SENTENCES_OF_NOTES = 2
FALLS_BEHIND = 0.06
NOT_HELD, MISSED, SHORT, GROUP = 0.05, 0.2, 0.03, 0.1
BOOKED, FORGOTTEN = 0.7, 0.03
CALLED_OFF_BY = ("Supervisor", "Supervisor", "Worker", "Team on duty")
Outcome = Session.Outcome


@dataclass(frozen=True, slots=True)
class Stretch:
    """A worker with one supervisor during one stage, within the years that are told."""

    worker: int
    supervisor: int
    kind: str
    began: dt.date
    first: dt.date
    last: dt.date


def generate(plan: Plan) -> str:
    dice = plan.dice("supervision")
    notes = Words(dice, SENTENCES_OF_NOTES)
    every = list(stretches(plan))
    count = write(Session, (row for one in every for row in sessions(one, plan, dice, notes)), entry)
    booked = write(Session, bookings(every, plan))
    kept = records.generate(plan)
    return f"{count} supervision sessions, {booked} booked, {kept} records"


def stretches(plan: Plan) -> Iterator[Stretch]:
    lines = {
        person: (holder, ended or plan.on)
        for person, holder, ended in Relationship.objects.filter(kind="manages").values_list(
            "person", "holder", "ended_on"
        )
    }
    for worker, kind, began, ended in Stage.objects.order_by("pk").values_list(
        "person", "kind", "started_on", "ended_on"
    ):
        if worker in lines:
            holder, until = lines[worker]
            last = min(ended or plan.on, until, plan.on - dt.timedelta(days=1))
            yield Stretch(worker, holder, kind, began, max(began, plan.began), last)


def sessions(one: Stretch, plan: Plan, dice: random.Random, notes: Words) -> Iterator[Session]:
    """Each a few days before it is due; who falls behind misses the last of them. Now and then a group meets too."""
    until = one.last - dt.timedelta(days=dice.randrange(20, 60) if dice.random() < FALLS_BEHIND else 0)
    day = one.first + dt.timedelta(days=dice.randrange(1, 6))
    while day <= until:
        if dice.random() < NOT_HELD:
            outcome = Outcome.MISSED if dice.random() < MISSED else Outcome.CANCELLED
            yield session(one, day, outcome, 0, dice, notes)
            day += dt.timedelta(days=dice.randrange(1, 4))
            if day > until:
                break
        minutes = 60 if dice.random() < SHORT else dice.choice((90, 90, 95, 100, 120))
        yield session(one, day, Outcome.HELD, minutes, dice, notes)
        if one.kind == Stage.Kind.NQSW and dice.random() < GROUP and day < until:
            yield session(one, day + dt.timedelta(days=1), Outcome.HELD, 120, dice, notes, Session.Kind.GROUP)
        day += dt.timedelta(days=gap(one, day) - dice.randrange(4))


def bookings(every: list[Stretch], plan: Plan) -> Iterator[Session]:
    """The next session of most, and a few that have passed without a word about them."""
    dice = plan.dice("bookings")
    for one in every:
        if one.last < plan.on - dt.timedelta(days=1):
            continue
        chance = dice.random()
        if chance < BOOKED:
            yield session(one, plan.on + dt.timedelta(days=dice.randrange(1, 25)), Outcome.PLANNED, 0, dice)
        elif chance > 1 - FORGOTTEN and one.first < plan.on - dt.timedelta(days=10):
            yield session(one, plan.on - dt.timedelta(days=dice.randrange(2, 9)), Outcome.PLANNED, 0, dice)


def gap(one: Stretch, day: dt.date) -> int:
    if one.kind != Stage.Kind.NQSW or day >= add_months(one.began, 6):
        return MONTHLY
    return WEEKLY if day < one.began + FIRST_WEEKS else FORTNIGHTLY


def session(
    one: Stretch,
    day: dt.date,
    outcome: str,
    minutes: int,
    dice: random.Random,
    notes: Words | None = None,
    kind: str = Session.Kind.ONE_TO_ONE,
) -> Session:
    called_off = outcome in (Outcome.CANCELLED, Outcome.MISSED)
    return Session(
        sent_key=key(dice),
        worker_id=one.worker,
        supervisor_id=one.supervisor,
        date=day,
        kind=kind,
        minutes=minutes,
        outcome=outcome,
        cancelled_by=dice.choice(CALLED_OFF_BY) if called_off else "",
        why_not_held="Court" if called_off else "",
        notes=notes.draw() if notes and outcome == Outcome.HELD else "",
        recorded_by_id=one.supervisor,
        recorded_at=moment(min(day, one.last), 17),
    )


def entry(row: Session) -> AuditEntry:
    return written(row.supervisor_id, "supervision.record_session", row, row.recorded_at)
