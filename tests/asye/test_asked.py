"""How much evidence a year asks for is what its own programme says, whatever the policy says now (ASY-02, ASY-03)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from asye.models import Feedback, Portfolio
from asye.policy import resolved
from asye.queries.asked import asked_of
from asye.queries.cohort import of_the_year, rows_of
from asye.queries.programme import meetings_of, template_of
from asye.queries.written_work import needed
from asye.services.programmes import bind_to, keep_template
from tests.asye.test_observations import signed as observed
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.access import access_for
from workforce.models import Stage
from workforce.packs import load_pack
from workforce.packs.schema.templates import Asked

OTHER = {
    "observation": Asked(minimum=5, by_assessor=4, label="Observed"),
    "feedback_family": Asked(minimum=7, label="From families"),
    "feedback_professional": Asked(minimum=2, label="From professionals"),
    "document": Asked(minimum=6, label="Written work"),
}
PAGES = {
    "observations/": "1 of 5 signed; 1 of 4 by the assessor",
    "feedback/": "1 of 7 came",
    "written-work/": "0 of 6",
}


def follow(house: House, **told: Any) -> Portfolio:
    """Keep a programme of other numbers for the year, as an authority's own template."""
    template = resolved(load_pack("demo"), "asye-classic")
    meetings = {key: one.model_copy(update={"evidence": {}}) for key, one in template.meetings.items()}
    template = template.model_copy(update={"evidence": OTHER, "meetings": meetings} | told)
    Portfolio.objects.update(programme=keep_template(template, "own", NOW))
    if template.months != 12:
        Stage.objects.update(months=template.months)
    return Portfolio.objects.select_related("practitioner", "stage", "programme").get(pk=house.portfolio.pk)


def gather(house: House) -> None:
    observed(house)
    for kind in ("carer", "professional"):
        Feedback.objects.create(
            portfolio=house.portfolio, kind=kind, asked_by=house.practitioner, asked_at=NOW, expires_on=TODAY,
            answered_at=NOW,
        )  # fmt: skip


@pytest.mark.rule("ASY-02", "ASY-03", "FRW-07")
def test_every_count_is_of_the_programme_the_portfolio_keeps(client: Client, house: House, today: None) -> None:
    gather(house)
    year = follow(house)
    found = asked_of(year, *OTHER, on=TODAY)
    assert {key: (one.minimum, one.by_assessor, one.held) for key, one in found.items()} == {
        "observation": (5, 4, 1), "feedback_family": (7, 0, 1), "feedback_professional": (2, 0, 1),
        "document": (6, 0, 0),
    }  # fmt: skip
    asked = needed(year)
    assert asked is not None and (asked.minimum, asked.held) == (6, 0)
    client.force_login(house.practitioner)
    for path, said in PAGES.items():
        page = client.get(f"/asye/portfolios/{year.pk}/{path}").content.decode()
        assert said in " ".join(page.split()) and "in the year" in page, path
    (row,) = rows_of(of_the_year(Portfolio.objects.all()), access_for(house.assessor, TODAY))
    assert {one.label: one.asked for one in row.evidence if one.asked in (5, 7, 2, 6)} == {
        "Observed": 5, "From families": 7, "From professionals": 2, "Written work": 6,
    }  # fmt: skip


@pytest.mark.rule("CLK-06", "ASY-03")
def test_a_programme_of_two_years_asks_over_its_own_length(client: Client, house: House, today: None) -> None:
    year = follow(house, months=24)
    found = asked_of(year, "observation", on=TODAY)["observation"]
    assert "asks for 5 in its 24 months, at least 4" in found.why.because
    client.force_login(house.assessor)
    for path in PAGES:
        page = client.get(f"/asye/portfolios/{year.pk}/{path}").content.decode()
        assert "in its 24 months" in page and "in the year" not in page, path
    assert max(one.on for one in meetings_of(year)) >= dt.date(2026, 7, 1)


@pytest.mark.rule("ASY-03")
def test_what_a_programme_does_not_ask_for_is_not_counted(client: Client, house: House, today: None) -> None:
    year = follow(house, evidence={"reflection": Asked(minimum=2, label="Reflections")})
    assert (asked_of(year, "observation", "feedback_family", on=TODAY), needed(year)) == ({}, None)
    client.force_login(house.practitioner)
    for path in ("observations/", "feedback/"):
        assert "asks for" not in client.get(f"/asye/portfolios/{year.pk}/{path}").content.decode()


@pytest.mark.rule("ASY-03")
def test_the_shipped_programmes_ask_for_three_of_each(house: House) -> None:
    for code in ("asye-classic", "asye-2022"):
        bind_to(house.portfolio, load_pack("demo"), code, NOW)
        template = template_of(house.portfolio)
        assert template is not None
        found = {key: (template.evidence[key].minimum, template.evidence[key].by_assessor) for key in OTHER}
        assert found == {
            "observation": (3, 2), "feedback_family": (3, 0), "feedback_professional": (3, 0), "document": (3, 0),
        }, code  # fmt: skip
