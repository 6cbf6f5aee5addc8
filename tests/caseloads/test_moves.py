"""A case moves on with its decision recorded; somebody's part ends; readiness to visit alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from caseloads.models import Allocation, Ending, Offer, Readiness, Transfer
from caseloads.queries import loads_of
from tests.factories import TODAY, AllocationFactory, CaseFactory
from tests.house import House, practitioner
from workforce.models import Person

DAY = dt.timedelta(days=1)


@pytest.fixture
def second(house: House) -> Person:
    return practitioner("Second Worker", house.team, manager=house.manager, assessor=house.assessor)


@pytest.fixture
def held(house: House) -> Allocation:
    made: Allocation = AllocationFactory(worker=house.practitioner, case=CaseFactory(reference="CS-900002"))
    return made


TOLD = {
    "role": "allocated",
    "talk": "told",
    "room": "yes",
    "workers_view": "There is room",
    "agreed": "on",
    "stays": "stays",
    "stays_because": "The child knows her",
}


@pytest.mark.rule("CSL-09")
@pytest.mark.parametrize(("stays", "decision"), [("stays", "stays as co-worker"), ("over", "hands over fully")])
def test_the_decision_is_recorded_and_carried_out(
    client: Client, house: House, second: Person, held: Allocation, today: None, stays: str, decision: str
) -> None:
    client.force_login(house.manager)
    assert b"Second Worker" in client.get(f"/caseloads/allocations/{held.pk}/transfer/").content
    path = f"/caseloads/allocations/{held.pk}/transfer/{second.pk}/"
    assert client.get(path).status_code == 200
    assert client.post(path, TOLD | {"stays": stays}).status_code == 302
    moved = Transfer.objects.get()
    assert (moved.decision, moved.because, moved.by) == (decision, "The child knows her", house.manager)
    held.refresh_from_db()
    assert held.ended_on == TODAY - DAY
    now = Allocation.objects.open_on(TODAY).order_by("pk").values_list("worker", "role")
    both = [(second.pk, "allocated"), (house.practitioner.pk, "co")]
    assert list(now) == (both if stays == "stays" else both[:1])
    loads = loads_of([house.practitioner, second], TODAY)
    assert (loads[house.practitioner.pk].co, loads[second.pk].own) == (2 if stays == "stays" else 0, 2)


@pytest.mark.rule("CSL-09")
@pytest.mark.parametrize("missing", ["stays", "stays_because"])
def test_without_the_decision_nothing_moves(
    client: Client, house: House, second: Person, held: Allocation, today: None, missing: str
) -> None:
    client.force_login(house.manager)
    told = {name: value for name, value in TOLD.items() if name != missing}
    assert client.post(f"/caseloads/allocations/{held.pk}/transfer/{second.pk}/", told).status_code == 200
    assert not Offer.objects.exists()


@pytest.mark.rule("CSL-05")
def test_a_move_is_held_to_the_same_rules(
    client: Client, house: House, second: Person, held: Allocation, today: None
) -> None:
    held.case.type = "CLA"
    held.case.save()
    client.force_login(house.manager)
    answer = client.post(f"/caseloads/allocations/{held.pk}/transfer/{second.pk}/", TOLD)
    assert b"experienced registered social worker" in answer.content
    assert not Offer.objects.exists()


def test_nobody_moves_a_case_to_somebody_they_do_not_manage(
    client: Client, house: House, held: Allocation, today: None
) -> None:
    client.force_login(house.manager)
    for to in (house.stranger_outside, house.practitioner):
        answer = client.post(f"/caseloads/allocations/{held.pk}/transfer/{to.pk}/", TOLD)
        assert answer["Location"] == f"/caseloads/allocations/{held.pk}/transfer/"
    assert not Offer.objects.exists()


def test_an_allocation_ends_once_with_its_reason(client: Client, house: House, held: Allocation, today: None) -> None:
    client.force_login(house.manager)
    path = f"/caseloads/allocations/{held.pk}/end/"
    assert client.post(path, {}).status_code == 200
    for why in ("closed", "other"):
        assert client.post(path, {"why": why}).status_code == 302
    held.refresh_from_db()
    assert (held.ended_on, Ending.objects.get().why) == (TODAY - DAY, "closed")


READY = {"from_on_0": "12", "from_on_1": "1", "from_on_2": "2026", "seen": "Three visits together"}


@pytest.mark.rule("CSL-06")
def test_readiness_is_recorded_by_the_practice_manager_and_shown(client: Client, house: House, today: None) -> None:
    page, path = f"/caseloads/{house.practitioner.pk}/", f"/caseloads/{house.practitioner.pk}/ready/"
    client.force_login(house.manager)
    asked = "/caseloads/allocate/?type=CP&children=1&role=allocated"
    assert b"They do not visit alone until the practice manager has recorded" in client.get(asked).content
    assert b"Not alone yet" in client.get(page).content
    assert client.post(path, READY | {"from_on_0": "21"}).status_code == 200  # tomorrow
    assert client.post(path, READY).status_code == 302
    record = Readiness.objects.get()
    assert (record.started_on, record.by, record.seen) == (dt.date(2026, 1, 12), house.manager, "Three visits together")
    assert b"Visits alone</strong>" in client.get(page).content
    assert b"They do not visit alone" not in client.get(asked).content


@pytest.mark.rule("CSL-06")
def test_readiness_taken_back_stays_on_the_record(client: Client, house: House, today: None) -> None:
    path = f"/caseloads/{house.practitioner.pk}/ready/"
    client.force_login(house.manager)
    client.post(path, READY)
    assert client.post(path, {"because": "A visit went wrong"}).status_code == 302
    record = Readiness.objects.get()
    assert (record.ended_on, record.ended_by, record.ended_because) == (
        TODAY - DAY,
        house.manager,
        "A visit went wrong",
    )


@pytest.mark.parametrize("name", ["practitioner", "assessor", "group_manager", "lead"])
def test_nobody_else_records_readiness(client: Client, house: House, today: None, name: str) -> None:
    client.force_login(house.everybody[name])
    assert client.post(f"/caseloads/{house.practitioner.pk}/ready/", READY).status_code == 403
