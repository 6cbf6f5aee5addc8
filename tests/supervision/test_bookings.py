"""A session is booked, then held or not; what was not held keeps who, why and the new date."""

import datetime as dt
import uuid

import pytest
from django.test import Client

from reminders.models import Duty
from supervision.models import Session
from supervision.queries import standing_of
from supervision.services import sessions as services
from tests.factories import NOW, TODAY, SessionFactory
from tests.house import House
from workforce.models import Absence
from workforce.verdict import Refused

TOMORROW = TODAY + dt.timedelta(days=1)
SATURDAY = dt.date(2026, 1, 24)
GOOD_FRIDAY = dt.date(2026, 4, 3)


def plan(house: House, date: dt.date = TOMORROW, **changed: object) -> Session:
    told = {"worker": house.practitioner, "date": date, "kind": "one_to_one", "sent_key": uuid.uuid4()}
    told |= {"by": house.manager, "on": TODAY, "at": NOW}
    return services.plan_session(**(told | changed))  # type: ignore[arg-type]


def drop(house: House, session: Session, new_date: dt.date | None = None) -> None:
    services.drop_session(
        session=session,
        outcome="cancelled",
        cancelled_by="Worker",
        why_not_held="Court",
        new_date=new_date,
        by=house.manager,
        on=TODAY,
        at=NOW,
    )


def test_a_planned_session_moves_no_due_date(house: House) -> None:
    before = standing_of([house.practitioner], TODAY)[house.practitioner.pk].due
    plan(house, TODAY)
    assert standing_of([house.practitioner], TODAY)[house.practitioner.pk].due == before


@pytest.mark.parametrize(("date", "said"), [(SATURDAY, "weekend"), (GOOD_FRIDAY, "bank holiday")])
def test_only_working_days_are_booked(house: House, date: dt.date, said: str) -> None:
    with pytest.raises(Refused, match=said):
        plan(house, date)
    assert not Session.objects.exists()


def test_days_away_and_days_past_are_not_booked(house: House) -> None:
    Absence.objects.create(person=house.practitioner, kind="leave", started_on=TOMORROW, ended_on=TOMORROW)
    with pytest.raises(Refused, match="is away"):
        plan(house)
    with pytest.raises(Refused, match="today or later"):
        plan(house, TODAY - dt.timedelta(days=1))
    assert not Session.objects.exists()


def test_booked_twice_it_is_there_once(house: House) -> None:
    key = uuid.uuid4()
    assert plan(house, sent_key=key) == plan(house, sent_key=key)
    with pytest.raises(Refused, match="already booked"):
        plan(house)
    assert Session.objects.count() == 1


def test_held_it_sets_the_next_due_date(house: House) -> None:
    session = plan(house, TODAY)
    services.hold_session(session=session, minutes=90, by=house.manager, on=TODAY, at=NOW)
    session.refresh_from_db()
    assert (session.outcome, session.minutes) == ("held", 90)
    assert Duty.objects.get(kind="supervision").due_on == TODAY + dt.timedelta(days=14)
    with pytest.raises(Refused, match="no longer planned"):
        services.hold_session(session=session, minutes=60, by=house.manager, on=TODAY, at=NOW)


def test_it_is_not_held_before_its_day(house: House) -> None:
    with pytest.raises(Refused, match="21 January 2026"):
        services.hold_session(session=plan(house), minutes=90, by=house.manager, on=TODAY, at=NOW)


@pytest.mark.rule("SUP-06")
def test_not_held_keeps_who_why_and_the_new_date(house: House) -> None:
    session = plan(house)
    drop(house, session, new_date=TODAY + dt.timedelta(days=3))
    session.refresh_from_db()
    assert (session.outcome, session.cancelled_by, session.why_not_held) == ("cancelled", "Worker", "Court")
    assert session.moved_to is not None
    assert (session.moved_to.outcome, session.moved_to.date) == ("planned", TODAY + dt.timedelta(days=3))


def test_a_new_date_that_cannot_be_booked_undoes_all_of_it(house: House) -> None:
    session = plan(house)
    with pytest.raises(Refused, match="weekend"):
        drop(house, session, new_date=SATURDAY)
    assert Session.objects.get().outcome == "planned"


def test_adding_a_session_that_was_booked_settles_the_booking(house: House) -> None:
    booked = plan(house, TODAY)
    told = {"supervisor": house.manager, "outcome": "held", "minutes": 90, "sent_key": uuid.uuid4()}
    told |= {"worker": house.practitioner, "date": TODAY, "kind": "one_to_one", "by": house.manager}
    for _ in range(2):
        assert services.record_session(**told, on=TODAY, at=NOW) == booked  # type: ignore[arg-type]
    assert Session.objects.get().outcome == "held"


def test_the_pages_book_hold_and_drop(client: Client, house: House, today: None) -> None:
    client.force_login(house.manager)
    here = f"/supervision/{house.practitioner.pk}/"
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=TODAY - dt.timedelta(days=7))
    assert b"At risk" in client.get(here).content
    day = {"date_0": "20", "date_1": "1", "date_2": "2026", "kind": "one_to_one"}
    booked = client.post(f"{here}book/", day, follow=True)
    assert b"is booked" in booked.content
    assert b"At risk" not in client.get(here).content
    session = Session.objects.get(outcome="planned")
    assert b"Enter how many minutes" in client.post(f"/supervision/sessions/{session.pk}/held/", {}).content
    assert b"Say why" in client.post(f"/supervision/sessions/{session.pk}/not-held/", {}).content
    client.post(f"/supervision/sessions/{session.pk}/held/", {"minutes": "75"})
    session.refresh_from_db()
    assert (session.outcome, session.minutes) == ("held", 75)
    missed = {"outcome": "missed", "cancelled_by": "W", "why_not_held": "X"}
    late = client.post(f"/supervision/sessions/{session.pk}/not-held/", missed)
    assert b"no longer planned" in late.content


def test_the_worker_reads_bookings_and_settles_none(client: Client, house: House, today: None) -> None:
    session = plan(house, TODAY)
    client.force_login(house.practitioner)
    assert client.get(f"/supervision/sessions/{session.pk}/").status_code == 200
    assert client.get(f"/supervision/sessions/{session.pk}/held/").status_code == 403
    assert client.get(f"/supervision/{house.practitioner.pk}/book/").status_code == 403
