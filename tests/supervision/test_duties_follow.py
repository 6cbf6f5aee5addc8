"""After every deed that moves a date, the stored duty is what `explain supervision-due` says: no night in between."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from reminders.models import Duty
from reminders.services import recount
from supervision.models import Gathering, KeptGap, Series, Session
from supervision.services import gatherings, kept, sessions
from supervision.services import series as series_services
from supervision.services.calendar import follow_the_day
from tests.factories import NOW, TODAY, RelationshipFactory, StageFactory
from tests.house import House, practitioner
from tests.supervision.recounting import told_of_duty
from workforce.access import access_for
from workforce.imports.after import followed
from workforce.models import Absence, Pause, Person, Post, Stage

START = dt.date(2026, 1, 5)  # a Monday: the year is two weeks old
DAY = dt.timedelta(days=1)


class Walk:
    """One worker whose duty is asked again after each deed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.worker = house.practitioner
        Stage.objects.filter(person=self.worker).update(started_on=START)
        self.second = practitioner("Second Worker", house.team, manager=house.manager, assessor=house.assessor)
        self.on = TODAY
        self.changed()

    def who(self) -> dict[str, Any]:
        return {"by": self.house.manager, "on": self.on, "at": NOW}

    def changed(self, *people: Person) -> None:
        followed([self.worker, *people], on=self.on, at=NOW)

    def check(self) -> dt.date:
        duty = Duty.objects.open().get(kind="supervision", about=self.worker)
        assert duty.due_on.isoformat() == told_of_duty(self.worker, self.on)["due_on"]
        return duty.due_on

    def record(self, **changed: Any) -> Session:
        told = {"worker": self.worker, "supervisor": self.house.manager, "date": self.on, "kind": "one_to_one"}
        told |= {"outcome": "held", "minutes": 90, "sent_key": uuid.uuid4()}
        return sessions.record_session(**(told | changed), **self.who())

    def plan(self) -> Session:
        """Book a session for today, or take the one that an earlier deed has booked for it."""
        booked = Session.objects.filter(worker=self.worker, date=self.on, kind="one_to_one", outcome="planned")
        if booked:
            return booked[0]
        told = {"worker": self.worker, "date": self.on, "kind": "one_to_one", "sent_key": uuid.uuid4()}
        return sessions.plan_session(**told, **self.who())

    def drop(self, session: Session, outcome: str = "cancelled") -> None:
        told = {"outcome": outcome, "cancelled_by": "Worker", "why_not_held": "Court", "new_date": self.on + 7 * DAY}
        sessions.drop_session(session=session, **told, **self.who())

    def gather(self, form: str = "reflective") -> Gathering:
        wanted = gatherings.Wanted(
            form=form,
            people=[self.worker, self.second],
            date=self.on,
            time=dt.time(14),
            place="Room 1",
            topic="Endings",
            reference="CS-1" if form == "joint" else "",
        )
        access = access_for(self.house.manager, self.on)
        return gatherings.plan_gathering(wanted=wanted, sent_key=uuid.uuid4(), access=access, at=NOW)

    def attend(self, gathering: Gathering, minutes: int) -> None:
        came = {
            self.worker.pk: gatherings.Came(minutes, "" if minutes else "Court"),
            self.second.pk: gatherings.Came(90),
        }
        gatherings.hold_gathering(gathering=gathering, minutes=90, came=came, **self.who())

    def book_series(self) -> None:
        series = Series(
            worker=self.worker,
            supervisor=self.house.manager,
            first_on=self.on + 7 * DAY,
            time=dt.time(10),
            place="Room 2",
            until=self.on + 60 * DAY,
        )
        dates, _ = series_services.proposed(series, self.on)
        series_services.book_series(series=series, stamp=series_services.stamp_of(dates), **self.who())

    def keep(self) -> KeptGap:
        running = KeptGap.objects.filter(worker=self.worker, ended_on__isnull=True).first()
        if running is not None:
            return running
        told = {"worker": self.worker, "started_on": self.on, "why": "Close", "sent_key": uuid.uuid4()}
        return kept.keep_gap(**told, **self.who())

    def away(self) -> None:
        Absence.objects.create(person=self.worker, kind="leave", started_on=self.on - 3 * DAY, ended_on=self.on - DAY)
        self.changed()

    def pause(self) -> None:
        stage = Stage.objects.get(person=self.worker)
        Pause.objects.create(
            stage=stage,
            started_on=self.on + DAY,
            ended_on=self.on + 60 * DAY,
            reason="sickness",
            approved_by=self.house.lead,
            approved_at=NOW,
        )
        self.changed()

    def start_put_right(self) -> None:
        Stage.objects.filter(person=self.worker).update(started_on=START - 100 * DAY)
        self.changed()

    def next_stage(self) -> None:
        Stage.objects.filter(person=self.worker).update(ended_on=self.on)
        StageFactory(person=self.worker, kind=Stage.Kind.SOCIAL_WORKER, started_on=self.on + DAY)
        self.on += DAY
        follow_the_day(on=self.on, at=NOW)


DEEDS: dict[str, Callable[[Walk], object]] = {
    "a session is recorded": lambda walk: walk.record(),
    "a short session is recorded": lambda walk: walk.record(minutes=30),
    "a group session is recorded": lambda walk: walk.record(kind="group"),
    "a session that was cancelled is recorded": lambda walk: walk.record(outcome="cancelled", why_not_held="Court"),
    "a session is booked": lambda walk: walk.plan(),
    "a booking is held": lambda walk: sessions.hold_session(session=walk.plan(), minutes=90, **walk.who()),
    "a booking is cancelled": lambda walk: walk.drop(walk.plan()),
    "a booking is missed": lambda walk: walk.drop(walk.plan(), "missed"),
    "a booking is moved": lambda walk: sessions.move_session(
        session=walk.plan(), date=walk.on + 7 * DAY, time=None, place="", why="Court", **walk.who()
    ),
    "a series is booked": lambda walk: walk.book_series(),
    "a group session is attended": lambda walk: walk.attend(walk.gather(), 90),
    "a group session is left early": lambda walk: walk.attend(walk.gather(), 40),
    "a group session is missed": lambda walk: walk.attend(walk.gather(), 0),
    "a group session is cancelled": lambda walk: gatherings.cancel_gathering(
        gathering=walk.gather(), why="Snow", **walk.who()
    ),
    "a joint session is attended": lambda walk: walk.attend(walk.gather("joint"), 90),
    "the shorter gap is kept": lambda walk: walk.keep(),
    "the shorter gap is no longer kept": lambda walk: kept.end_kept_gap(kept=walk.keep(), why="Calm", **walk.who()),
    "an absence is recorded": lambda walk: walk.away(),
    "a pause is approved": lambda walk: walk.pause(),
    "the start is put right": lambda walk: walk.start_put_right(),
    "the next stage begins": lambda walk: walk.next_stage(),
}


@pytest.mark.rule("SUP-01", "SUP-06", "SUP-07")
@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize("held_before", [False, True], ids=["none held yet", "one held before"])
def test_the_duty_is_what_explain_says(house: House, name: str, held_before: bool) -> None:
    walk = Walk(house)
    if held_before:
        walk.record(date=TODAY - 5 * DAY)
    walk.check()
    DEEDS[name](walk)
    walk.check()
    assert [one for one in recount(on=walk.on) if one.key == f"supervision:{walk.worker.pk}"] == []


def test_all_of_it_in_one_life(house: House) -> None:
    """One deed after another on days that follow each other: what one leaves behind does not mislead the next."""
    walk = Walk(house)
    seen = set()
    for name, deed in DEEDS.items():
        if name == "the next stage begins":
            break
        deed(walk)
        seen.add(walk.check())
        walk.on += DAY
        while not sessions_may_be_booked(walk.on):
            walk.on += DAY
    assert len(seen) > 5


def sessions_may_be_booked(on: dt.date) -> bool:
    return on.weekday() < 5


def test_who_owes_it_follows_the_line_and_nobody_owes_it_for_a_leaver(house: House) -> None:
    walk = Walk(house)
    RelationshipFactory(kind="supervises", holder=house.lead, person=walk.worker, started_on=TODAY)
    walk.changed()
    assert Duty.objects.open().get(kind="supervision", about=walk.worker).owner == house.lead
    Post.objects.filter(person=walk.worker).update(ended_on=TODAY - DAY)
    walk.changed()
    assert not Duty.objects.open().filter(kind="supervision", about=walk.worker).exists()
