"""The figures of monitoring once more, from the raw rows and day by day: slow, plain, and sharing no line with the app.

Nothing of the app but its tables is used to count; the gaps are written out as the rule book has them for the
demonstration's policy. `explain supervision-due` is asked, as anybody may ask it, for the duties.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from dateutil.relativedelta import relativedelta

from supervision.models import KeptGap, Session
from workforce.explain import answer
from workforce.models import Absence, Pause, Person, Post, Stage

DAY = dt.timedelta(days=1)
PACK = "demo"
RULED = {"nqsw": "nqsw", "social_worker": "social_worker", "senior": "social_worker", "manager": "social_worker"}


def holds(row: Any, day: dt.date) -> bool:
    return row.started_on <= day and (row.ended_on is None or day <= row.ended_on)


class Told:
    """All rows of one person, as they are in the tables."""

    def __init__(self, person: Person) -> None:
        self.posts = list(Post.objects.filter(person=person))
        self.stages = [stage for stage in Stage.objects.filter(person=person) if stage.kind in RULED]
        self.pauses = list(Pause.objects.filter(stage__person=person))
        self.kept = list(KeptGap.objects.filter(stage__person=person))
        self.absences = list(Absence.objects.filter(person=person))
        sessions = Session.objects.filter(worker=person).select_related("record", "gathering")
        self.sessions: dict[dt.date, list[Session]] = {}
        for session in sessions:
            self.sessions.setdefault(session.date, []).append(session)

    def team_on(self, day: dt.date) -> tuple[bool, int | None]:
        """Whether there is a post on the day, and its team; of two the one begun later."""
        found = [post for post in self.posts if holds(post, day)]
        return bool(found), max(found, key=lambda post: (post.started_on, -post.pk)).team_id if found else None

    def away_on(self, day: dt.date, stage: Stage) -> bool:
        return any(holds(one, day) for one in self.absences) or self.paused_on(day, stage)

    def paused_on(self, day: dt.date, stage: Stage) -> bool:
        return any(one.stage_id == stage.pk and holds(one, day) for one in self.pauses)


def rhythm(stage: Stage, effective: dt.date, kept: bool) -> tuple[int, set[str]]:
    """The longest gap on a day of a stage, and the kinds that count: SUP-03, and SUP-04 as Nottinghamshire has it."""
    if stage.kind != "nqsw":
        return 28, {"one_to_one", "group", "joint"}
    if (effective - stage.started_on).days < 42:
        return 7, {"one_to_one", "group", "joint"}
    if effective < stage.started_on + relativedelta(months=8):
        return 14, {"one_to_one"}
    return (14 if kept else 21), {"one_to_one"}


def days_of(told: Told, stage: Stage, last: dt.date) -> Iterator[tuple[dt.date, bool, bool]]:
    """Walk a stage from its first day, counting on: each day with whether somebody was at work, and overdue."""
    day, effective, gap, overdue = stage.started_on, stage.started_on, 0, False
    end = min(stage.ended_on or last, last)
    while day <= end:
        away = told.away_on(day, stage)
        longest, kinds = rhythm(stage, effective, any(k.stage_id == stage.pk and holds(k, day) for k in told.kept))
        if any(one.outcome == "held" and one.kind in kinds for one in told.sessions.get(day, [])):
            gap, overdue = 0, False
        elif not away and day > stage.started_on:
            gap += 1
            overdue = overdue or gap > longest
        yield day, not away, overdue
        if not told.paused_on(day, stage):
            effective += DAY
        day += DAY


Parts = dict[Any, Counter[str]]


def recount(people: list[Person], firsts: list[dt.date], today: dt.date) -> dict[dt.date, Parts]:
    """Return by month (its first day) what each team comes to, and all of them together under "all"."""
    months: dict[dt.date, Parts] = {first: {"all": Counter()} for first in firsts}
    for person in people:
        told = Told(person)
        days: Counter[tuple[dt.date, Any]] = Counter()
        late: Counter[tuple[dt.date, Any]] = Counter()
        for stage in told.stages:
            for day, at_work, overdue in days_of(told, stage, today):
                first = day.replace(day=1)
                if first in months:
                    has_post, team = told.team_on(day)
                    if has_post:
                        days[first, team] += at_work
                        late[first, team] += at_work and overdue
                        parts = months[first]
                        for session in told.sessions.get(day, []):
                            for part in (parts["all"], parts.setdefault(team, Counter())):
                                count(part, session, today)
        for first, parts in months.items():
            mine = {team: number for (month, team), number in days.items() if month == first and number}
            for team, number in mine.items():
                add_days(parts.setdefault(team, Counter()), number, late[first, team])
            if mine:
                add_days(parts["all"], sum(mine.values()), sum(late[first, team] for team in mine))
    return months


def add_days(part: Counter[str], days: int, late: int) -> None:
    part.update({"people": 1, "days": days, "late_days": late, "late_people": int(late > 0)})


def count(part: Counter[str], session: Session, today: dt.date) -> None:
    if session.outcome == "held":
        part["held"] += 1
        part["minutes"] += session.minutes
        part["one_to_one"] += session.kind == "one_to_one"
        part["full_length"] += session.minutes >= 90
        record = getattr(session, "record", None)
        codes: list[str] = list(session.gathering.tool_codes) if session.gathering else []
        if record is not None and record.seal_id is not None:
            part["signed"] += 1
            part["reflective"] += len(record.reflection) > 0
            codes = record.tool_codes
        part["appreciative_inquiry"] += "appreciative_inquiry" in codes
    elif session.outcome == "cancelled":
        by = session.cancelled_by.lower()
        name = "supervisor" if by == "supervisor" else "worker" if by in ("worker", "supervisee") else "others"
        part[f"cancelled_by_{name}"] += 1
    elif session.outcome == "missed":
        part["missed"] += 1
    elif session.outcome == "planned" and session.date < today:
        part["unsettled"] += 1


def told_of_duty(person: Person, on: dt.date) -> dict[str, Any]:
    """Ask `explain supervision-due` about somebody with everything that is stored about them."""
    stage = next(stage for stage in Stage.objects.filter(person=person) if holds(stage, on))
    sessions = Session.objects.filter(worker=person, date__lte=on, outcome__in=("held", "cancelled", "missed"))
    question = {
        "pack": PACK,
        "stage": RULED[stage.kind],
        "start": stage.started_on.isoformat(),
        "on": on.isoformat(),
        "sessions": [
            {
                "date": one.date.isoformat(),
                "kind": "one_to_one" if one.kind == "one_to_one" else "group",
                "minutes": one.minutes,
                "held": one.outcome == "held",
            }
            for one in sessions
        ],
        "absences": [
            {"from": one.started_on.isoformat(), "to": one.ended_on.isoformat()}
            for one in Absence.objects.filter(person=person)
        ],
        "pauses": [
            {"from": one.started_on.isoformat(), "to": one.ended_on.isoformat(), "reason": one.reason}
            for one in Pause.objects.filter(stage=stage)
        ],
        "kept": [
            {"from": one.started_on.isoformat(), "to": (one.ended_on or dt.date(2150, 12, 31)).isoformat()}
            for one in KeptGap.objects.filter(stage=stage)
        ],
    }
    return dict(answer("supervision-due", question))
