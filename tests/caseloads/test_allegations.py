"""An allegation of abuse or neglect has a clock from the moment it came in until somebody is given the case."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from caseloads import policy
from caseloads.models import Allegation, Breach
from caseloads.queries.allegations import waiting
from caseloads.services.following import follow_cases
from reminders.models import Duty
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory
from tests.house import House
from workforce.access import access_for
from workforce.packs import load_pack

ADD = "/caseloads/allegations/add/"
TOLD = {
    "reference": "CS-900009",
    "type": "CIN",
    "children": "2",
    "received_on_0": "20",
    "received_on_1": "1",
    "received_on_2": "2026",
    "received_time": "08:30",
}
HOUR = dt.timedelta(hours=1)


def receive(client: Client, house: House, **changed: str) -> int:
    client.force_login(house.manager)
    return client.post(ADD, TOLD | changed).status_code


@pytest.mark.rule("CSL-11")
@pytest.mark.parametrize(("hours", "left", "late"), [(0, 1440, False), (24, 0, False), (25, -60, True)])
def test_the_clock_runs_for_twenty_four_hours(hours: int, left: int, late: bool) -> None:
    clock = policy.allegation_clock(load_pack("demo"), received_at=NOW, at=NOW + hours * HOUR)
    assert (clock.minutes_left, clock.late, clock.due_at) == (left, late, NOW + 24 * HOUR)


@pytest.mark.rule("CSL-11")
def test_where_the_policy_sets_no_hours_none_are_guessed() -> None:
    clock = policy.allegation_clock(load_pack("west-sussex"), received_at=NOW, at=NOW)
    assert (clock.silent, clock.due_at, clock.late) == (True, None, False)


@pytest.mark.rule("CSL-11")
def test_it_is_on_the_managers_list_and_home_until_the_case_is_given(
    client: Client, house: House, at_ten: None
) -> None:
    assert receive(client, house) == 302
    duty = Duty.objects.open().get(kind="allegation")
    assert (duty.owner, duty.due_on) == (house.manager, dt.date(2026, 1, 21))
    assert b"Allocate an allegation" in client.get("/").content
    page = client.get("/caseloads/allegations/").content.decode()
    assert "CS-900009" in page
    assert "22 hours 30 minutes left" in page  # it is ten now
    assert b"CS-900009: allocated by 21 Jan 2026, 08:30" in client.get("/caseloads/boards/team/").content
    given = {
        "reference": "CS-900009",
        "type": "CIN",
        "children": "2",
        "role": "allocated",
        "talk": "told",
        "room": "yes",
        "workers_view": "Yes",
        "agreed": "on",
    }
    assert client.post(f"/caseloads/{house.practitioner.pk}/allocate/", given).status_code == 302
    one = Allegation.objects.get()
    assert one.allocated_at == NOW
    assert one.allocation is not None
    assert one.allocation.worker == house.practitioner
    assert not Duty.objects.open().filter(kind="allegation").exists()
    assert "In time" in client.get("/caseloads/allegations/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"received_time": "25:00"}, {"received_time": "x"}, {"received_on_0": "21"}, {"reference": "Jane Smith"}]
)
def test_what_cannot_be_is_refused(client: Client, house: House, today: None, wrong: dict[str, str]) -> None:
    assert receive(client, house, **wrong) == 200
    assert not Allegation.objects.exists()


def test_it_is_on_the_list_once(client: Client, house: House, at_ten: None) -> None:
    assert (receive(client, house), receive(client, house)) == (302, 200)
    assert Allegation.objects.count() == 1


@pytest.mark.rule("CSL-11")
def test_what_the_case_system_tells_of_waits_too(house: House) -> None:
    CaseFactory(reference="CS-900010", allegation=True, received_at=NOW - 25 * HOUR)
    found = waiting(access_for(house.manager, TODAY), NOW)
    assert [(one.reference, one.left, one.manager) for one in found] == [("CS-900010", "1 hour 0 minutes late", None)]


@pytest.mark.rule("CSL-11")
def test_a_file_that_gives_the_case_stops_the_clock(client: Client, house: House, at_ten: None) -> None:
    receive(client, house)
    follow_cases(on=TODAY, at=NOW)
    assert Allegation.objects.waiting().count() == 1
    given = AllocationFactory(worker=house.practitioner, case=CaseFactory(reference="CS-900009"), started_on=TODAY)
    follow_cases(on=TODAY, at=NOW + HOUR)
    one = Allegation.objects.get()
    assert (one.allocation, one.allocated_at) == (given, one.received_at)
    assert not Duty.objects.open().filter(kind="allegation").exists()


@pytest.mark.rule("CSL-01")
def test_a_file_that_passes_a_limit_opens_its_record(house: House) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=12))
    follow_cases(on=TODAY, at=NOW)
    assert Breach.objects.get().found == "load"


def test_a_group_manager_says_who_allocates_it(client: Client, house: House, at_ten: None) -> None:
    client.force_login(house.group_manager)
    assert client.post(ADD, TOLD).status_code == 200
    assert client.post(ADD, TOLD | {"manager": str(house.manager.pk)}).status_code == 302
    assert Allegation.objects.get().manager == house.manager
