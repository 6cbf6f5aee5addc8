"""Cases entered by hand: opened, changed, closed, opened again; the past stays; the file's are left to the file."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from caseloads.models import Allocation, Case, CaseVersion
from caseloads.queries import holdings
from caseloads.services import cases as services
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory
from tests.house import House
from workforce.models import AuditEntry
from workforce.verdict import Refused

pytestmark = pytest.mark.usefixtures("at_ten")
GOOD = {
    "reference": "CS-700001", "type": "CP", "children": "3", "complexity": "1",
    "opened_on_0": "19", "opened_on_1": "1", "opened_on_2": "2026",
}  # fmt: skip
YESTERDAY = TODAY - dt.timedelta(days=1)


def day(name: str, on: dt.date) -> dict[str, str]:
    return {f"{name}_0": str(on.day), f"{name}_1": str(on.month), f"{name}_2": str(on.year)}


def post(client: Client, house: House, path: str, told: dict[str, str], who: str = "manager") -> Any:
    client.force_login(house.everybody[who])
    return client.post(path, told, follow=True)


def said(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.rule("CSL-16")
def test_a_case_is_entered_without_a_worker_and_found_in_the_list(client: Client, house: House) -> None:
    assert "CS-700001 is entered. Nobody has it yet" in said(post(client, house, "/caseloads/cases/add/", GOOD))
    case = Case.objects.get()
    assert (case.type, case.children, case.opened_on, case.kept_by_feed) == ("CP", 3, YESTERDAY, False)
    assert "CS-700001" in said(client.get("/caseloads/cases/?shown=nobody"))
    assert "CS-700001" not in said(client.get("/caseloads/cases/?shown=closed"))
    post(client, house, "/caseloads/cases/add/", GOOD)
    again = said(post(client, house, "/caseloads/cases/add/", GOOD | {"children": "4"}))
    assert "This reference is here already" in again
    assert Case.objects.count() == 1
    assert AuditEntry.objects.filter(deed="caseloads.open_case").count() == 1


RECEIVED = {"allegation": "on", **day("received_on", TODAY)}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"reference": "Maisie Brown"}, "This looks like a name"),
        ({"reference": "MB-04-12-2014"}, "This looks like a date of birth"),
        ({"children": "0"}, "Enter at least 1 child"),
        (day("opened_on", TODAY + dt.timedelta(days=1)), "Enter days up to today"),
        ({"allegation": "on"}, "Enter the day the referral came in"),
        (
            {"allegation": "on", **day("received_on", TODAY), "received_time": "25:00"},
            "Enter a time, for example 14:30",
        ),
        ({"allegation": "on", **day("received_on", TODAY), "received_time": "23:59"}, "Enter days up to today"),
    ],
)
def test_what_cannot_be_is_said(client: Client, house: House, changed: dict[str, str], words: str) -> None:
    assert words in said(post(client, house, "/caseloads/cases/add/", GOOD | changed))
    assert Case.objects.count() == 0


@pytest.mark.rule("CSL-11")
def test_an_allegation_nobody_has_shows_by_when_it_is_given(client: Client, house: House) -> None:
    late = {"allegation": "on", **day("received_on", TODAY - dt.timedelta(days=3)), "received_time": "10:00"}
    post(client, house, "/caseloads/cases/add/", GOOD | late)
    page = said(client.get("/caseloads/cases/?shown=nobody"))
    assert "Alleges abuse or neglect" in page
    assert "Too late" in page
    assert "by 18 January, 10:00" in page


def test_a_change_holds_from_its_day_and_the_past_stays(client: Client, house: House) -> None:
    held = AllocationFactory(worker=house.practitioner, case=CaseFactory(children=2))
    told = {"type": "CP", "children": "4", "complexity": "1", "was": "CIN/2/1", **day("from_on", TODAY)}
    page = said(post(client, house, f"/caseloads/cases/{held.case_id}/change/", told))
    assert f"{held.case.reference} is changed" in page
    assert "What it was before" in page
    post(client, house, f"/caseloads/cases/{held.case_id}/change/", told)
    assert AuditEntry.objects.filter(deed="caseloads.change_case").count() == 1
    pk = house.practitioner.pk
    found = holdings([pk], [YESTERDAY, TODAY])
    assert (found[pk, YESTERDAY].own, found[pk, TODAY].own) == (2, 4)
    assert CaseVersion.objects.values_list("type", "children", "ended_on").get() == ("CIN", 2, YESTERDAY)


def test_nobody_changes_what_they_have_not_seen(client: Client, house: House) -> None:
    held = AllocationFactory(worker=house.practitioner, case=CaseFactory(children=2))
    told = {"type": "CP", "children": "4", "complexity": "1", "was": "CIN/3/1", **day("from_on", TODAY)}
    page = said(post(client, house, f"/caseloads/cases/{held.case_id}/change/", told))
    assert "Somebody else has just changed this case" in page
    assert (Case.objects.get().children, CaseVersion.objects.count()) == (2, 0)


def test_a_day_before_an_earlier_change_is_refused(house: House) -> None:
    case = CaseFactory()
    was, becomes = services.described(case), services.Described("CP", 4, 1)
    services.change_case(case=case, was=was, becomes=becomes, from_on=YESTERDAY, by=house.manager, on=TODAY, at=NOW)
    case.refresh_from_db()
    with pytest.raises(Refused, match="Enter a day from 19 January 2026 to today"):
        services.change_case(
            case=case, was=becomes, becomes=was, from_on=YESTERDAY - dt.timedelta(days=1), by=house.manager,
            on=TODAY, at=NOW,
        )  # fmt: skip
    services.change_case(case=case, was=becomes, becomes=becomes, from_on=TODAY, by=house.manager, on=TODAY, at=NOW)
    assert AuditEntry.objects.filter(deed="caseloads.change_case").count() == 1


def test_a_closed_case_ends_the_work_on_it_and_can_be_opened_again(client: Client, house: House) -> None:
    held = AllocationFactory(worker=house.practitioner)
    path = f"/caseloads/cases/{held.case_id}/"
    assert "is closed, and so is the work" in said(post(client, house, f"{path}close/", day("closed_on", TODAY)))
    assert (Case.objects.get().closed_on, Allocation.objects.get().ended_on) == (TODAY, TODAY)
    post(client, house, f"{path}close/", day("closed_on", TODAY))
    assert AuditEntry.objects.filter(deed="caseloads.close_case").count() == 1
    assert "is open again" in said(post(client, house, f"{path}open-again/", {}))
    assert (Case.objects.get().closed_on, Allocation.objects.get().ended_on) == (None, TODAY)
    assert "This case is open" in said(post(client, house, f"{path}open-again/", {}))


@pytest.mark.parametrize("deed", ["change/", "close/", "open-again/"])
def test_what_the_file_keeps_is_changed_there(client: Client, house: House, deed: str) -> None:
    held = AllocationFactory(worker=house.practitioner, case=CaseFactory(kept_by_feed=True))
    told = {"type": "CP", "children": "4", "complexity": "1", **day("from_on", TODAY), **day("closed_on", TODAY)}
    page = said(post(client, house, f"/caseloads/cases/{held.case_id}/{deed}", told))
    assert services.KEPT_BY_FEED in page
    assert (Case.objects.get().type, Case.objects.get().closed_on) == ("CIN", None)
    page = said(post(client, house, f"/caseloads/allocations/{held.pk}/end/", {"why": "closed", "words": "W"}))
    assert Allocation.objects.get().ended_on is None


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 200),
        ("group_manager", 200),
        ("lead", 403),
        ("practitioner", 403),
        ("stranger_outside", 404),
        ("hr", 404),
    ],
)
def test_who_may_change_a_case(client: Client, house: House, who: str, status: int) -> None:
    held = AllocationFactory(worker=house.practitioner)
    client.force_login(house.everybody[who])
    assert client.get(f"/caseloads/cases/{held.case_id}/change/").status_code == status


@pytest.mark.parametrize(("who", "offered"), [("manager", True), ("practitioner", False)])
def test_the_way_to_the_list_is_offered_to_those_who_may_open_it(
    client: Client, house: House, who: str, offered: bool
) -> None:
    case = AllocationFactory(worker=house.practitioner).case
    client.force_login(house.everybody[who])
    page = said(client.get(case.get_absolute_url()))
    assert (case.reference in page, 'href="/caseloads/cases/"' in page) == (True, offered)
