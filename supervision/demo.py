"""The demonstration's supervision sessions: a year of them at once, each with its audit entry."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping

from supervision.made_up import records
from supervision.models import Session
from workforce.demo import Story, moment, people_by_number
from workforce.imports.cells import Line
from workforce.imports.faults import FileRefused
from workforce.imports.table import read_lines
from workforce.made_up.words import Words
from workforce.models import AuditEntry, Person, Stage

ORDER = 40
FIELDS = ("supervisee", "supervisor", "held_on", "minutes", "kind", "held", "cancelled_by", "reason")
LONGEST = 600
NO_REASON = "No reason given"
MONTHLY = (Stage.Kind.SOCIAL_WORKER, Stage.Kind.SENIOR, Stage.Kind.MANAGER)
A_YEAR, RECORDED_FOR = dt.timedelta(days=385), dt.timedelta(days=340)
EVERY, FRIDAY, SEED = 27, 4, 14
CALLED_OFF, LEFT_OUT = 0.05, 0.06
WITHOUT_RECORD = 7  # one session in so many


def load(story: Story) -> str:
    """Write every session of the file. What is due next is settled once, when all of the story is told."""
    lines, reading = read_lines(story.source("supervision.csv"), fields=FIELDS, required=FIELDS)
    people = people_by_number()
    sessions = [_session(line, people) for line in lines]
    if reading.faults:
        raise FileRefused(reading.faults)
    sessions += before(sessions, story.on)
    Session.objects.bulk_create(sessions, batch_size=500)
    AuditEntry.objects.bulk_create([_entry(session) for session in sessions], batch_size=500)
    told = records.tell(with_records(sessions, story.on), random.Random(SEED), Words(random.Random(SEED), 3), story.on)
    return f"{len(sessions)} supervision sessions, {told} records"


def before(sessions: list[Session], on: dt.date) -> list[Session]:
    """What the file leaves out: half a year of those who are not newly qualified; monitoring shows a year."""
    first: dict[int, Session] = {}
    for session in sorted(sessions, key=lambda one: one.date):
        first.setdefault(session.worker_id, session)
    chance, found = random.Random(SEED), []
    stages = Stage.objects.open_on(on).filter(person__in=first, kind__in=MONTHLY).order_by("person__email")
    for person, began in stages.values_list("person", "started_on"):
        known = first[person]
        day = known.date - dt.timedelta(days=EVERY - chance.randrange(4))
        while day > max(began, on - A_YEAR):
            found.append(_earlier(known, day, chance))
            day -= dt.timedelta(days=EVERY - chance.randrange(4) + (EVERY if chance.random() < LEFT_OUT else 0))
    return found


def _earlier(known: Session, day: dt.date, chance: random.Random) -> Session:
    called_off = chance.random() < CALLED_OFF
    while day.weekday() > FRIDAY:
        day -= dt.timedelta(days=1)
    return Session(
        worker_id=known.worker_id,
        supervisor=known.supervisor,
        date=day,
        kind=Session.Kind.ONE_TO_ONE,
        minutes=0 if called_off else chance.choice((60, 90, 90, 90, 95, 105)),
        outcome=Session.Outcome.CANCELLED if called_off else Session.Outcome.HELD,
        cancelled_by=chance.choice(("Supervisor", "Supervisee", "Court")) if called_off else "",
        why_not_held=NO_REASON if called_off else "",
        recorded_by=known.supervisor,
        recorded_at=moment(day, 17),
    )


def with_records(sessions: list[Session], on: dt.date) -> list[Session]:
    """The one-to-one sessions of the last months that were held, and of which there is a record by now."""
    since, until = on - RECORDED_FOR, on - dt.timedelta(days=3)
    recorded = [
        one
        for one in sessions
        if one.outcome == Session.Outcome.HELD
        and one.kind == Session.Kind.ONE_TO_ONE
        and since < one.date < until
        and one.pk % WITHOUT_RECORD
    ]
    return sorted(recorded, key=lambda one: (one.date, one.pk))


def _session(line: Line, people: Mapping[str, Person]) -> Session:
    held = bool(line.word("held", {}, required=True))
    supervisor = people[line.reference("supervisor", required=True)]
    date = line.date("held_on", required=True) or dt.date.min
    return Session(
        worker=people[line.reference("supervisee", required=True)],
        supervisor=supervisor,
        date=date,
        kind=str(line.word("kind", dict(Session.Kind.choices), required=True)),
        minutes=line.whole("minutes", lowest=1, highest=LONGEST, required=held) or 0,
        outcome=Session.Outcome.HELD if held else Session.Outcome.CANCELLED,
        cancelled_by=str(line.word("cancelled_by", {}) or "").capitalize(),
        why_not_held="" if held else line.text("reason") or NO_REASON,
        recorded_by=supervisor,
        recorded_at=moment(date, 17),
    )


def _entry(session: Session) -> AuditEntry:
    return AuditEntry(
        at=session.recorded_at,
        actor=session.recorded_by,
        kind=AuditEntry.Kind.WRITE,
        deed="supervision.record_session",
        subject_type=session._meta.label,
        subject_id=str(session.pk),
    )
