"""Evidence by statement: direct and through the crosswalk told apart, scoped to the reader, never a score."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client

from asye.models import Reflection
from asye.queries.coverage import Covered, coverage_of
from frameworks.models import CrosswalkLink, Statement
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.house import House, make_link
from workforce.access import access_for
from workforce.models import Person

HAPPENED = dt.date(2026, 1, 5)


@pytest.fixture
def link(house: House) -> CrosswalkLink:
    """The portfolio is bound to both frameworks; 1.1 of one overlaps with 1.1 of the other."""
    made = make_link()
    house.portfolio.frameworks.add(made.to_statement.section.framework)
    return made


def reflect(house: House, *statements: Statement, status: str = "shared", on: dt.date = HAPPENED) -> Reflection:
    made: Reflection = ReflectionFactory(portfolio=house.portfolio, status=status, shared_at=NOW, happened_on=on)
    for statement in statements:
        made.tags.create(statement=statement)
    return made


def lines(house: House, who: Person) -> dict[tuple[str, str], Covered]:
    bound = coverage_of(house.portfolio, access_for(who, TODAY))
    return {
        (row.framework.code, line.statement.number): line
        for row in bound
        for part in row.domains
        for line in part.lines
    }


ONE, OTHER, FAR = ("made-2018", "1.1"), ("other-2014", "1.1"), ("made-2018", "1.2")


@pytest.mark.rule("FRW-09", "FRW-11")
def test_direct_and_through_the_crosswalk_are_told_apart(house: House, link: CrosswalkLink) -> None:
    reflect(house, link.from_statement)
    reflect(house, link.from_statement, on=dt.date(2026, 1, 9))
    found = lines(house, house.practitioner)
    assert (found[ONE].direct, found[ONE].through, found[ONE].latest) == (2, 0, dt.date(2026, 1, 9))
    assert (found[OTHER].direct, found[OTHER].through, found[OTHER].latest) == (0, 2, dt.date(2026, 1, 9))
    assert (found[ONE].sources, found[OTHER].sources) == (("Reflection",), ("Reflection",))
    assert (found[FAR].is_gap, found[FAR].latest, found[FAR].sources) == (True, None, ())


def test_one_piece_for_both_is_direct_for_both_and_counted_once(house: House, link: CrosswalkLink) -> None:
    reflect(house, link.from_statement, link.to_statement)
    found = lines(house, house.practitioner)
    assert [(found[key].direct, found[key].through) for key in (ONE, OTHER)] == [(1, 0), (1, 0)]


def test_an_ended_link_carries_nothing(house: House, link: CrosswalkLink) -> None:
    reflect(house, link.from_statement)
    CrosswalkLink.objects.update(ended_at=NOW)
    assert lines(house, house.practitioner)[OTHER].is_gap


@pytest.mark.parametrize(("who", "sees"), [("practitioner", 2), ("assessor", 1), ("manager", 0), ("lead", 0)])
def test_each_reader_counts_what_they_may_read(house: House, link: CrosswalkLink, who: str, sees: int) -> None:
    reflect(house, link.from_statement)
    reflect(house, link.from_statement, status="draft")
    assert lines(house, house.everybody[who])[ONE].direct == sees


@pytest.mark.rule("FRW-09")
def test_the_page_shows_no_score_and_leads_from_a_gap_to_what_helps(
    client: Client, house: House, link: CrosswalkLink, today: None
) -> None:
    reflect(house, link.from_statement)
    client.force_login(house.practitioner)
    address = f"/asye/portfolios/{house.portfolio.pk}/coverage/"
    assert f'href="{address}"' in client.get(f"/asye/portfolios/{house.portfolio.pk}/").content.decode()
    shown = client.get(address).content.decode()
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert "%" not in main and not re.search(r"\d+ (of|out of|/) \d+", main)
    assert 'href="/frameworks/made-2018/asye/1.2/#resources"' in main
    assert main.count("None yet") == 1


@pytest.mark.rule("FRW-11")
def test_ones_own_evidence_stands_on_the_page_of_a_statement(
    client: Client, house: House, link: CrosswalkLink, today: None
) -> None:
    reflection = reflect(house, link.from_statement)
    client.force_login(house.practitioner)
    direct = client.get("/frameworks/made-2018/asye/1.1/").context["evidence"]
    through = client.get("/frameworks/other-2014/1.1/").context["evidence"]
    assert [(piece.title, piece.through, piece.url, piece.on) for piece in direct] == [
        (reflection.title, None, reflection.get_absolute_url(), HAPPENED)
    ]
    assert [(piece.title, piece.through) for piece in through] == [(reflection.title, link.from_statement)]
    shown = client.get("/frameworks/other-2014/1.1/").content.decode()
    assert "Through the crosswalk" in shown and "given for 1.1 of Made capabilities" in shown
    client.force_login(house.assessor)
    assert client.get("/frameworks/made-2018/asye/1.1/").context["evidence"] == []
