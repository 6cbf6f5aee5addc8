"""The demonstration's plans for a forecast: an intake in September, and the same with two people leaving."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from caseloads.models import ForecastPlan
from caseloads.services.forecasts import Draft, Line, make_plan
from workforce.demo import Story, moment
from workforce.models import Person, Relationship, Service
from workforce.policy_in_force import pack_on

KEYS = uuid.UUID("2f0c8e0e-8f0b-4b57-9a1f-6a0d2b9d5c11")
SEPTEMBER, NOVEMBER = 9, 11
MORE_A_MONTH = Decimal(10)  # few of the demonstration’s cases have ended, so its trend is too steep


def tell(story: Story) -> str:
    head = Person.objects.get(email="groupmanager@demo.example")
    led = Relationship.objects.open_on(story.on).get(holder=head, kind=Relationship.Kind.GROUP_MANAGES)
    service = Service.objects.get(pk=led.service_id)
    eight = Line("join", 8, "nqsw", _next(story.on, SEPTEMBER), Decimal(1))
    two = Line("leave", 2, "experienced", _next(story.on, NOVEMBER), Decimal(1))
    _plan(story, head, service, 9, "Eight newly qualified workers in September", [eight], "For the recruitment round.")
    _plan(
        story, head, service, 4, "Eight join, two experienced leave", [eight, two],
        "The same intake, if the two vacancies of November are not filled.",
    )  # fmt: skip
    return f"{ForecastPlan.objects.count()} plans"


def _next(on: dt.date, month: int) -> dt.date:
    """The first of this month that is still to come."""
    here = dt.date(on.year, month, 1)
    return here if here > on else here.replace(year=on.year + 1)


def _plan(story: Story, head: Person, service: Service, days: int, name: str, lines: list[Line], note: str) -> None:
    reach = pack_on(story.on).caseloads.forecast
    make_plan(
        draft=Draft(
            {
                "name": name,
                "note": note,
                "trend": ForecastPlan.Trend.OWN,
                "trend_months": reach.trend_months if reach else 1,
                "trend_a_month": MORE_A_MONTH,
                "after_year": ForecastPlan.AfterYear.KEEPS,
                "paused": ForecastPlan.Paused.COUNTED,
            },
            lines,
        ),
        service=service,
        team=None,
        sent_key=uuid.uuid5(KEYS, name),
        by=head,
        at=min(moment(story.on - dt.timedelta(days=days), 15), story.at),
    )  # fmt: skip
