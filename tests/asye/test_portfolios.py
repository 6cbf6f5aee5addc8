"""A portfolio is bound to the editions in force on the day its year began, and keeps them."""

import datetime as dt

import pytest

from asye.models import Portfolio
from asye.services.portfolios import open_portfolio
from frameworks.models import Framework
from frameworks.services import load_shipped
from tests.factories import NOW, PersonFactory, StageFactory


def opened(started_on: dt.date) -> Portfolio:
    return open_portfolio(stage=StageFactory(person=PersonFactory(), started_on=started_on), by=None, at=NOW)


def codes(portfolio: Portfolio) -> set[str]:
    return set(portfolio.frameworks.values_list("code", flat=True))


@pytest.mark.rule("FRW-07")
@pytest.mark.parametrize(
    ("started_on", "editions"),
    [
        (dt.date(2016, 9, 5), {"pcf-2012", "kss-2014"}),
        (dt.date(2025, 9, 8), {"pcf-2018", "kss-2018"}),
        (dt.date(2027, 3, 31), {"pcf-2018", "kss-2018"}),
        (dt.date(2027, 4, 1), {"pcf-2018"}),
    ],
)
def test_it_is_bound_to_the_editions_of_its_first_day(db: None, started_on: dt.date, editions: set[str]) -> None:
    load_shipped(at=NOW)
    portfolio = opened(started_on)
    assert codes(portfolio) == editions
    assert set(portfolio.frameworks.values_list("level", flat=True)) <= {"", "asye"}


@pytest.mark.rule("FRW-07")
def test_it_keeps_them_when_an_edition_ends_and_the_year_is_opened_again(db: None) -> None:
    load_shipped(at=NOW)
    portfolio = opened(dt.date(2025, 9, 8))
    Framework.objects.filter(code="kss-2018").update(in_force_to=dt.date(2025, 1, 1))
    assert open_portfolio(stage=portfolio.stage, by=None, at=NOW) == portfolio
    assert codes(portfolio) == {"pcf-2018", "kss-2018"}
