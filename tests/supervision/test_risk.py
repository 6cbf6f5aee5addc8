"""At risk: said before it is late, on the worker's page, the team's page and the supervisor's home."""

import datetime as dt

import pytest
from django.test import Client

from supervision.queries import standing_of
from supervision.queries.risk import risks_of, todos
from supervision.services.replan import settle_and_replan
from tests.factories import NOW, TODAY, SessionFactory
from tests.house import House
from workforce.access import access_for
from workforce.facts import facts_of
from workforce.models import Stage

HELD = dt.date(2026, 1, 14)  # the next is due by 28 January
IN_TIME, TOO_LATE = dt.date(2026, 1, 28), dt.date(2026, 1, 29)


@pytest.fixture
def held(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=HELD)
    settle_and_replan([house.practitioner], on=TODAY, at=NOW)


def plan(house: House, date: dt.date, kind: str = "one_to_one") -> None:
    SessionFactory(
        worker=house.practitioner, supervisor=house.manager, date=date, kind=kind, outcome="planned", minutes=0
    )


def because(house: House) -> str:
    people = [house.practitioner]
    facts = facts_of(people, TODAY)
    return risks_of(facts, standing_of(people, TODAY, facts), TODAY)[house.practitioner.pk].because


def home(house: House) -> list[str]:
    return [todo.title for todo in todos(access_for(house.manager, TODAY))]


@pytest.mark.rule("SUP-01")
def test_nothing_booked_or_booked_too_late_is_at_risk(house: House, held: None) -> None:
    assert because(house).endswith("so the next is due by 28 January 2026, and nothing that counts is booked")
    assert home(house) == ["Book supervision: Newly Qualified"]
    plan(house, TOO_LATE)
    assert because(house).endswith("the next booking that counts is on 29 January 2026, after 28 January 2026")
    assert home(house) == ["Book supervision: Newly Qualified"]
    plan(house, IN_TIME)
    assert (because(house), home(house)) == ("", [])


@pytest.mark.rule("SUP-03")
def test_a_group_session_averts_it_only_while_groups_count(house: House, held: None) -> None:
    plan(house, IN_TIME, "group")
    assert because(house).endswith("nothing that counts is booked")
    Stage.objects.filter(pk=house.portfolio.stage.pk).update(started_on=HELD)
    settle_and_replan([house.practitioner], on=TODAY, at=NOW)
    plan(house, HELD + dt.timedelta(days=7), "group")
    assert (because(house), home(house)) == ("", [])


def test_the_pages_say_it_with_the_reason(client: Client, house: House, held: None, today: None) -> None:
    for who, path in (
        ("practitioner", f"/supervision/{house.practitioner.pk}/"),
        ("manager", f"/supervision/{house.practitioner.pk}/"),
        ("manager", "/asye/team/"),
        ("manager", "/"),
    ):
        client.force_login(house.everybody[who])
        page = client.get(path).content
        assert (path, b"At risk" in page, b"nothing that counts is booked" in page) == (path, True, True)
    plan(house, IN_TIME)
    for path in (f"/supervision/{house.practitioner.pk}/", "/asye/team/", "/"):
        assert b"At risk" not in client.get(path).content
