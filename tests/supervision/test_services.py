"""Recording a session sets the day the next is due, in the same breath."""

import datetime as dt
import uuid

import pytest

from reminders.models import Duty
from supervision import services
from supervision.models import Session
from supervision.queries import standing_of
from tests.factories import NOW, TODAY, RelationshipFactory, SessionFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry
from workforce.verdict import Refused


def record(house: House, **changed: object) -> Session:
    told = {
        "worker": house.practitioner,
        "supervisor": house.manager,
        "date": TODAY,
        "kind": "one_to_one",
        "outcome": "held",
        "minutes": 90,
        "sent_key": uuid.uuid4(),
        "by": house.manager,
        "on": TODAY,
        "at": NOW,
    }
    return services.record_session(**(told | changed))  # type: ignore[arg-type]


@pytest.mark.rule("SUP-03")
def test_the_next_is_due_a_fortnight_later_for_the_manager(house: House) -> None:
    record(house)
    duty = Duty.objects.get(kind="supervision", about=house.practitioner)
    assert (duty.due_on, duty.owner) == (TODAY + dt.timedelta(days=14), house.manager)
    assert "SUP-03" in duty.rule


def test_a_named_supervisor_owes_it_before_the_manager(house: House) -> None:
    RelationshipFactory(kind="supervises", holder=house.assessor, person=house.practitioner)
    record(house)
    assert Duty.objects.get(kind="supervision").owner == house.assessor


@pytest.mark.rule("SUP-06")
@pytest.mark.parametrize("outcome", ["cancelled", "missed"])
def test_a_session_that_was_not_held_moves_nothing(house: House, outcome: str) -> None:
    record(house, date=TODAY - dt.timedelta(days=10))
    record(house, outcome=outcome, why_not_held="Court", cancelled_by="Worker")
    assert Duty.objects.get(kind="supervision").due_on == TODAY + dt.timedelta(days=4)


def test_sent_twice_it_is_one_session(house: House) -> None:
    key = uuid.uuid4()
    assert record(house, sent_key=key) == record(house, sent_key=key)
    assert (Session.objects.count(), AuditEntry.objects.filter(deed="supervision.record_session").count()) == (1, 1)


def test_the_same_session_from_another_form_is_refused(house: House) -> None:
    record(house)
    with pytest.raises(Refused, match="already recorded"):
        record(house)


def test_a_session_in_the_future_is_refused(house: House) -> None:
    with pytest.raises(Refused, match="today or in the past"):
        record(house, date=TODAY + dt.timedelta(days=1))
    assert not Session.objects.exists()


@pytest.mark.parametrize("count", (1, 3))
def test_a_team_costs_the_same_however_large(house: House, count: int, django_assert_max_num_queries: object) -> None:
    people = [house.practitioner, house.stranger_in_team, house.stranger_outside][:count]
    for person in people:
        SessionFactory(worker=person, supervisor=house.manager, date=TODAY - dt.timedelta(days=20))
    with django_assert_max_num_queries(7):  # type: ignore[operator]
        standing_of(people, TODAY)


WHO_READS = {"practitioner", "manager", "group_manager"}


def test_who_may_read_a_session(house: House) -> None:
    session = record(house, notes="Said in confidence")
    seen = {
        name
        for name, person in house.everybody.items()
        if Session.objects.visible_to(access_for(person, TODAY)).filter(pk=session.pk).exists()
    }
    assert seen == WHO_READS
