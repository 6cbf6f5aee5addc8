"""Week by week, and notes in time: the figures on the pages are those of the rows."""

import csv
import datetime as dt
import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from caseloads.models import CaseVersion, NoteCount
from caseloads.policy.notes import Written, note_times
from caseloads.queries import limit_for
from caseloads.queries.history import drawn, weeks_of
from caseloads.queries.timeliness import Timeliness, by_team, timeliness
from tests.factories import TODAY, AllocationFactory, CaseFactory
from tests.house import House, practitioner
from workforce.facts import facts_of
from workforce.models import AuditEntry, Person
from workforce.packs import load_pack
from workforce.policy_in_force import pack_on

pytestmark = pytest.mark.usefixtures("today")


def test_each_week_has_what_was_held_and_the_limit_of_its_day(house: House) -> None:
    worker = house.practitioner
    held = AllocationFactory(worker=worker, case=CaseFactory(children=5))
    change = TODAY - dt.timedelta(days=20)
    CaseVersion.objects.create(case=held.case, type="CIN", children=2, complexity=1, ended_on=change)
    weeks, today_limit = weeks_of(worker, TODAY)
    began = house.portfolio.stage.started_on
    assert (weeks[-1].day, began <= weeks[0].day < began + dt.timedelta(days=7)) == (TODAY, True)
    assert [week.held.own for week in weeks[-5:]] == [2, 2, 5, 5, 5]
    for week in weeks[-10:]:
        limit = limit_for(facts_of([worker], week.day)[worker.pk], week.day, pack_on(week.day))
        assert week.most == (limit.maximum if limit else None)
    assert today_limit == limit
    bars = drawn(weeks)
    assert (len(bars), bars[-1].over) == (len(weeks), weeks[-1].is_over)
    assert weeks_of(house.external, TODAY) == ([], None)


def test_the_page_shows_them(client: Client, house: House) -> None:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=20))
    NoteCount.objects.create(worker=house.practitioner, day=TODAY, child_protection=True, due=3, late=1)
    client.force_login(house.practitioner)
    page = client.get(f"/caseloads/{house.practitioner.pk}/history/").content.decode()
    assert "Over the limit" in page
    assert "3 fell due, 1 late: 66 % in time" in page


@pytest.mark.rule("CSL-12")
def test_notes_are_added_up_over_days_by_worker_and_team(client: Client, house: House) -> None:
    first, pk = TODAY - dt.timedelta(days=27), house.practitioner.pk
    for day, child_protection, due, late in [
        (first, True, 4, 1), (TODAY, True, 2, 0), (TODAY, False, 10, 5), (first - dt.timedelta(days=1), False, 9, 9),
    ]:  # fmt: skip
        NoteCount.objects.create(
            worker=house.practitioner, day=day, child_protection=child_protection, due=due, late=late
        )
    NoteCount.objects.create(worker=house.stranger_outside, day=TODAY, child_protection=False, due=1, late=1)
    told = timeliness([pk], first, TODAY)
    assert told == {pk: Timeliness(Written(6, 1), Written(10, 5))}
    teams = by_team(Person.objects.all(), first, TODAY)
    assert [team.sum.all for team in teams if team.team == "North"] == [Written(16, 6)]
    client.force_login(house.manager)
    page = client.get("/caseloads/notes/").content.decode()
    assert "6 fell due, 1 late: 83 % in time" in page
    assert house.practitioner.name in page
    assert house.stranger_outside.name not in page
    client.force_login(house.lead)
    page = client.get("/caseloads/notes/").content.decode()
    assert (house.practitioner.name in page, "2 teams" in page) == (False, True)
    page = client.get(f"/caseloads/notes/?team={house.team.pk}").content.decode()
    assert (house.practitioner.name in page, house.stranger_outside.name in page) == (True, False)


def counted(house: House) -> list[Person]:
    """Three workers of one team: all late, half in time, none of child protection."""
    told = [("Ada", True, 2, 2), ("Ben", True, 4, 2), ("Cleo", False, 3, 0)]
    people = []
    for name, child_protection, due, late in told:
        person = practitioner(name, house.team, manager=house.manager, assessor=house.assessor)
        NoteCount.objects.create(worker=person, day=TODAY, child_protection=child_protection, due=due, late=late)
        people.append(person)
    return people


@pytest.mark.rule("CSL-12")
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["Ada", "Ben", "Cleo"]),
        ("-name", ["Cleo", "Ben", "Ada"]),
        ("cp", ["Ada", "Ben", "Cleo"]),
        ("-cp", ["Ben", "Ada", "Cleo"]),
        ("others", ["Cleo", "Ada", "Ben"]),
        ("nonsense", ["Ada", "Ben", "Cleo"]),
    ],
)
def test_workers_are_sorted_by_name_or_by_what_is_in_time(
    client: Client, house: House, today: None, sort: str, order: list[str]
) -> None:
    counted(house)
    client.force_login(house.manager)
    page = client.get("/caseloads/notes/", {"sort": sort}).content.decode()
    assert sorted(order, key=lambda name: page.index(f">{name}</a>")) == order


@pytest.mark.rule("CSL-12")
def test_the_notes_leave_as_files_and_that_is_on_the_record(client: Client, house: House, today: None) -> None:
    ada, ben, cleo = counted(house)
    NoteCount.objects.create(worker=house.stranger_outside, day=TODAY, child_protection=True, due=1, late=1)
    client.force_login(house.manager)
    text = client.get("/caseloads/notes.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert rows == [
        ["North", "Ada", ada.employee_number, "2", "2", "0", "0", "0", ""],
        ["North", "Ben", ben.employee_number, "4", "2", "50", "0", "0", ""],
        ["North", "Cleo", cleo.employee_number, "0", "0", "", "3", "0", "100"],
    ]
    client.force_login(house.lead)
    book = load_workbook(io.BytesIO(client.get("/caseloads/notes.xlsx").content))
    names = [row[1].value for row in book.worksheets[0].iter_rows(min_row=2)]
    assert names == ["Ada", "Ben", "Cleo", "Other Service"]
    book = load_workbook(io.BytesIO(client.get(f"/caseloads/notes.xlsx?team={house.team.pk}").content))
    assert [row[1].value for row in book.worksheets[0].iter_rows(min_row=2)] == ["Ada", "Ben", "Cleo"]
    assert AuditEntry.objects.filter(kind="export", deed="caseloads.export_notes").count() == 3


@pytest.mark.rule("CSL-12")
@pytest.mark.parametrize(
    ("pack", "said"),
    [
        ("nottinghamshire", "Notes on child protection are written within 24 hours, others within 7 days"),
        ("national", "The policy does not say how soon case notes are written"),
    ],
)
def test_the_times_are_the_pack_s(pack: str, said: str) -> None:
    assert note_times(load_pack(pack)).because.startswith(said)


@pytest.mark.parametrize(("due", "late", "percent"), [(0, 0, None), (3, 0, 100), (200, 1, 99), (3, 3, 0)])
def test_one_late_note_never_reads_as_none(due: int, late: int, percent: int | None) -> None:
    assert Written(due, late).in_time == percent
