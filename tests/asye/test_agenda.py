"""The agenda of a panel: fail pathways and concerns come first."""

import pytest

from asye.models import PanelItem, Portfolio
from asye.queries.panel import agenda_of
from tests.factories import TODAY, PanelItemFactory, RecommendationFactory
from tests.house import House, practitioner
from workforce.access import access_for


def before_the_panel(house: House, name: str, *, outcome: str, concerns: bool = False) -> PanelItem:
    person = practitioner(name, house.team, manager=house.manager, assessor=house.assessor)
    portfolio = Portfolio.objects.get(practitioner=person)
    RecommendationFactory(portfolio=portfolio, by=house.assessor, outcome=outcome)
    return PanelItemFactory(panel=house.panel, portfolio=portfolio, concerns=concerns)


@pytest.mark.rule("MOD-06")
def test_fail_pathways_and_concerns_come_first(house: House) -> None:
    before_the_panel(house, "Adam Passing", outcome="pass")
    before_the_panel(house, "Yan Worrying", outcome="pass", concerns=True)
    before_the_panel(house, "Zoe Failing", outcome="fail")
    lines = agenda_of(house.panel, access_for(house.chair, TODAY))
    assert [(line.item.portfolio.practitioner.name, line.first) for line in lines] == [
        ("Yan Worrying", True),
        ("Zoe Failing", True),
        ("Adam Passing", False),
        ("Newly Qualified", False),
    ]
