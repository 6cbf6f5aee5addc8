"""Blocks hold whichever way the request came; a warning asks for a reason."""

import uuid
from typing import Any

import pytest

from caseloads import services
from caseloads.models import Allocation, Case
from caseloads.queries import loads_of
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory
from tests.house import House
from workforce.verdict import Refused


def propose(house: House, **changed: Any) -> services.Proposal:
    told = {
        "worker": house.practitioner,
        "reference": "CS-900001",
        "type": "CIN",
        "children": 2,
        "role": "allocated",
        "experienced_colleague": True,
        "discussed": True,
        "agreed": True,
    }
    return services.Proposal(**(told | changed))


def allocate(house: House, proposal: services.Proposal, key: uuid.UUID | None = None) -> Allocation:
    return services.allocate(proposal, sent_key=key or uuid.uuid4(), by=house.manager, on=TODAY, at=NOW)


@pytest.mark.rule("CSL-08")
def test_what_was_agreed_is_on_the_record(house: House) -> None:
    made = allocate(house, propose(house, workers_view="I have room for two"))
    assert (made.discussed, made.agreed_by, made.workers_view) == (True, house.manager, "I have room for two")


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"discussed": False}, marks=pytest.mark.rule("CSL-08"), id="not discussed"),
        pytest.param({"agreed": False}, marks=pytest.mark.rule("CSL-08"), id="not agreed"),
        pytest.param(
            {"type": "CP", "role": "sole", "experienced_colleague": False}, marks=pytest.mark.rule("CSL-05"), id="alone"
        ),
        pytest.param({"type": "S47"}, marks=pytest.mark.rule("CSL-07"), id="s47 in month 5"),
    ],
)
def test_blocks_hold(house: House, case: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        allocate(house, propose(house, **case))
    assert not Allocation.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.rule("CSL-01")
def test_the_limit_is_passed_only_with_a_reason(house: House) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=9))
    with pytest.raises(Refused, match="Say why"):
        allocate(house, propose(house))
    made = allocate(house, propose(house, over_limit_reason="Siblings of a child she knows"))
    assert made.over_limit_reason == "Siblings of a child she knows"
    assert loads_of([house.practitioner], TODAY)[house.practitioner.pk].is_over


def test_sent_twice_it_is_one_allocation(house: House) -> None:
    key = uuid.uuid4()
    assert allocate(house, propose(house), key) == allocate(house, propose(house), key)


def test_the_same_case_is_given_once(house: House) -> None:
    allocate(house, propose(house))
    with pytest.raises(Refused, match="already on this case"):
        allocate(house, propose(house))


def test_own_and_co_worked_children_are_counted_on_the_day(house: House) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=3))
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=2), role="co")
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=5), ended_on=TODAY.replace(day=19))
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=5, closed_on=TODAY.replace(day=19)))
    load = loads_of([house.practitioner], TODAY)[house.practitioner.pk]
    assert (load.own, load.co, load.held) == (3, 2, 5)


@pytest.mark.rule("CSL-16")
@pytest.mark.parametrize("name", ["Jane Smith", "JaneSmith", "", "x" * 31, "CS 204817", "<b>1"])
def test_a_reference_that_looks_like_a_name_is_refused(name: str) -> None:
    from caseloads.forms import AllocationForm

    assert "reference" in AllocationForm({"reference": name}).errors


@pytest.mark.parametrize("count", (1, 3))
def test_a_team_costs_the_same_however_large(house: House, count: int, django_assert_max_num_queries: Any) -> None:
    people = [house.practitioner, house.stranger_in_team, house.stranger_outside][:count]
    for person in people:
        AllocationFactory(worker=person)
    with django_assert_max_num_queries(7):
        loads_of(people, TODAY)
