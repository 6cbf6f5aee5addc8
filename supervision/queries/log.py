"""The log of somebody's supervision: each session with what became of it, and whether it counted towards the rhythm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from supervision import policy
from supervision.models import Action, Session
from supervision.policy.monitoring import Happened, Judge
from supervision.queries.bookings import booked_or_past
from supervision.queries.kept import kept_by, kept_of
from supervision.queries.standing import RULED_AS
from workforce.access import Access
from workforce.clock import Clock
from workforce.facts import clock_of
from workforce.models import Person, Stage
from workforce.policy_in_force import pack_on


@dataclass(frozen=True, slots=True)
class Entry:
    """One session. `counts` is null where it was not held, or no rhythm was set; `is_short` asks for SUP-05."""

    session: Session
    counts: bool | None
    is_short: bool


@dataclass(frozen=True, slots=True)
class Log:
    """Sessions from `first` to `last`, oldest first; `actions` are null where they were not asked for."""

    worker: Person
    stage: Stage | None
    first: dt.date
    last: dt.date
    entries: list[Entry]
    actions: list[Action] | None

    @property
    def held(self) -> list[Entry]:
        return [one for one in self.entries if one.session.outcome == Session.Outcome.HELD]

    @property
    def minutes(self) -> int:
        return sum(one.session.minutes for one in self.held)

    @property
    def short(self) -> int:
        return sum(one.is_short for one in self.held)

    @property
    def called_off(self) -> int:
        return sum(one.session.outcome in (Session.Outcome.CANCELLED, Session.Outcome.MISSED) for one in self.entries)


@dataclass(frozen=True, slots=True)
class _Course:
    stage: Stage
    clock: Clock
    kept: tuple[policy.Kept, ...]


def log_of(worker: Person, on: dt.date, *, access: Access | None = None) -> Log:
    """Return the log of the stage this person is in, or of everything where there is none; planned ones are left out.

    With `access` the actions agreed in these sessions are in it, as far as that reader may see them.
    """
    courses = _courses(worker)
    stage = next((one.stage for one in courses if _holds(one.stage, on)), None)
    sessions = [one for one in booked_or_past(worker) if one.outcome != Session.Outcome.PLANNED and one.date <= on]
    if stage is not None:
        sessions = [one for one in sessions if one.date >= stage.started_on]
    entries = [_entry(one, courses) for one in reversed(sessions)]
    first = stage.started_on if stage else min((one.date for one in sessions), default=on)
    return Log(worker, stage, first, on, entries, _actions(worker, first, on, access) if access else None)


def _courses(worker: Person) -> list[_Course]:
    stages = list(Stage.objects.filter(person=worker).prefetch_related("pauses").order_by("-started_on"))
    kept = kept_of(stages)
    return [_Course(stage, clock_of(stage), kept_by(kept, stage)) for stage in stages]


def _holds(stage: Stage, on: dt.date) -> bool:
    return stage.started_on <= on and (stage.ended_on is None or on <= stage.ended_on)


def _entry(session: Session, courses: Iterable[_Course]) -> Entry:
    """Judge one session by the policy in force on its day and the stage the worker was in on it."""
    if session.outcome != Session.Outcome.HELD:
        return Entry(session, None, False)
    judge = Judge(pack_on(session.date))
    happened = Happened(session.date.toordinal(), session.kind, session.minutes)
    course = next((one for one in courses if _holds(one.stage, session.date)), None)
    ruled_as = RULED_AS.get(Stage.Kind(course.stage.kind)) if course else None
    counts = None
    if course is not None and ruled_as is not None and judge.has_rhythm(ruled_as):
        counts = judge.counted_before(ruled_as, course.clock, [happened], course.kept, happened.on)
    return Entry(session, counts, session.minutes < judge.minimum)


def _actions(worker: Person, first: dt.date, last: dt.date, access: Access) -> list[Action]:
    """Return what was agreed in these sessions, as far as this reader may see it."""
    agreed = Action.objects.visible_to(access).filter(
        record__session__worker=worker, record__session__date__range=(first, last)
    )
    rows = agreed.select_related("owner", "closed", "record__session")
    return list(rows.order_by("record__session__date", "due_on", "pk"))
