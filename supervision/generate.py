"""The supervision sessions of a generated authority: at the rhythm of each stage, some late, some not held."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

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
NOT_HELD, SHORT = 0.05, 0.03


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
    count = write(Session, (row for one in stretches(plan) for row in sessions(one, plan, dice, notes)), entry)
    return f"{count} supervision sessions"


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
    """Each a few days before it is due; who falls behind misses the last of them."""
    until = one.last - dt.timedelta(days=dice.randrange(20, 60) if dice.random() < FALLS_BEHIND else 0)
    day = one.first + dt.timedelta(days=dice.randrange(1, 6))
    while day <= until:
        if dice.random() < NOT_HELD:
            yield session(one, day, Session.Outcome.CANCELLED, 0, dice, notes)
            day += dt.timedelta(days=dice.randrange(1, 4))
            if day > until:
                break
        minutes = 60 if dice.random() < SHORT else dice.choice((90, 90, 95, 100, 120))
        yield session(one, day, Session.Outcome.HELD, minutes, dice, notes)
        day += dt.timedelta(days=gap(one, day) - dice.randrange(4))


def gap(one: Stretch, day: dt.date) -> int:
    if one.kind != Stage.Kind.NQSW or day >= add_months(one.began, 6):
        return MONTHLY
    return WEEKLY if day < one.began + FIRST_WEEKS else FORTNIGHTLY


def session(one: Stretch, day: dt.date, outcome: str, minutes: int, dice: random.Random, notes: Words) -> Session:
    held = outcome == Session.Outcome.HELD
    return Session(
        sent_key=key(dice),
        worker_id=one.worker,
        supervisor_id=one.supervisor,
        date=day,
        kind=Session.Kind.ONE_TO_ONE,
        minutes=minutes,
        outcome=outcome,
        cancelled_by="" if held else "Supervisor",
        why_not_held="" if held else "Court",
        notes=notes.draw() if held else "",
        recorded_by_id=one.supervisor,
        recorded_at=moment(day, 17),
    )


def entry(row: Session) -> AuditEntry:
    return written(row.supervisor_id, "supervision.record_session", row, row.recorded_at)
