"""The record of a passed limit goes before the panel, and into what a review knows (CSL-01, CSL-13)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client

from asye.models import Meeting, PanelItem
from asye.queries.known import known_of
from asye.queries.programme import meetings_of
from caseloads.models import Breach
from caseloads.services import breaches
from caseloads.services.breaches import OverLimit
from tests.asye.test_meetings import signed
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory
from tests.house import House

DAY = dt.timedelta(days=1)


def passed(house: House, *, account: bool = True) -> Breach:
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=12), started_on=TODAY - 9 * DAY)
    breaches.open_found_breaches(TODAY - 9 * DAY, NOW - 9 * DAY)
    breach = Breach.objects.get()
    if account:
        terms = OverLimit(
            reason="Two siblings came together", authorised_by=house.group_manager, ends_on=TODAY, plan="One case ends"
        )
        breaches.complete(
            breach=breach, terms=terms, sent_key=uuid.uuid4(), by=house.manager, on=TODAY - 8 * DAY, at=NOW - 8 * DAY
        )
        breaches.add_words(
            breach=breach, words="I was asked first", sent_key=uuid.uuid4(), by=house.practitioner, on=TODAY, at=NOW
        )
    return breach


@pytest.mark.rule("CSL-13")
@pytest.mark.parametrize("who", ["chair", "moderator"])
def test_the_panel_reads_why_the_limit_was_passed(client: Client, house: House, today: None, who: str) -> None:
    breach = passed(house)
    client.force_login(house.everybody[who])
    page = client.get(f"/asye/panels/items/{house.item.pk}/").content.decode()
    for told in (
        "Two siblings came together", "One case ends", "I was asked first", "Group Manager, until 20 January 2026",
        "10 days", "Up to 12; the limit on the first day was 10",
    ):  # fmt: skip
        assert told in page, told
    # The record itself is open to whoever may see the worker's load: the principal, not the officer who moderates.
    assert (f"/caseloads/breaches/{breach.pk}/" in page) == (who == "chair")
    assert client.get(f"/caseloads/breaches/{breach.pk}/").status_code == (200 if who == "chair" else 404)


def test_the_panel_reads_that_nobody_has_said_why(client: Client, house: House, today: None) -> None:
    passed(house, account=False)
    client.force_login(house.chair)
    assert "Nobody has said why yet" in client.get(f"/asye/panels/items/{house.item.pk}/").content.decode()


def test_the_panel_reads_that_no_limit_was_passed(client: Client, house: House, today: None) -> None:
    client.force_login(house.chair)
    page = client.get(f"/asye/panels/items/{house.item.pk}/").content.decode()
    assert "No limit was passed since 8 September 2025" in page


def test_a_stranger_to_the_panel_reads_nothing_of_it(client: Client, house: House, today: None) -> None:
    passed(house)
    for who in ("stranger_in_team", "hr", "technical"):
        client.force_login(house.everybody[who])
        assert client.get(f"/asye/panels/items/{house.item.pk}/").status_code in {403, 404}
    assert PanelItem.objects.filter(pk=house.item.pk).exists()


@pytest.mark.rule("ASY-05")
@pytest.mark.parametrize(("kind", "told"), [("agreement", False), ("review", False), ("final", True)])
def test_a_final_review_tells_of_the_whole_year(house: House, kind: str, told: bool) -> None:
    """A limit passed and left before the last review is told of in that review, and once more at the end."""
    breach = passed(house)
    breach.worker.allocations.update(ended_on=TODAY - DAY)
    breaches.open_found_breaches(TODAY, NOW)
    signed(house, "three_month_review")
    meeting = Meeting(portfolio=house.portfolio, key="made", kind=kind, held_on=TODAY + DAY)
    dated = next(one for one in meetings_of(house.portfolio) if one.kind == kind)
    found = {one.label: one.lines for one in known_of(meeting, dated, None, TODAY + DAY)}
    lines = (
        "Above the limit since 11 January 2026, 9 days, back within it on 20 January 2026: up to 12 children, limit 10 "
        "on the first day",
        "Authorised by Group Manager: Two siblings came together",
        "The way back: One case ends",
        "The worker’s own words: I was asked first",
    )
    assert found.get("Records of a passed limit") == (lines if told else None)
