"""An allegation of abuse or neglect has a clock from the moment it came in until somebody is given the case."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from caseloads import policy
from caseloads.models import Allegation, Breach, Case
from caseloads.queries.allegations import waiting
from caseloads.services.following import follow_cases
from reminders.models import Duty, Notice
from reminders.services import owe_notices, recount
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory, TeamFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import Authority
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


def tell(**changed: Any) -> Case:
    """The case system's file has brought a case that alleges abuse, and nobody has it."""
    told = {"reference": "CS-900010", "allegation": True, "received_at": NOW - 25 * HOUR}
    case: Case = CaseFactory(**(told | changed))
    return case


@pytest.mark.rule("CSL-11")
def test_what_the_case_system_tells_of_waits_too(house: House) -> None:
    tell()
    found = waiting(access_for(house.manager, TODAY), NOW)
    assert [(one.reference, one.left, one.manager) for one in found] == [("CS-900010", "1 hour 0 minutes late", None)]


@pytest.mark.rule("CSL-11")
def test_what_the_case_system_tells_of_has_a_clock_and_a_duty_of_its_own(house: House) -> None:
    """It falls to the group manager of the service that takes allegations; a second file starts no second clock."""
    tell()
    for _ in range(2):
        follow_cases(on=TODAY, at=NOW)
    one = Allegation.objects.get()
    assert (one.manager, one.recorded_by, one.received_at) == (house.group_manager, None, NOW - 25 * HOUR)
    duty = Duty.objects.open().get(kind="allegation")
    assert (duty.owner, duty.due_on) == (house.group_manager, dt.date(2026, 1, 20))
    assert [drift for drift in recount(on=TODAY) if drift.key.startswith("allegation")] == []
    for who in (house.manager, house.group_manager):
        (found,) = waiting(access_for(who, TODAY), NOW)
        assert (found.reference, found.left, found.manager) == (
            "CS-900010",
            "1 hour 0 minutes late",
            house.group_manager,
        )


@pytest.mark.rule("CSL-11")
def test_nobody_has_it_in_time_and_the_tier_above_is_told(house: House) -> None:
    tell()
    follow_cases(on=TODAY, at=NOW)
    owe_notices(on=TODAY, at=NOW)
    assert set(Notice.objects.values_list("recipient__name", flat=True)) == {"Group Manager"}
    owe_notices(on=TODAY + 24 * HOUR, at=NOW + 24 * HOUR)
    assert set(Notice.objects.values_list("recipient__name", flat=True)) == {"Group Manager", "Panel Chair"}


@pytest.mark.rule("CSL-11")
def test_it_ends_when_the_case_is_given_and_does_not_begin_again(client: Client, house: House, at_ten: None) -> None:
    case = tell()
    follow_cases(on=TODAY, at=NOW)
    client.force_login(house.manager)
    told = {"reference": case.reference, "type": case.type, "children": str(case.children), "role": "allocated"}
    told |= {"talk": "told", "room": "yes", "workers_view": "Yes", "agreed": "on"}
    assert client.post(f"/caseloads/{house.practitioner.pk}/allocate/", told).status_code == 302
    assert Allegation.objects.get().allocation == case.allocations.get()
    assert not Duty.objects.open().filter(kind="allegation").exists()
    case.allocations.update(ended_on=TODAY)
    follow_cases(on=TODAY + 24 * HOUR, at=NOW + 24 * HOUR)
    assert Allegation.objects.count() == 1


@pytest.mark.rule("CSL-11")
@pytest.mark.parametrize("changed", [{"allegation": False}, {"received_at": None}, {"closed_on": TODAY}])
def test_what_is_none_has_no_clock(house: House, changed: dict[str, object]) -> None:
    tell(**changed)
    follow_cases(on=TODAY, at=NOW)
    assert not Allegation.objects.exists()


@pytest.mark.rule("CSL-11")
def test_a_case_that_somebody_has_needs_no_clock(house: House) -> None:
    AllocationFactory(worker=house.practitioner, case=tell(received_at=NOW - HOUR), started_on=TODAY)
    follow_cases(on=TODAY, at=NOW)
    assert not Allegation.objects.exists()


@pytest.mark.rule("CSL-11")
def test_what_was_entered_by_hand_is_the_same_allegation(client: Client, house: House, at_ten: None) -> None:
    receive(client, house)
    tell(reference="CS-900009", received_at=NOW - 2 * HOUR)
    follow_cases(on=TODAY, at=NOW)
    assert Allegation.objects.get().recorded_by == house.manager


@pytest.mark.rule("CSL-11")
def test_it_falls_to_the_manager_of_whoever_had_the_case_last(house: House) -> None:
    case = tell()
    told = {"started_on": dt.date(2025, 10, 1), "ended_on": dt.date(2025, 12, 1)}
    AllocationFactory(worker=house.practitioner, case=case, **told)
    follow_cases(on=TODAY, at=NOW)
    assert Allegation.objects.get().manager == house.manager


@pytest.mark.rule("CSL-11")
def test_without_such_a_service_it_falls_to_the_principal(house: House) -> None:
    Authority.objects.update(pack="nottinghamshire")
    tell()
    follow_cases(on=TODAY, at=NOW)
    assert Allegation.objects.get().manager == house.chair


@pytest.mark.rule("CSL-11")
def test_closed_in_the_case_system_it_waits_no_longer(client: Client, house: House, at_ten: None) -> None:
    case = tell()
    follow_cases(on=TODAY, at=NOW)
    Case.objects.filter(pk=case.pk).update(closed_on=TODAY - 24 * HOUR)
    follow_cases(on=TODAY, at=NOW + HOUR)
    one = Allegation.objects.get()
    assert (one.allocated_at, one.closed_on) == (None, TODAY - 24 * HOUR)
    assert not Duty.objects.open().filter(kind="allegation").exists()
    client.force_login(house.manager)
    page = client.get("/caseloads/allegations/").content.decode()
    assert ("None waits" in page, "closed in the case system on 19 January 2026" in page) == (True, True)


@pytest.mark.rule("CSL-11")
def test_a_case_entered_by_hand_starts_its_clock(client: Client, house: House, at_ten: None) -> None:
    client.force_login(house.manager)
    told = {"reference": "CS-900011", "type": "S47", "children": "1", "complexity": "2", "allegation": "on"}
    for name in ("opened_on", "received_on"):
        told |= {f"{name}_0": "20", f"{name}_1": "1", f"{name}_2": "2026"}
    answer = client.post("/caseloads/cases/add/", told | {"received_time": "08:00"})
    assert answer.status_code == 302, answer.content
    assert Allegation.objects.get().reference == "CS-900011"


@pytest.mark.rule("CSL-11")
def test_a_group_manager_hands_it_on(client: Client, house: House, at_ten: None) -> None:
    tell(received_at=NOW - HOUR)
    follow_cases(on=TODAY, at=NOW)
    path = f"/caseloads/allegations/{Allegation.objects.get().pk}/hand-on/"
    client.force_login(house.group_manager)
    assert path in client.get("/caseloads/allegations/").content.decode()
    for _ in range(2):  # sent twice it is handed on once
        assert client.post(path, {"manager": str(house.manager.pk)}).status_code == 302
    assert Allegation.objects.get().manager == house.manager
    assert Duty.objects.open().get(kind="allegation").owner == house.manager
    assert client.post(path, {"manager": str(house.stranger_in_team.pk)}).status_code == 200
    client.force_login(house.manager)
    assert client.post(path, {"manager": str(house.manager.pk)}).status_code == 403
    assert path not in client.get("/caseloads/allegations/").content.decode()


@pytest.mark.rule("CSL-11")
def test_one_that_somebody_has_is_not_handed_on(client: Client, house: House, at_ten: None) -> None:
    tell(received_at=NOW - HOUR)
    follow_cases(on=TODAY, at=NOW)
    one = Allegation.objects.get()
    Allegation.objects.update(allocated_at=NOW)
    client.force_login(house.group_manager)
    answer = client.post(f"/caseloads/allegations/{one.pk}/hand-on/", {"manager": str(house.manager.pk)})
    assert "Somebody else has just dealt with this" in answer.content.decode()


@pytest.mark.rule("CSL-11")
def test_the_service_board_shows_what_is_with_the_group_manager(client: Client, house: House, at_ten: None) -> None:
    TeamFactory(service=house.team.service, name="Second")
    tell(received_at=NOW - HOUR)
    follow_cases(on=TODAY, at=NOW)
    client.force_login(house.group_manager)
    assert "CS-900010: allocated by 21 Jan 2026, 09:00" in client.get("/caseloads/boards/service/").content.decode()


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
