"""The experience checklist: kinds of case and the rota tick it by themselves, the rest is noted by hand (WRK-06)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client

from asye.models import ExperienceNote, Portfolio
from asye.policy.experience import Held, Noted, agreement, checklist
from asye.queries.document import snapshot
from asye.queries.experience import experience_of, known_lines, met_of
from asye.services import experience as services
from caseloads.models import Slot
from reminders.models import Duty
from tests.factories import NOW, TODAY, AllocationFactory, AuthorityFactory, CaseFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry
from workforce.packs import load_pack

TOLD = {"done": "done", "on_0": "19", "on_1": "1", "on_2": "2026", "words": "County court, first hearing"}
KEY = str(uuid.UUID(int=7))
DAY = dt.timedelta(days=1)


def lines(house: House) -> dict[str, Any]:
    portfolio = Portfolio.objects.select_related("practitioner", "stage").get(pk=house.portfolio.pk)
    return {line.told.key: line.told for line in experience_of(portfolio, None, TODAY)}


@pytest.mark.rule("WRK-06")
def test_the_list_is_the_packs_in_its_order() -> None:
    found = checklist(load_pack("west-sussex"), held=[], days={}, noted={})
    assert [one.key for one in found] == [
        "child_family_assessment", "child_family_plan", "s47_enquiry", "section_7_report", "mash", "interventions",
        "cp_conference", "step_down", "court", "comprehensive_assessment", "signs_of_safety", "chairing",
    ]  # fmt: skip
    assert {(one.met, one.because, one.rules) for one in found} == {(False, "Nothing has shown it yet", ("WRK-06",))}
    assert checklist(load_pack("national"), held=[], days={}, noted={}) == ()


@pytest.mark.rule("WRK-06")
@pytest.mark.parametrize(
    ("kind", "ticks"),
    [
        ("S47", {"s47_enquiry"}),
        ("CP", {"child_family_plan", "interventions"}),
        ("CLA", {"interventions"}),
        ("EH", set()),
    ],
)
def test_a_kind_of_case_ticks_what_it_shows(kind: str, ticks: set[str]) -> None:
    held = [Held(kind, "co", 2, TODAY)]
    found = {one.key: one for one in checklist(load_pack("demo"), held=held, days={}, noted={}) if one.met}
    assert set(found) == ticks
    assert {one.because for one in found.values()} <= {f"2 cases of {kind} as co-worker since 20 January 2026"}


@pytest.mark.rule("WRK-06")
def test_what_was_taken_back_is_open_again_unless_a_case_shows_it() -> None:
    noted = {"court": Noted(False, TODAY, "A"), "s47_enquiry": Noted(False, TODAY, "A")}
    found = checklist(load_pack("demo"), held=[Held("S47", "co", 1, TODAY)], days={}, noted=noted)
    assert {one.key: one.met for one in found if one.key in noted} == {"s47_enquiry": True, "court": False}


@pytest.mark.rule("WRK-06")
def test_cases_of_this_year_and_the_rota_tick_it_by_themselves(house: House) -> None:
    """What was held before the year began does not count, nor what a colleague holds."""
    before = house.portfolio.started_on - DAY
    told = {"started_on": before - 30 * DAY, "ended_on": before}
    AllocationFactory(worker=house.practitioner, case=CaseFactory(type="S47"), **told)
    AllocationFactory(worker=house.stranger_in_team, case=CaseFactory(type="S47"))
    assert not any(line.met for line in lines(house).values())
    AllocationFactory(worker=house.practitioner, case=CaseFactory(type="S47"), started_on=TODAY - 9 * DAY)
    Slot.objects.create(
        kind="mash", label="MASH", team=house.team, service=house.team.service, on=TODAY - DAY, part="day", seat="main",
        holder=house.practitioner, status="held", planned_by=house.manager, planned_at=NOW,
    )  # fmt: skip
    found = lines(house)
    assert (found["s47_enquiry"].because, found["s47_enquiry"].by_itself) == (
        "1 case of section 47 enquiry (S47) as allocated worker since 11 January 2026",
        True,
    )
    assert (found["mash"].because, found["mash"].by_itself) == ("1 day on the rota", True)


@pytest.mark.rule("WRK-06")
def test_the_worker_notes_the_rest_and_takes_it_back(client: Client, house: House, at_ten: None) -> None:
    at = f"/asye/portfolios/{house.portfolio.pk}/experience/"
    client.force_login(house.practitioner)
    assert f"{at}court/" in client.get(at).content.decode()
    assert client.post(f"{at}court/", TOLD | {"sent_key": KEY})["Location"] == at
    assert client.post(f"{at}court/", TOLD | {"sent_key": KEY})["Location"] == at  # sent twice it is noted once
    page = client.get(at).content.decode()
    assert ("1 of 12 so far" in page, "County court, first hearing" in page) == (True, True)
    assert "Noted by Newly Qualified for 19 January 2026" in page
    client.force_login(house.assessor)
    assert client.post(f"{at}court/", TOLD | {"done": "not"}).status_code == 302
    assert "0 of 12 so far" in client.get(at).content.decode()
    assert list(ExperienceNote.objects.values_list("done", "by__name")) == [
        (False, "Asye Assessor"),
        (True, "Newly Qualified"),
    ]
    assert AuditEntry.objects.filter(deed="asye.note_experience").count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"on_0": "21"}, "Enter today or an earlier day"),
        ({"on_0": "1", "on_1": "9", "on_2": "2025"}, "The year began on 8 September 2025"),
        ({"words": " "}, "Say where and how"),
    ],
)
def test_what_cannot_be_is_refused(
    client: Client, house: House, at_ten: None, changed: dict[str, str], said: str
) -> None:
    client.force_login(house.practitioner)
    page = client.post(f"/asye/portfolios/{house.portfolio.pk}/experience/court/", TOLD | changed)
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert not ExperienceNote.objects.exists()


def test_a_closed_portfolio_and_an_unknown_line_are_refused(client: Client, house: House, at_ten: None) -> None:
    at = f"/asye/portfolios/{house.portfolio.pk}/experience/"
    client.force_login(house.practitioner)
    assert client.get(f"{at}nothing/").status_code == 404
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    assert "stays as it is" in client.post(f"{at}court/", TOLD).content.decode()
    assert f"{at}court/" not in client.get(at).content.decode()


def test_who_reads_and_who_notes(client: Client, house: House, at_ten: None) -> None:
    at = f"/asye/portfolios/{house.portfolio.pk}/experience/"
    reads = {"practitioner", "manager", "group_manager", "assessor", "lead", "chair"}
    for name, person in house.everybody.items():
        client.force_login(person)
        status = client.get(at).status_code
        assert (status == 200) == (name in reads), (name, status)
        noted = client.get(f"{at}court/").status_code
        assert (noted == 200) == (name in {"practitioner", "assessor"}), (name, noted)


def noted(house: House, by: Any, done: bool = True) -> None:
    services.note(
        portfolio=house.portfolio, item="court", done=done, on=TODAY, words="W", sent_key=uuid.uuid4(), by=by,
        today=TODAY, at=NOW,
    )  # fmt: skip


@pytest.mark.rule("WRK-06")
@pytest.mark.parametrize(
    ("notes", "found"),
    [
        ([], ""),
        ([(True, True)], "waits"),
        ([(True, False), (True, True)], "agreed"),
        ([(True, True), (True, False)], "agreed"),
        ([(False, True), (True, False)], ""),
        ([(True, True), (False, False), (True, False)], "waits"),
    ],
)
def test_what_is_noted_by_oneself_waits_for_somebody_else(notes: list[tuple[bool, bool]], found: str) -> None:
    assert agreement(notes) == found


@pytest.mark.rule("WRK-06")
def test_the_assessor_agrees_and_then_it_is_met_in_reviews_and_lists(client: Client, house: House, today: None) -> None:
    AuthorityFactory(pack="west-sussex")
    noted(house, house.practitioner)
    duty = Duty.objects.open().get(kind="experience")
    assert (duty.owner, duty.due_on > TODAY) == (house.assessor, True)
    lines, rule, _ = known_lines(house.portfolio, TODAY)
    assert (lines[:2], rule) == (("1 of 12 so far", "Noted and not agreed yet: Court work"), "WRK-06")
    at = f"/asye/portfolios/{house.portfolio.pk}/experience/"
    client.force_login(house.practitioner)
    assert "Noted, not agreed yet" in client.get(at).content.decode()
    assert client.post(f"{at}court/agree/").status_code == 403
    client.force_login(house.assessor)
    assert f"{at}court/agree/" in client.get(at).content.decode()
    for _ in range(2):
        assert client.post(f"{at}court/agree/")["Location"] == at
    assert ExperienceNote.objects.count() == 2
    assert not Duty.objects.open().filter(kind="experience").exists()
    assert known_lines(house.portfolio, TODAY)[0][1].startswith("Still to come")
    titles = [
        one["title"]
        for one in snapshot(house.portfolio, access_for(house.assessor, TODAY), version=1, at=NOW)["sections"]
    ]
    assert "Experience of the year" in titles
    noted(house, house.practitioner, done=False)
    client.post(f"{at}court/agree/")
    assert ExperienceNote.objects.count() == 3


@pytest.mark.rule("WRK-06")
@pytest.mark.parametrize("kind", ["S47", "CP", "CIN", "EH"])
def test_lists_count_as_the_page_does(house: House, kind: str) -> None:
    AuthorityFactory(pack="west-sussex")
    AllocationFactory(worker=house.practitioner, case=CaseFactory(type=kind))
    noted(house, house.practitioner)
    portfolio = Portfolio.objects.select_related("practitioner", "stage").get(pk=house.portfolio.pk)
    page = experience_of(portfolio, None, TODAY)
    assert met_of([portfolio], TODAY)[portfolio.pk] == (sum(line.told.met for line in page), len(page))
