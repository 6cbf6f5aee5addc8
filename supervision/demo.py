"""The demonstration's supervision sessions: a year of them at once, each with its audit entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from supervision.models import Session
from workforce.demo import Story, moment, people_by_number
from workforce.imports.cells import Line
from workforce.imports.faults import FileRefused
from workforce.imports.table import read_lines
from workforce.models import AuditEntry, Person

ORDER = 40
FIELDS = ("supervisee", "supervisor", "held_on", "minutes", "kind", "held", "cancelled_by", "reason")
LONGEST = 600
NO_REASON = "No reason given"


def load(story: Story) -> str:
    """Write every session of the file. What is due next is settled once, when all of the story is told."""
    lines, reading = read_lines(story.source("supervision.csv"), fields=FIELDS, required=FIELDS)
    people = people_by_number()
    sessions = [_session(line, people) for line in lines]
    if reading.faults:
        raise FileRefused(reading.faults)
    Session.objects.bulk_create(sessions, batch_size=500)
    AuditEntry.objects.bulk_create([_entry(session) for session in sessions], batch_size=500)
    return f"{len(sessions)} supervision sessions"


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
