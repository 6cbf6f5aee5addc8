"""Boards of a team, a service and the authority; published averages; contingency actions; their files."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from itertools import groupby
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from caseloads.models import Allocation, Breach, Case, Contingency, NoteCount
from caseloads.queries.averages import averages
from caseloads.queries.boards import Cell, lines_of, rows_of, weeks_to
from caseloads.queries.heat import heat
from caseloads.queries.history import weeks_of
from caseloads.queries.loads import limit_for, loads_of
from caseloads.services.breaches import open_found_breaches
from reminders.models import Duty
from tests.factories import (
    LONG_AGO,
    NOW,
    TODAY,
    AllocationFactory,
    CaseFactory,
    PostFactory,
    RelationshipFactory,
    StageFactory,
    TeamFactory,
)
from tests.house import House, practitioner
from workforce import policy_versions
from workforce.facts import facts_of
from workforce.models import AuditEntry, Person, Post, Relationship, Stage
from workforce.packs import load_text
from workforce.policy_in_force import pack_on

DAY = dt.timedelta(days=1)
BOARDS = {
    "team": {"manager", "group_manager", "lead", "chair"},
    "service": {"group_manager", "lead", "chair"},
    "authority": {"lead", "chair"},
}


def hold(house: House, children: int, **told: Any) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=children, **told))


def test_a_row_says_what_the_workers_own_page_says(house: House) -> None:
    hold(house, 9, type="CP", complexity=3)
    hold(house, 3)
    open_found_breaches(TODAY, NOW)
    NoteCount.objects.create(worker=house.practitioner, day=TODAY - DAY, child_protection=True, due=8, late=2)
    NoteCount.objects.create(worker=house.practitioner, day=TODAY - 200 * DAY, child_protection=True, due=8, late=8)
    row = next(row for row in rows_of([house.team], TODAY) if row.person == house.practitioner)
    load = loads_of([house.practitioner], TODAY)[house.practitioner.pk]
    assert load.limit is not None
    assert (row.held, row.own, row.maximum, row.month) == (load.held, load.own, load.limit.maximum, load.limit.month)
    assert row.is_over
    assert row.beside.breach is not None
    assert row.points == 9 * 1.5 * 1.5 + 3 * 0.75
    assert row.notes_percent == 75
    assert (row.steps_up_on, row.steps_up_to) == (dt.date(2026, 3, 8), 15)


def test_the_weeks_are_those_of_the_year_each_against_the_limit_of_its_day(house: House) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=10), started_on=TODAY - 21 * DAY)
    row = next(row for row in rows_of([house.team], TODAY) if row.person == house.practitioner)
    assert [cell.on for cell in row.weeks] == weeks_to(TODAY)
    assert len(row.weeks) == 52
    assert [cell.held for cell in row.weeks[-5:]] == [0, 10, 10, 10, 10]
    assert {cell.room for cell in row.weeks[-5:]} == {10}
    assert row.weeks[0].room is None  # before the stage began


@pytest.mark.rule("CSL-01", "CSL-04", "CSL-10")
def test_past_weeks_are_judged_by_the_stage_and_the_hours_of_that_week(house: House) -> None:
    """A trainee until October at half her hours, newly qualified since: each week as her own page has it."""
    began, person = dt.date(2025, 10, 6), house.practitioner
    person.stages.update(started_on=began)
    StageFactory(person=person, kind=Stage.Kind.TRAINEE, started_on=began - 200 * DAY, ended_on=began - DAY)
    person.posts.update(started_on=began)
    PostFactory(person=person, team=house.team, fte="0.5", started_on=began - 100 * DAY, ended_on=began - DAY)
    row = next(row for row in rows_of([house.team], TODAY) if row.person == person)
    weeks, _ = weeks_of(person, TODAY)
    shown = {week.day: week.most for week in weeks}
    assert {cell.on: cell.room for cell in row.weeks} == {day: shown.get(day) for day in weeks_to(TODAY)}
    assert [number for number, _ in groupby(cell.room for cell in row.weeks)] == [None, 5, 10]
    (line,) = lines_of([row], TODAY, pack_on(TODAY))
    assert [cell.room for cell in line.weeks] == [cell.room or 0 for cell in row.weeks]


@pytest.mark.rule("CSL-10")
def test_who_has_qualified_since_had_a_limit_then(house: House) -> None:
    began, person = dt.date(2025, 11, 3), house.practitioner
    person.stages.update(started_on=began - 365 * DAY, ended_on=began - DAY)
    StageFactory(person=person, kind=Stage.Kind.SOCIAL_WORKER, started_on=began)
    person.posts.update(started_on=began - 365 * DAY)
    row = next(row for row in rows_of([house.team], TODAY) if row.person == person)
    full = pack_on(TODAY).caseloads.full
    assert full is not None
    months = [limit_for(one, cell.on) for cell in row.weeks for one in [facts_of([person], cell.on)[person.pk]]]
    assert [cell.room for cell in row.weeks] == [
        limit.maximum if limit and limit.maximum is not None else full.children for limit in months
    ]
    assert {cell.room for cell in row.weeks if cell.on < began} == {10, 15, 18}


@pytest.mark.rule("CSL-01")
def test_a_week_is_judged_by_the_policy_of_that_week(house: House) -> None:
    """A policy that allows fewer children was loaded in January."""
    since, weeks = dt.date(2026, 1, 12), weeks_to(TODAY)
    fewer = """
        [caseloads.limits.cai]
        rule = "CSL-01"
        source = "ours"
        stage = "nqsw"
        scope = { services = ["CAI"] }
        bands = [{ from = "month 1", maximum = 7 }]
    """
    pack = load_text(f'[pack]\nname = "ours"\ntitle = "Ours"\nextends = ["demo"]\n{fewer}', "ours")
    policy_versions.load(pack, takes_effect_on=since, by=None, on=since, at=NOW)
    row = next(row for row in rows_of([house.team], TODAY) if row.person == house.practitioner)
    rooms = {cell.on: cell.room for cell in row.weeks}
    assert [rooms[day] for day in weeks if day >= since] == [7, 7]
    assert {rooms[day] for day in weeks if house.portfolio.started_on <= day < since} == {10}


@pytest.mark.parametrize(("held", "level"), [(0, 0), (7, 1), (8, 2), (9, 2), (10, 3), (11, 4)])
def test_a_week_is_as_dark_as_it_was_full(held: int, level: int) -> None:
    assert Cell(TODAY, held, 10).level == level


def test_the_drawing_and_the_table_hold_the_same_weeks() -> None:
    drawn = heat([("A", [Cell(TODAY - 7 * DAY, 5, 10), Cell(TODAY, 11, 10)])])
    assert drawn is not None
    assert drawn.rows[0].figures == ("5/10", "11/10")
    assert [level for level, _ in drawn.rows[0].paths] == [1, 4]
    assert heat([]) is None


def test_lines_add_up_their_workers(house: House) -> None:
    hold(house, 6)
    part_time = practitioner("Part Time", house.team, manager=house.manager, assessor=house.assessor)
    part_time.posts.update(fte="0.5")
    AllocationFactory(worker=part_time, case=CaseFactory(children=6))
    (line,) = lines_of(rows_of([house.team], TODAY), TODAY, pack_on(TODAY))
    assert (line.workers, line.fte, line.held, line.room, line.average) == (2, 1.5, 12, 15, 8.0)
    assert (line.benchmark, line.over, line.percent) == (18, 1, 80)  # half a limit is passed by six


@pytest.mark.parametrize("scope", BOARDS)
def test_who_opens_which_board(client: Client, house: House, today: None, scope: str) -> None:
    hold(house, 12)
    open_found_breaches(TODAY, NOW)
    for name, person in house.everybody.items():
        client.force_login(person)
        for path in (f"{scope}/", f"{scope}.csv", f"{scope}.xlsx"):
            status = client.get(f"/caseloads/boards/{path}").status_code
            assert status == (200 if name in BOARDS[scope] else 403), (name, path)


def test_a_manager_sees_no_other_team(client: Client, house: House, today: None) -> None:
    client.force_login(house.manager)
    other = house.stranger_outside.posts.get().team
    assert client.get(f"/caseloads/boards/team/?team={other.pk}").status_code == 404
    assert client.get(f"/caseloads/boards/team.csv?team={other.pk}").status_code == 404
    assert client.get("/caseloads/boards/team/?team=x").status_code == 404


@pytest.mark.parametrize(("who", "path"), [("manager", "team"), ("group_manager", "service"), ("lead", "authority")])
def test_a_board_costs_the_same_for_any_number_of_workers(
    client: Client, house: House, today: None, who: str, path: str
) -> None:
    def cost() -> int:
        client.get(f"/caseloads/boards/{path}/")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/caseloads/boards/{path}/").status_code == 200
        return len(asked)

    hold(house, 12)
    open_found_breaches(TODAY, NOW)
    client.force_login(house.everybody[who])
    one = cost()
    for number in range(6):
        team = house.team if number % 2 else TeamFactory(service=house.team.service, name=f"Team {number}")
        more = practitioner(f"More {number}", team, manager=house.manager, assessor=house.assessor)
        AllocationFactory(worker=more, case=CaseFactory(children=12))
    open_found_breaches(TODAY, NOW)
    assert (cost(), one <= 15) == (one, True), one


def test_the_files_hold_a_line_a_worker_and_are_on_the_record(client: Client, house: House, today: None) -> None:
    hold(house, 4)
    client.force_login(house.manager)
    text = client.get("/caseloads/boards/team.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["Name"], row["Children held"], row["Limit"]) for row in rows] == [("Newly Qualified", "4", "10")]
    book = load_workbook(io.BytesIO(client.get("/caseloads/boards/team.xlsx").content))
    assert [cell.value for cell in book.active[2]][:8] == [
        "Newly Qualified", house.practitioner.employee_number, "Service CAI", "North",
        "Newly qualified social worker", 5, 1, 4,
    ]  # fmt: skip
    assert AuditEntry.objects.filter(kind="export", deed="caseloads.export_board").count() == 2


@pytest.mark.rule("CSL-13", "CSL-15")
def test_averages_are_published_to_everybody(client: Client, house: House, today: None) -> None:
    for number in range(2):
        person = practitioner(f"Colleague {number}", house.team, manager=house.manager, assessor=house.assessor)
        AllocationFactory(worker=person, case=CaseFactory(children=6))
    hold(house, 3)
    (service,) = [one for one in averages(TODAY) if one.whole.label == "Service CAI"]
    assert [(team.label, team.workers, team.children) for team in service.teams] == [("North", 3, 5.0)]
    for person in house.everybody.values():
        client.force_login(person)
        assert b"5.0" in client.get("/caseloads/averages/").content


@pytest.mark.rule("CSL-15")
def test_the_figure_of_a_few_is_not_published(house: House) -> None:
    hold(house, 3)
    assert [team.children for one in averages(TODAY) for team in one.teams] == [None]


def test_an_average_counts_who_is_in_a_stage(house: House) -> None:
    newcomer = PostFactory(team=house.team).person
    StageFactory(person=newcomer, kind=Stage.Kind.MANAGER)
    assert [team.workers for one in averages(TODAY) for team in one.teams] == [1]


ACTION = {"what": "Work moves South", "due_on_0": "3", "due_on_1": "2", "due_on_2": "2026"}


@pytest.mark.rule("CSL-15")
def test_above_capacity_an_action_with_an_owner_is_raised(client: Client, house: House, today: None) -> None:
    hold(house, 12)
    client.force_login(house.manager)
    assert b"Demand is above capacity" in client.get("/caseloads/boards/team/").content
    told = ACTION | {"owner": str(house.manager.pk)}
    assert client.post("/caseloads/contingencies/add/", ACTION | {"owner": "999"}).status_code == 200
    assert client.post("/caseloads/contingencies/add/", told | {"due_on_0": "19", "due_on_1": "1"}).status_code == 200
    assert client.post("/caseloads/contingencies/add/", told).status_code == 302
    action = Contingency.objects.get()
    assert (action.demand, action.capacity, action.owner) == (12, 10, house.manager)
    duty = Duty.objects.open().get(kind="contingency")
    assert (duty.owner, duty.due_on) == (house.manager, dt.date(2026, 2, 3))
    assert b"Work moves South" in client.get("/caseloads/boards/team/").content
    assert client.post(f"/caseloads/contingencies/{action.pk}/", {"outcome": ""}).status_code == 200
    assert client.post(f"/caseloads/contingencies/{action.pk}/", {"outcome": "Done"}).status_code == 302
    client.post(f"/caseloads/contingencies/{action.pk}/", {"outcome": "Another"})
    action.refresh_from_db()
    assert (action.closed_on, action.outcome) == (TODAY, "Done")
    assert not Duty.objects.open().filter(kind="contingency").exists()


def test_within_capacity_nothing_is_called_for(client: Client, house: House, today: None) -> None:
    hold(house, 9)
    client.force_login(house.manager)
    assert b"Demand is above capacity" not in client.get("/caseloads/boards/team/").content


def workers(house: House, number: int) -> None:
    """So many workers more in the house's team and five others of its service, each with a case."""
    teams = [house.team, *(TeamFactory(service=house.team.service, name=f"Team {n} of {number}") for n in range(5))]
    people = Person.objects.bulk_create(
        Person(name=f"Worker {n}", email=f"w{number}.{n}@test.example", employee_number=f"W{number}.{n}")
        for n in range(number)
    )
    cases = Case.objects.bulk_create(
        Case(reference=f"CS-{number}-{n}", type="CIN", children=12, complexity=1, opened_on=LONG_AGO)
        for n in range(number)
    )
    told = {"started_on": house.portfolio.started_on}
    Post.objects.bulk_create(
        Post(person=person, team=teams[n % 6], job="social_worker", fte=1, contract="permanent", **told)
        for n, person in enumerate(people)
    )
    Stage.objects.bulk_create(Stage(person=person, kind="nqsw", **told) for person in people)
    Relationship.objects.bulk_create(
        Relationship(kind="manages", holder=house.manager, person=person, **told)
        for n, person in enumerate(people)
        if n % 6 == 0
    )
    Allocation.objects.bulk_create(
        Allocation(case=case, worker=person, role="allocated", recorded_at=NOW, **told)
        for case, person in zip(cases, people, strict=True)
    )
    Breach.objects.bulk_create(
        Breach(worker=person, found="load", opened_on=TODAY, opened_at=NOW, held=12, maximum=10, rule="CSL-01")
        for person in people[::7]
    )


@pytest.mark.parametrize(("who", "path"), [("manager", "team"), ("group_manager", "service"), ("lead", "authority")])
def test_a_board_of_twelve_and_of_two_thousand_asks_the_same(
    client: Client, house: House, today: None, who: str, path: str
) -> None:
    def cost() -> tuple[int, bool]:
        client.get(f"/caseloads/boards/{path}/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/caseloads/boards/{path}/")
        assert page.status_code == 200
        return len(asked), b"Worker" in page.content or b"Team 1" in page.content

    client.force_login(house.everybody[who])
    workers(house, 11)  # with the house's own they are twelve
    few = cost()
    workers(house, 1_988)
    assert (cost(), few[0] <= 15, few[1]) == (few, True, True), few


def test_whoever_has_no_limit_is_shown_without_one(house: House, client: Client, today: None) -> None:
    """A manager is in no stage with a limit: the bar that compares with it falls away."""
    RelationshipFactory(kind="manages", holder=house.group_manager, person=house.manager)
    client.force_login(house.group_manager)
    for path in ("/asye/team/", f"/caseloads/{house.manager.pk}/"):
        page = client.get(path).content.decode()
        assert re.search(r"0</span>\s+children, no limit set", page), path
        assert 'viewBox="0 0  10"' not in page
