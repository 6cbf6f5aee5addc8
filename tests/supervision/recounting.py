"""The figures of monitoring once more, from the raw rows and day by day: slow, plain, and sharing no line with the app.

Only `explain supervision-due` is asked, as anybody may ask it; which days, people and sessions count is worked out here.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from supervision.models import Session
from workforce.explain import answer
from workforce.models import Absence, Pause, Person, Post, Stage

DAY = dt.timedelta(days=1)
RULED = {"nqsw": "nqsw", "social_worker": "social_worker", "senior": "social_worker", "manager": "social_worker"}


def holds(row: Any, day: dt.date) -> bool:
    return row.started_on <= day and (row.ended_on is None or day <= row.ended_on)


class Told:
    """All rows of one person, as they are in the tables."""

    def __init__(self, person: Person, pack: str) -> None:
        self.person, self.pack = person, pack
        self.posts = list(Post.objects.filter(person=person).select_related("team"))
        self.stages = list(Stage.objects.filter(person=person))
        self.pauses = list(Pause.objects.filter(stage__person=person).select_related("stage"))
        self.absences = list(Absence.objects.filter(person=person))
        self.sessions = list(Session.objects.filter(worker=person).select_related("record").order_by("date"))

    def stage_on(self, day: dt.date) -> Stage | None:
        found = [stage for stage in self.stages if holds(stage, day) and stage.kind in RULED]
        return found[0] if found else None

    def post_on(self, day: dt.date) -> Post | None:
        found = [post for post in self.posts if holds(post, day)]
        return max(found, key=lambda post: (post.started_on, -post.pk)) if found else None

    def away_on(self, day: dt.date, stage: Stage) -> bool:
        paused = any(one.stage_id == stage.pk and holds(one, day) for one in self.pauses)
        return paused or any(holds(one, day) for one in self.absences)

    def question(self, day: dt.date, stage: Stage) -> dict[str, object]:
        """What anybody would ask: the sessions that matter are those since the stage began."""
        known = [
            one for one in self.sessions if one.outcome != "planned" and stage.started_on <= one.date <= day
        ]
        return {
            "pack": self.pack,
            "stage": RULED[stage.kind],
            "start": stage.started_on.isoformat(),
            "on": day.isoformat(),
            "keep_fortnightly": stage.keeps_fortnightly,
            "sessions": [
                {"date": one.date.isoformat(), "kind": one.kind, "minutes": one.minutes, "held": one.outcome == "held"}
                for one in known[-14:]
            ],
            "absences": [
                {"from": one.started_on.isoformat(), "to": one.ended_on.isoformat()} for one in self.absences
            ],
            "pauses": [
                {"from": one.started_on.isoformat(), "to": one.ended_on.isoformat(), "reason": one.reason}
                for one in self.pauses
                if one.stage_id == stage.pk
            ],
        }


def ask(question: dict[str, object]) -> dict[str, Any]:
    told = dict(answer("supervision-due", question))
    assert "error" not in told, told
    return told


def recount(people: list[Person], pack: str, first: dt.date, last: dt.date, today: dt.date) -> dict[Any, Counter[str]]:
    """Return what each team (null: none) comes to from `first` to `last`, both included; all of them under "all"."""
    found: dict[Any, Counter[str]] = {"all": Counter()}
    for person in people:
        told = Told(person, pack)
        days: Counter[Any] = Counter()
        late: Counter[Any] = Counter()
        day = first
        while day <= last:
            stage, post = told.stage_on(day), told.post_on(day)
            if stage is not None and post is not None:
                if not told.away_on(day, stage):
                    days[post.team_id] += 1
                    late[post.team_id] += bool(ask(told.question(day, stage))["overdue"])
                for session in told.sessions:
                    if session.date == day:
                        for part in (found["all"], found.setdefault(post.team_id, Counter())):
                            count(part, session, today)
                if day == last:
                    due = ask(told.question(day, stage))
                    for part in (found["all"], found.setdefault(post.team_id, Counter())):
                        part["overdue"] += due["overdue"]
                        part["longest"] = max(part["longest"], due["days_overdue"])
            day += DAY
        for team, number in days.items():
            part = found.setdefault(team, Counter())
            part.update(people=1, days=number, late_days=late[team], late_people=late[team] > 0)
        if days:
            total, overdue = sum(days.values()), sum(late.values())
            found["all"].update(people=1, days=total, late_days=overdue, late_people=overdue > 0)
    return found


def count(part: Counter[str], session: Session, today: dt.date) -> None:
    if session.outcome == "held":
        part["held"] += 1
        part["minutes"] += session.minutes
        part["one_to_one"] += session.kind == "one_to_one"
        part["full_length"] += session.minutes >= 90
        record = getattr(session, "record", None)
        if record is not None and record.seal_id is not None:
            part["signed"] += 1
            part["reflective"] += len(record.reflection) > 0
            part["appreciative_inquiry"] += "appreciative_inquiry" in record.tool_codes
    elif session.outcome == "cancelled":
        by = session.cancelled_by.lower()
        name = "supervisor" if by == "supervisor" else "worker" if by in ("worker", "supervisee") else "others"
        part[f"cancelled_by_{name}"] += 1
    elif session.outcome == "missed":
        part["missed"] += 1
    elif session.date < today:
        part["unsettled"] += 1
