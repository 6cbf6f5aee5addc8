"""The pages of moves: who moves to what, what carries over, on trial in plain words, put back or confirmed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from typing import Any

import pytest
from django.test import Client

from asye.models import MovePlan, Portfolio, YearMove
from asye.queries.move_offers import programmes
from asye.services import year_moves
from frameworks.models import Statement
from reminders.settling import settle_people
from tests.asye.moving import (
    NEW,
    OLD,
    bound,
    editions,
    fresh,
    go,
    half_way,
    move_of,
    planned,
    small,
    tag,
    tried,
    version,
)
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.house import House, practitioner
from tests.test_query_counts import MOST, cost
from workforce.models import AuditEntry


@pytest.fixture
def classic(house: House, today: None) -> Portfolio:
    small()
    portfolio = bound(house.portfolio, OLD, "kss-2018")
    tag(portfolio, 3)
    settle_people([portfolio.practitioner], TODAY, NOW)
    return portfolio


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def asked(**told: Any) -> dict[str, Any]:
    return {"programme": "now:asye-2022", "why": "The national programme changes", "sent_key": str(uuid.uuid4())} | told


def test_a_cohort_is_moved_tried_and_confirmed(
    house: House, classic: Portfolio, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    other = half_way(house, 2, OLD)
    client.force_login(house.lead)
    answer = client.post("/asye/moves/start/", asked(intakes=["2025-09"], editions=[one.pk for one in editions(NEW)]))
    plan = MovePlan.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, plan.get_absolute_url())
    assert set(plan.years.values_list("portfolio", flat=True)) == {classic.pk, other.pk}
    page = words(client, plan.get_absolute_url())
    assert "12: 0 stay, " in page
    assert fresh(classic).programme_id == classic.programme_id
    client.post(f"{plan.get_absolute_url()}begin/")
    page = words(client, plan.get_absolute_url())
    assert "0 of 2 done" in page
    assert client.get(plan.get_absolute_url())["Refresh"] == "3"
    year_moves.go_on(plan.pk, on=TODAY, at=NOW)
    assert "Refresh" not in client.get(plan.get_absolute_url())
    client.force_login(house.practitioner)
    page = words(client, classic.get_absolute_url())
    told = "this year follows Assessed year, newer set of forms instead of Assessed year, four parts. It is not final"
    assert told in page
    page = words(client, move_of_year(plan, classic).get_absolute_url())
    assert "It is not final: until the programme lead confirms it, it can be put back as it was." in page
    assert "Confirm this move" not in page
    client.force_login(house.lead)
    assert "Confirm what is on trial, or put it back" in words(client, "/")
    confirm = f"{plan.get_absolute_url()}confirm/"
    assert "Say why" in client.post(confirm, {"why": ""}).content.decode()
    client.post(confirm, {"why": "All have looked at it"})
    assert year_moves.go_on(plan.pk, on=TODAY, at=NOW) == 2
    page = words(client, move_of_year(plan, classic).get_absolute_url())
    assert "The year follows this programme for good." in page
    assert "All have looked at it" in page
    assert "on trial" not in words(client, "/")


def move_of_year(plan: MovePlan, portfolio: Portfolio) -> YearMove:
    return YearMove.objects.get(plan=plan, portfolio=portfolio)


def test_one_year_is_put_back_from_its_own_page(house: House, classic: Portfolio, client: Client) -> None:
    move = tried(house, classic)
    client.force_login(house.lead)
    address = move.get_absolute_url()
    assert client.post(f"{address}undo/", {"why": "Too early"})["Location"] == address
    year_moves.go_on(move.plan_id, on=TODAY, at=NOW)
    page = words(client, address)
    assert "The year is back where it was." in page
    assert "When it was put back, 20 January 2026" in page
    answer = client.post(f"{address}undo/", {"why": "Again"}, follow=True)
    assert "There is nobody left to do this for" in answer.content.decode()


def test_left_out_and_taken_in_by_buttons(house: House, classic: Portfolio, client: Client) -> None:
    plan = planned(house, [classic], programme=version(), codes=[])
    client.force_login(house.lead)
    address = move_of(plan).get_absolute_url()
    for deed, status in (("leave-out", "left_out"), ("leave-out", "left_out"), ("take-in", "planned")):
        client.post(f"{address}{deed}/")
        assert move_of(plan).status == status


def test_from_the_page_of_one_year(house: House, classic: Portfolio, client: Client) -> None:
    client.force_login(house.lead)
    assert f"/asye/moves/start/?year={classic.pk}" in words(client, classic.get_absolute_url())
    page = words(client, f"/asye/moves/start/?year={classic.pk}")
    assert "Move this year" in page
    assert "Which cohorts?" not in page
    client.post(f"/asye/moves/start/?year={classic.pk}", asked())
    assert move_of(MovePlan.objects.get()).portfolio == classic


def test_a_plan_sent_twice_is_one_and_nothing_to_move_is_said(house: House, classic: Portfolio, client: Client) -> None:
    client.force_login(house.lead)
    told = asked(people=[classic.pk])
    assert [client.post("/asye/moves/start/", told).status_code for _ in range(2)] == [302, 302]
    assert MovePlan.objects.count() == 1
    page = client.post("/asye/moves/start/", asked(people=[classic.pk], programme="keep")).content.decode()
    assert "Choose the standards to move to, or another programme" in page
    page = client.post("/asye/moves/start/", asked()).content.decode()
    assert "Choose a cohort or at least one person" in page


def test_every_programme_is_offered_once(house: House, classic: Portfolio) -> None:
    planned(house, [classic], programme=version(), codes=[])
    assert [offer.value for offer in programmes(TODAY)] == ["now:asye-classic", "now:asye-2022"]


def test_the_table_names_every_date_and_tag(house: House, classic: Portfolio, client: Client) -> None:
    plan = planned(house, [classic], programme=version(), codes=[NEW])
    client.force_login(house.lead)
    answer = client.get(f"{plan.get_absolute_url()}move.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert sum(int(row["Tags"]) for row in rows if row["What"] == "Evidence") == 12
    dates = {row["Which"]: (row["Before"][:10], row["After"][:10]) for row in rows if row["What"] == "Date"}
    assert dates["Foundational review"] == ("", "2025-12-08")
    assert dates["Three-month review"] == ("2025-12-08", "")
    through = next(row for row in rows if row["What"] == "Evidence" and row["After"])
    assert through["What becomes of it"].split(" by way")[0] in ("Says the same", "Overlaps", "Touches")
    assert AuditEntry.objects.filter(kind="export", deed="asye.export_moves").count() == 1


def test_the_lead_reads_no_title_of_anybodys_work(house: House, classic: Portfolio, client: Client) -> None:
    ReflectionFactory(portfolio=classic, status="shared", title="A title of work").tags.create(
        statement=Statement.objects.filter(section__framework__code=OLD)[0], why="A sentence of why"
    )
    move = tried(house, classic, programme=None, codes=[NEW])
    client.force_login(house.lead)
    for path in (move.get_absolute_url(), move.plan.get_absolute_url(), f"{move.plan.get_absolute_url()}move.csv"):
        found = client.get(path).content.decode()
        assert ("A title of work" in found, "A sentence of why" in found) == (False, False)


@pytest.mark.parametrize("path", ["", "{plan}", "{plan}move.csv", "{year}", "start/"])
def test_the_pages_cost_the_same_with_one_row_and_with_three(
    house: House, classic: Portfolio, client: Client, path: str
) -> None:
    plan = planned(house, [classic], programme=version(), codes=[NEW, "kss-2018"])
    client.force_login(house.lead)
    address = {
        "": "/asye/moves/",
        "start/": "/asye/moves/start/",
        "{plan}": plan.get_absolute_url(),
        "{plan}move.csv": f"{plan.get_absolute_url()}move.csv",
        "{year}": move_of(plan).get_absolute_url(),
    }[path]
    one = cost(client, address)
    for number in (1, 2):
        who = practitioner(f"More {number}", house.team, manager=house.manager, assessor=house.assessor)
        portfolio = bound(Portfolio.objects.get(practitioner=who), OLD)
        tag(portfolio, number)
        tag(classic, number + 10)
        YearMove.objects.create(plan=plan, portfolio=portfolio, status_at=NOW)
        planned(house, [portfolio], programme=version(), codes=[])
    assert (cost(client, address), one <= MOST) == (one, True), one


@pytest.mark.parametrize("who", ["practitioner", "assessor", "lead"])
@pytest.mark.parametrize("part", ["", "meetings/", "coverage/"])
def test_a_year_on_trial_says_so_within_fifteen_queries(
    house: House, classic: Portfolio, client: Client, who: str, part: str
) -> None:
    move = tried(house, classic, codes=[NEW])
    client.force_login(house.everybody[who])
    address = f"{classic.get_absolute_url()}{part}"
    assert "It is not final: the programme lead will confirm it, or put it back as it was." in words(client, address)
    assert cost(client, address) <= MOST
    assert cost(client, move.get_absolute_url()) <= MOST
    go(house, move.plan, "undoing", at=NOW + dt.timedelta(hours=1))
    assert "It is not final" not in words(client, address)
