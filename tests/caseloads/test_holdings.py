"""Any past day can be asked: what was held then is what the moves up to then add up to."""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseloads.explain import register
from caseloads.imports import import_caseloads
from caseloads.models import Allocation, Case, CaseVersion, PastRole
from caseloads.queries import Holding, TypeHeld, holdings, loads_of, types_held
from tests.factories import TODAY, AllocationFactory, CaseFactory, PersonFactory
from tests.house import House
from workforce.explain import answer
from workforce.imports.mapping import Mapping
from workforce.imports.table import Source
from workforce.models import Person
from workforce.policy_in_force import pack_on

pytestmark = pytest.mark.django_db
BEGAN = dt.date(2024, 1, 1)
DAYS, WORKERS, CASES, ASKED = 730, 12, 60, 200
HEADER = "reference,kind,children,worker,role,allocated_on,opened_on,closed_on"


@dataclass
class Told:
    """A case as the case system would tell it: what it is, since when, and who has it in which role."""

    kind: str
    children: int
    opened_on: dt.date
    workers: dict[int, tuple[str, dt.date]] = field(default_factory=dict)


def test_holdings_of_random_days_equal_a_recount_from_the_moves(tmp_path: Path) -> None:
    """Each week a file is imported; the recount keeps what every file said, day by day, and knows no periods."""
    dice = random.Random(7)
    people = [PersonFactory(employee_number=f"{n:06d}") for n in range(WORKERS)]
    cases: dict[str, Told] = {}
    recount: dict[tuple[int, dt.date], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for week in range(DAYS // 7):
        day = BEGAN + dt.timedelta(days=7 * week)
        move(cases, day, dice)
        if cases:
            bring(tmp_path, cases, day)
        for later in range(7):
            add_up(cases, day + dt.timedelta(days=later), recount)
    assert CaseVersion.objects.count() > 50
    assert PastRole.objects.count() > 10
    for _ in range(ASKED):
        worker, day = dice.randrange(WORKERS), BEGAN + dt.timedelta(days=dice.randrange(DAYS // 7 * 7))
        expected = Holding(*recount[worker, day])
        pk = people[worker].pk
        assert holdings([pk], [day])[pk, day] == expected, (worker, day)
        assert holdings([one.pk for one in people], [day, BEGAN, TODAY])[pk, day] == expected, (worker, day)


def move(cases: dict[str, Told], day: dt.date, dice: random.Random) -> None:
    """New cases; other children, another kind, another role, a transfer; a case that is gone from the file."""
    for _ in range(3):
        if len(cases) < CASES:
            told = Told(dice.choice(("CIN", "CP", "CLA")), dice.randint(1, 4), day)
            told.workers[dice.randrange(WORKERS)] = ("allocated", day)
            cases[f"CS-{dice.randrange(10**9):09d}"] = told
    for reference in dice.sample(sorted(cases), len(cases) // 3):
        told = cases[reference]
        match dice.randrange(6):
            case 0:
                told.children = dice.randint(1, 5)
            case 1:
                told.kind = dice.choice(("CIN", "CP", "CLA"))
            case 2:
                told.workers = {dice.randrange(WORKERS): ("allocated", day)}
            case 3:
                told.workers.setdefault(dice.randrange(WORKERS), ("co", day))
            case 4:
                told.workers = {
                    worker: ("co" if role == "allocated" else "allocated", since)
                    for worker, (role, since) in told.workers.items()
                }
            case _:
                del cases[reference]


def bring(folder: Path, cases: dict[str, Told], day: dt.date) -> None:
    file = folder / "cases.csv"
    lines = [
        f"{ref},{c.kind},{c.children},{worker:06d},{role},{since:%d/%m/%Y},{c.opened_on:%d/%m/%Y},"
        for ref, c in cases.items()
        for worker, (role, since) in c.workers.items()
    ]
    file.write_text("\n".join([HEADER, *lines]))
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(6)))
    import_caseloads(Source(file, Mapping()), on=day, at=at, accept_shrink=True)


def add_up(cases: dict[str, Told], day: dt.date, recount: dict[tuple[int, dt.date], list[int]]) -> None:
    for told in cases.values():
        for worker, (role, _) in told.workers.items():
            place = int(role == "co")
            recount[worker, day][place] += told.children
            recount[worker, day][2 + place] += 1


@pytest.mark.parametrize("workers", [1, 3])
def test_many_days_and_workers_cost_the_same(workers: int) -> None:
    people = [AllocationFactory(worker=PersonFactory()).worker.pk for _ in range(workers)]
    days = [TODAY - dt.timedelta(days=7 * week) for week in range(52 * workers)]
    for asked, cost in ((days, 3), ([TODAY], 1)):
        with CaptureQueriesContext(connection) as queries:
            found = holdings(people, asked)
        assert len(queries) == cost
        assert {found[pk, TODAY] for pk in people} == {Holding(own=2, own_cases=1)}


def test_a_day_before_a_change_is_told_as_it_was(house: House) -> None:
    held = AllocationFactory(worker=house.practitioner, case=CaseFactory(children=5))
    before = TODAY - dt.timedelta(days=10)
    CaseVersion.objects.create(case=held.case, type="CIN", children=1, complexity=1, ended_on=before)
    PastRole.objects.create(allocation=held, role="co", ended_on=before - dt.timedelta(days=1))
    pk = house.practitioner.pk
    days = [before - dt.timedelta(days=1), before, TODAY]
    found = holdings([pk], days)
    assert [found[pk, day] for day in days] == [
        Holding(co=1, co_cases=1),
        Holding(own=1, own_cases=1),
        Holding(own=5, own_cases=1),
    ]
    assert [holdings([pk], [day])[pk, day] for day in days] == [found[pk, day] for day in days]


@pytest.mark.parametrize(("days_ago", "held"), [(0, 0), (1, 2), (2, 2)])
def test_a_closed_case_is_held_until_the_day_it_closed(house: House, days_ago: int, held: int) -> None:
    case = CaseFactory(closed_on=TODAY - dt.timedelta(days=1))
    AllocationFactory(worker=house.practitioner, case=case)
    day = TODAY - dt.timedelta(days=days_ago)
    assert holdings([house.practitioner.pk], [day])[house.practitioner.pk, day].held == held


@pytest.mark.rule("CSL-01")
@pytest.mark.parametrize("month", range(1, 13))
def test_the_limit_beside_it_is_what_explain_says(house: House, month: int) -> None:
    register()
    stage = house.portfolio.stage
    day = stage.started_on + dt.timedelta(days=30 * (month - 1) + 1)
    load = loads_of([house.practitioner], day)[house.practitioner.pk]
    told = answer(
        "caseload-limit",
        {"pack": pack_on(day).name, "service": "CAI", "start": str(stage.started_on), "on": str(day)},
    )
    assert (load.limit.minimum, load.limit.maximum) == (told["minimum"], told["maximum"])


@pytest.mark.rule("WRK-06")
def test_kinds_and_roles_held_are_told_with_when(house: House) -> None:
    worker: Person = house.practitioner
    before = TODAY - dt.timedelta(days=30)
    held = AllocationFactory(worker=worker, case=CaseFactory(type=Case.Type.CP), started_on=before)
    CaseVersion.objects.create(case=held.case, type="CIN", children=2, complexity=1, ended_on=TODAY)
    AllocationFactory(
        worker=worker, role=Allocation.Role.CO, case=CaseFactory(type=Case.Type.CLA), started_on=before, ended_on=TODAY
    )
    assert types_held(worker, before, TODAY) == (
        TypeHeld("CIN", "allocated", 1, before, TODAY),
        TypeHeld("CLA", "co", 1, before, TODAY),
    )
    assert types_held(worker, TODAY, TODAY + dt.timedelta(days=1))[2] == TypeHeld(
        "CP", "allocated", 1, TODAY + dt.timedelta(days=1), None
    )
    assert types_held(worker, before - dt.timedelta(days=9), before - dt.timedelta(days=1)) == ()
