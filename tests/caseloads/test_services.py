"""Blocks hold whichever way the request came; a passed limit is accounted for before the case is given."""

import datetime as dt
import uuid
from typing import Any

import pytest

from caseloads.models import Allocation, Breach, Case, Offer, OfferMove
from caseloads.queries import breaches_of, loads_of
from caseloads.services import offers
from caseloads.services.breaches import OverLimit
from reminders.models import Duty
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory, PostFactory, StageFactory
from tests.house import House
from workforce.models import AuditEntry, Person, Post, Stage
from workforce.verdict import Refused

LATER = dt.timedelta(hours=1)
Status = Offer.Status


def draft(house: House, **changed: Any) -> offers.Draft:
    told = {
        "worker": house.practitioner,
        "reference": "CS-900001",
        "type": "CIN",
        "children": 2,
        "role": "allocated",
        "talk": "told",
        "room": "yes",
        "workers_view": "I have room for two",
        "agreed": True,
    }
    return offers.Draft(**(told | changed))


def make(house: House, key: uuid.UUID | None = None, by: Person | None = None, **changed: Any) -> Offer:
    return offers.make(draft(house, **changed), sent_key=key or uuid.uuid4(), by=by or house.manager, on=TODAY, at=NOW)


def terms(house: House, **changed: Any) -> OverLimit:
    told: dict[str, Any] = {
        "reason": "Siblings of a child she knows",
        "authorised_by": house.group_manager,
        "ends_on": TODAY + dt.timedelta(days=28),
        "plan": "Two cases close in February",
    }
    return OverLimit(**(told | changed))


def filled(house: House, children: int = 9) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=children))


@pytest.fixture
def senior(house: House) -> Person:
    """An experienced registered colleague in the team."""
    from tests.factories import LONG_AGO, PersonFactory, RegistrationFactory

    found: Person = PersonFactory(name="Experienced Colleague")
    PostFactory(person=found, team=house.team, job=Post.Job.SENIOR)
    StageFactory(person=found, kind=Stage.Kind.SENIOR, started_on=LONG_AGO)
    RegistrationFactory(person=found)
    return found


@pytest.mark.rule("CSL-08")
def test_what_was_agreed_is_on_the_record(house: House) -> None:
    made = make(house).allocation
    assert made is not None
    assert (made.discussed, made.agreed_by, made.workers_view) == (True, house.manager, "I have room for two")
    assert list(OfferMove.objects.values_list("from_status", "to_status")) == [
        ("", "answered"),
        ("answered", "allocated"),
    ]
    assert set(AuditEntry.objects.values_list("deed", flat=True)) >= {"caseloads.offer", "caseloads.allocate"}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param({"workers_view": " "}, marks=pytest.mark.rule("CSL-08"), id="not discussed"),
        pytest.param({"room": ""}, marks=pytest.mark.rule("CSL-08"), id="no view of room"),
        pytest.param({"agreed": False}, marks=pytest.mark.rule("CSL-08"), id="not agreed"),
        pytest.param({"type": "CP", "role": "sole"}, marks=pytest.mark.rule("CSL-05"), id="alone"),
        pytest.param({"type": "CLA"}, marks=pytest.mark.rule("CSL-05"), id="looked after, alone"),
        pytest.param({"type": "S47"}, marks=pytest.mark.rule("CSL-07"), id="s47 in month 5"),
        pytest.param({"type": "S47", "talk": "ask"}, marks=pytest.mark.rule("CSL-07"), id="s47, asked first"),
    ],
)
def test_blocks_hold(house: House, case: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        make(house, **case)
    assert not Allocation.objects.exists()
    assert not Case.objects.exists()
    assert not Offer.objects.exists()


@pytest.mark.rule("CSL-05")
def test_an_experienced_colleague_lifts_the_block_and_is_on_the_case(house: House, senior: Person) -> None:
    made = make(house, type="CP", colleague=senior).allocation
    assert made is not None
    held = Allocation.objects.filter(case=made.case).order_by("pk").values_list("worker", "role")
    assert list(held) == [(house.practitioner.pk, "allocated"), (senior.pk, "co")]


@pytest.mark.rule("CSL-05")
@pytest.mark.parametrize("name", ["stranger_in_team", "practitioner", "hr"])
def test_not_everybody_is_an_experienced_colleague(house: House, name: str) -> None:
    with pytest.raises(Refused, match="not an experienced registered"):
        make(house, type="CP", colleague=house.everybody[name])


@pytest.mark.rule("CSL-08")
def test_the_worker_is_asked_and_answers_before_the_manager_goes_on(house: House) -> None:
    offer = make(house, talk="ask", room="", workers_view="")
    assert (offer.status, Allocation.objects.count()) == (Status.ASKED, 0)
    assert Duty.objects.open().get(kind="case_offer").owner == house.practitioner
    with pytest.raises(Refused, match="not answered"):
        offers.complete(offer=offer, agreed=True, terms=OverLimit(), by=house.manager, on=TODAY, at=NOW)
    offers.answer(offer=offer, room="tight", view="It is a lot", by=house.practitioner, on=TODAY, at=NOW)
    assert Duty.objects.open().get(kind="case_offer").owner == house.manager
    offers.complete(offer=offer, agreed=True, terms=OverLimit(), by=house.manager, on=TODAY, at=NOW + LATER)
    assert offer.allocation is not None
    assert (offer.allocation.workers_view, offer.told) == ("It is a lot", False)
    assert not Duty.objects.open().filter(kind="case_offer").exists()


@pytest.mark.rule("CSL-08")
def test_another_manager_waits_for_the_practice_manager(house: House) -> None:
    offer = make(house, by=house.group_manager)
    assert (offer.status, offer.waits_for, Allocation.objects.count()) == (Status.AGREEING, house.manager, 0)
    assert Duty.objects.open().get(kind="case_offer").owner == house.manager
    with pytest.raises(Refused, match="Somebody else"):
        offers.decide(offer=offer, yes=True, words="", by=house.group_manager, on=TODAY, at=NOW)
    offers.decide(offer=offer, yes=True, words="", by=house.manager, on=TODAY, at=NOW)
    assert offer.allocation is not None
    assert offer.allocation.agreed_by == house.manager


@pytest.mark.rule("CSL-08")
def test_a_no_ends_it_with_its_reason(house: House) -> None:
    offer = make(house, by=house.group_manager)
    with pytest.raises(Refused, match="Say why"):
        offers.decide(offer=offer, yes=False, words=" ", by=house.manager, on=TODAY, at=NOW)
    offers.decide(offer=offer, yes=False, words="Not this month", by=house.manager, on=TODAY, at=NOW)
    offer.refresh_from_db()
    assert (offer.status, offer.decision, Allocation.objects.count()) == (Status.DECLINED, "Not this month", 0)
    with pytest.raises(Refused):
        offers.decide(offer=offer, yes=True, words="", by=house.manager, on=TODAY, at=NOW)


@pytest.mark.rule("CSL-08")
def test_in_an_academy_its_practice_manager_agrees(house: House) -> None:
    from caseloads.queries.people import agreeing_manager
    from tests.factories import PersonFactory, TeamFactory

    academy = TeamFactory(name="Academy", is_academy=True)
    head = PersonFactory(name="Academy Manager")
    PostFactory(person=head, team=academy, job=Post.Job.PRACTICE_MANAGER)
    house.practitioner.posts.update(team=academy)
    assert agreeing_manager(house.practitioner, TODAY) == head


@pytest.mark.rule("CSL-01")
@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"reason": " "}, "Say why"),
        ({"authorised_by": None}, "Choose who"),
        ({"ends_on": None}, "Enter the day"),
        ({"ends_on": TODAY}, "after today"),
        ({"ends_on": TODAY + dt.timedelta(days=57)}, "at most 56 days"),
        ({"plan": ""}, "how the load comes down"),
    ],
)
def test_the_limit_is_passed_only_with_everything_the_policy_asks(
    house: House, missing: dict[str, Any], said: str
) -> None:
    filled(house)
    with pytest.raises(Refused, match=said):
        make(house, terms=terms(house, **missing))
    assert Allocation.objects.count() == 1
    assert not Breach.objects.exists()


@pytest.mark.rule("CSL-01")
@pytest.mark.parametrize("name", ["manager", "lead", "chair", "stranger_outside", "practitioner"])
def test_only_the_group_manager_authorises(house: House, name: str) -> None:
    filled(house)
    with pytest.raises(Refused, match="Choose who"):
        make(house, terms=terms(house, authorised_by=house.everybody[name]))


@pytest.mark.rule("CSL-01")
def test_a_passed_limit_is_on_the_record(house: House) -> None:
    filled(house)
    made = make(house, terms=terms(house)).allocation
    assert made is not None
    assert made.over_limit_reason == "Siblings of a child she knows"
    assert loads_of([house.practitioner], TODAY)[house.practitioner.pk].is_over
    breach = Breach.objects.get()
    assert (breach.worker, breach.status, breach.held, breach.maximum) == (house.practitioner, "agreed", 11, 10.0)
    assert (breach.rule, breach.authorised_by, breach.confirmed_at) == ("CSL-01", house.group_manager, None)
    assert list(breach.entries.values_list("kind", "allocation")) == [("opened", None), ("agreed", made.pk)]
    duty = Duty.objects.open().get(kind="over_limit")
    assert (duty.owner, duty.due_on) == (house.manager, TODAY + dt.timedelta(days=28))
    found = breaches_of(house.practitioner, TODAY, TODAY + dt.timedelta(days=6))
    assert [(one.days, one.worst, one.reason) for one in found] == [(7, 11, "Siblings of a child she knows")]


def test_sent_twice_it_is_one_allocation(house: House) -> None:
    key = uuid.uuid4()
    assert make(house, key) == make(house, key)
    assert Allocation.objects.count() == 1


def test_the_same_case_is_given_once(house: House) -> None:
    make(house)
    with pytest.raises(Refused, match="already on this case"):
        make(house)


def test_an_offer_under_way_is_made_once(house: House) -> None:
    make(house, talk="ask")
    with pytest.raises(Refused, match="on its way"):
        make(house, talk="ask")


@pytest.mark.parametrize("told", [{"type": "CLA"}, {"children": 1}])
def test_a_known_case_is_not_described_as_another(house: House, told: dict[str, Any]) -> None:
    """Otherwise a child protection case could be given as one that asks for less."""
    CaseFactory(reference="CS-900001", type="CP", children=3)
    with pytest.raises(Refused, match="The case system has CS-900001 as child protection with 3 children"):
        make(house, **told)


def test_the_rules_are_asked_again_when_the_yes_comes(house: House) -> None:
    offer = make(house, by=house.group_manager)
    filled(house, 9)
    with pytest.raises(Refused, match="Say why"):
        offers.decide(offer=offer, yes=True, words="", by=house.manager, on=TODAY, at=NOW)


def test_an_offer_is_taken_back(house: House) -> None:
    offer = make(house, talk="ask")
    offers.withdraw(offer=offer, why="Another worker", by=house.manager, on=TODAY, at=NOW)
    offers.withdraw(offer=offer, why="Another worker", by=house.manager, on=TODAY, at=NOW)
    assert (offer.status, offer.moves.count()) == (Status.WITHDRAWN, 2)
    with pytest.raises(Refused):
        offers.answer(offer=offer, room="yes", view="Fine", by=house.practitioner, on=TODAY, at=NOW)


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
    from caseloads.forms.cases import CaseForm
    from workforce.packs import load_pack

    assert "reference" in CaseForm({"reference": name}, pack=load_pack("demo")).errors


@pytest.mark.parametrize("count", (1, 3))
def test_a_team_costs_the_same_however_large(house: House, count: int, django_assert_max_num_queries: Any) -> None:
    people = [house.practitioner, house.stranger_in_team, house.stranger_outside][:count]
    for person in people:
        AllocationFactory(worker=person)
    with django_assert_max_num_queries(7):
        loads_of(people, TODAY)
