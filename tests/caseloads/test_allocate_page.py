"""Direct posts that skip every page before: the blocks and warnings of CSL-01 to CSL-08 hold all the same."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from caseloads import policy
from caseloads.models import Allocation, Breach, Offer
from tests.factories import AllocationFactory, CaseFactory, ServiceFactory, TeamFactory
from tests.house import House
from workforce.facts import facts_of
from workforce.models import Stage
from workforce.policy_in_force import pack_on

TOLD = {
    "reference": "CS-970001",
    "type": "CIN",
    "children": "2",
    "role": "allocated",
    "talk": "told",
    "room": "yes",
    "workers_view": "There is room",
    "agreed": "on",
}
TERMS = {
    "over_reason": "Siblings",
    "over_ends_on_0": "17",
    "over_ends_on_1": "2",
    "over_ends_on_2": "2026",
    "over_plan": "Two close",
}


def holding(children: int) -> Callable[[House], None]:
    return lambda house: AllocationFactory(worker=house.practitioner, case=CaseFactory(children=children))


def in_service(code: str, children: int) -> Callable[[House], None]:
    def arranged(house: House) -> None:
        house.practitioner.posts.update(team=TeamFactory(service=ServiceFactory(code=code), name=f"{code} team"))
        holding(children)(house)

    return arranged


def trainee(children: int) -> Callable[[House], None]:
    def arranged(house: House) -> None:
        house.practitioner.stages.update(kind=Stage.Kind.TRAINEE)
        if children:
            holding(children)(house)

    return arranged


def unregistered(house: House) -> None:
    house.practitioner.registrations.all().delete()
    house.practitioner.stages.update(started_on=dt.date(2025, 3, 1))  # month 11: does enquiries alone


def rule(name: str, arrange: Callable[[House], None], says: str, **told: str) -> object:
    return pytest.param(arrange, told, says, marks=pytest.mark.rule(name), id=f"{name} {says[:30]}")


ABOVE = "Say why this worker should hold more than the limit"
HELD = [
    rule("CSL-01", holding(9), ABOVE),
    rule("CSL-02", in_service("CLA", 10), ABOVE),
    rule("CSL-03", in_service("FSP", 14), ABOVE),
    rule("CSL-04", trainee(9), ABOVE),
    rule("CSL-05", holding(1), "needs an experienced registered social worker", type="CP"),
    rule("CSL-05", holding(1), "needs an experienced registered social worker", type="CLA", role="sole"),
    rule("CSL-07", holding(1), "shadows section 47 enquiries", type="S47"),
    rule("CSL-07", trainee(0), "A trainee does not carry out", type="S47", role="co"),
    rule("CSL-07", unregistered, "Somebody who is not registered does not", type="S47"),
    rule("CSL-08", holding(1), "The practice manager agrees every allocation", agreed=""),
    rule("CSL-08", holding(1), "Write down how the worker sees their capacity", workers_view=" "),
    rule("CSL-08", holding(1), "Choose whether there is room for it", room=""),
    rule("CSL-08", holding(1), "it is discussed with them first", talk=""),
]


@pytest.mark.parametrize(("arrange", "told", "says"), HELD)
def test_a_direct_post_is_held_to_the_rules(
    client: Client,
    house: House,
    today: None,
    arrange: Callable[[House], None],
    told: dict[str, str],
    says: str,
) -> None:
    arrange(house)
    before = Allocation.objects.count()
    client.force_login(house.manager)
    answer = client.post(f"/caseloads/{house.practitioner.pk}/allocate/", TOLD | told)
    assert answer.status_code == 200
    assert says in answer.content.decode()
    assert (Allocation.objects.count(), Offer.objects.count()) == (before, 0)


@pytest.mark.rule("CSL-06")
def test_visits_alone_are_spoken_of_and_not_blocked(client: Client, house: House, today: None) -> None:
    client.force_login(house.manager)
    path = f"/caseloads/{house.practitioner.pk}/allocate/"
    answer = client.post(path, TOLD | {"type": "CP", "agreed": ""})
    assert "They do not visit alone until the practice manager has recorded" in answer.content.decode()


@pytest.mark.rule("CSL-01")
def test_above_the_limit_with_everything_it_is_given(client: Client, house: House, today: None) -> None:
    holding(9)(house)
    client.force_login(house.manager)
    path = f"/caseloads/{house.practitioner.pk}/allocate/"
    for authoriser in (house.manager, house.lead, house.practitioner):
        answer = client.post(path, TOLD | TERMS | {"over_authorised_by": str(authoriser.pk)})
        assert b"Choose who has authorised it" in answer.content
    assert client.post(path, TOLD | TERMS | {"over_authorised_by": str(house.group_manager.pk)}).status_code == 302
    assert Breach.objects.get().agreed_until == dt.date(2026, 2, 17)


def test_sent_twice_it_is_one_case(client: Client, house: House, today: None) -> None:
    client.force_login(house.manager)
    key = {"sent_key": str(uuid.uuid4())}
    for _ in range(2):
        assert client.post(f"/caseloads/{house.practitioner.pk}/allocate/", TOLD | key).status_code == 302
    assert Allocation.objects.count() == 1


@pytest.mark.parametrize("name", ["practitioner", "assessor", "lead", "chair", "hr"])
def test_nobody_else_allocates(client: Client, house: House, today: None, name: str) -> None:
    client.force_login(house.everybody[name])
    assert client.post(f"/caseloads/{house.practitioner.pk}/allocate/", TOLD).status_code == 403
    assert client.get("/caseloads/allocate/").status_code == 403


@pytest.mark.rule("CSL-08")
def test_the_steps_of_an_offer_as_pages(client: Client, house: House, today: None) -> None:
    client.force_login(house.manager)
    client.post(f"/caseloads/{house.practitioner.pk}/allocate/", TOLD | {"talk": "ask", "room": "", "workers_view": ""})
    offer = Offer.objects.get()
    page = f"/caseloads/offers/{offer.pk}/"
    assert b"Write down what they said" in client.get(page).content
    client.force_login(house.practitioner)
    assert client.post(f"{page}answer/", {}).status_code == 200
    assert client.post(f"{page}answer/", {"room": "no", "workers_view": "I hold too much"}).status_code == 302
    assert client.get(f"{page}complete/").status_code == 403
    client.force_login(house.manager)
    assert b"I hold too much" in client.get(f"{page}complete/").content
    assert b"agrees every allocation" in client.post(f"{page}complete/", {}).content
    assert client.post(f"{page}complete/", {"agreed": "on"}).status_code == 302
    assert Allocation.objects.get().workers_view == "I hold too much"
    assert client.post(f"{page}withdraw/", {}).status_code == 200  # it is allocated: nothing to take back


@pytest.mark.rule("CSL-08")
def test_the_yes_of_the_practice_manager_as_a_page(client: Client, house: House, today: None) -> None:
    client.force_login(house.group_manager)
    assert client.post(f"/caseloads/{house.practitioner.pk}/allocate/", TOLD).status_code == 302
    offer = Offer.objects.get()
    page = f"/caseloads/offers/{offer.pk}/decide/"
    assert client.get(page).status_code == 403
    client.force_login(house.manager)
    assert client.post(page, {}).status_code == 200
    assert b"Say why you do not agree" in client.post(page, {"yes": "no"}).content
    assert client.post(page, {"yes": "yes"}).status_code == 302
    assert Allocation.objects.get().agreed_by == house.manager


@pytest.mark.parametrize("query", ["", "?children=x&type=CP&role=co", "?children=1&type=Z&role=co", "?team=9"])
def test_asking_who_has_room_survives_nonsense(client: Client, house: House, today: None, query: str) -> None:
    client.force_login(house.manager)
    assert client.get(f"/caseloads/allocate/{query}").status_code == 200


@pytest.mark.rule("CSL-05", "CSL-07")
def test_what_if_saves_nothing_and_says_what_explain_says(client: Client, house: House, today: None) -> None:
    on = dt.date(2026, 1, 20)
    client.force_login(house.manager)
    for kind in ("CP", "S47"):
        text = client.get(f"/caseloads/allocate/?type={kind}&children=11&role=allocated").content.decode()
        facts = facts_of([house.practitioner], on)[house.practitioner.pk]
        assert facts.clock is not None
        case = policy.Case(kind, 11, "allocated", False, True, True, True)
        found = policy.allocation(
            pack_on(on), stage="nqsw", service="CAI", clock=facts.clock, on=on, own=0, co=0, case=case
        )
        for said in (*found.blocks, *found.warnings):
            assert escape(said.message) in text
    assert not Offer.objects.exists()
    assert not Allocation.objects.exists()
