"""An academy team has somebody of grade 10 or 11 who supports its newly qualified workers (WRK-02)."""

from __future__ import annotations

from html import unescape

import pytest
from django.test import Client

from caseloads.policy.academy import Colleague, support
from tests.factories import AllocationFactory, CaseFactory, StageFactory
from tests.house import House
from workforce.models import Stage
from workforce.packs import load_pack

NOBODY = "Nobody of grade 10 or 11 is in this academy team to support its newly qualified workers"
BUSY = "Ada holds 2 children: in CA&I whoever supports the academy team holds no cases"


def board(client: Client) -> str:
    return unescape(client.get("/caseloads/boards/team/").content.decode())


@pytest.mark.rule("WRK-02")
@pytest.mark.parametrize(
    ("service", "team", "said"),
    [
        ("CAI", [], [(False, NOBODY)]),
        ("CAI", [Colleague("Ada", 9, 0), Colleague("Ben", None, 0)], [(False, NOBODY)]),
        ("CAI", [Colleague("Ada", 10, 0)], [(True, "Ada supports the newly qualified workers of this academy team")]),
        (
            "CAI",
            [Colleague("Ada", 10, 2)],
            [(True, "Ada supports the newly qualified workers of this academy team"), (False, BUSY)],
        ),
        ("CLA", [Colleague("Ada", 11, 2)], [(True, "Ada supports the newly qualified workers of this academy team")]),
        (
            "CLA",
            [Colleague("Ada", 11, 0), Colleague("Ben", 10, 0)],
            [(True, "Ada and Ben support the newly qualified workers of this academy team")],
        ),
    ],
)
def test_who_supports_and_who_holds_no_cases(service: str, team: list[Colleague], said: list[tuple[bool, str]]) -> None:
    found = support(load_pack("west-sussex"), service=service, team=team)
    assert [(one.ok, one.because) for one in found] == said
    assert {one.rule for one in found} == {"WRK-02"}


@pytest.mark.rule("WRK-02")
def test_a_policy_that_asks_for_nobody_says_nothing() -> None:
    assert support(load_pack("nottinghamshire"), service="CAI", team=[]) == ()


@pytest.mark.rule("WRK-02")
def test_the_board_of_an_academy_team_says_it(client: Client, house: House, today: None) -> None:
    client.force_login(house.manager)
    assert "academy team" not in board(client)  # this one is none
    house.team.is_academy = True
    house.team.save()
    assert NOBODY in board(client)
    senior = house.stranger_in_team
    senior.posts.update(grade=10)
    StageFactory(person=senior, kind=Stage.Kind.SENIOR)
    AllocationFactory(worker=senior, case=CaseFactory(children=2))
    assert (NOBODY in board(client), BUSY.replace("Ada", senior.name) in board(client)) == (False, True)
