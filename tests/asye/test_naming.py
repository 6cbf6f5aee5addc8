"""Plans, self-assessments and concerns are read at once, so a name in them is shown to its author first (CSL-16)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from asye.models import Goal, Portfolio, ProgressConcern, SelfAssessment
from tests.factories import NOW
from tests.house import House

KEY = "33333333-3333-4333-8333-333333333333"
DAY = {"by_on_0": "1", "by_on_1": "6", "by_on_2": "2026"}
NAMED = "The plan for Kayleigh-Ann Thorogood at 14 Marlpit Lane"
GOAL = {"what": "Write chronologies", "how": "My manager reads two", "sent_key": KEY} | DAY


def stays(answer: Any) -> str:
    found = re.search(r'name="may_stay" value="([^"]*)"', answer.content.decode())
    assert found is not None
    return found[1]


@pytest.mark.rule("CSL-16")
def test_a_goal_that_names_somebody_is_asked_about_once(client: Client, house: House, today: None) -> None:
    page = f"/asye/portfolios/{house.portfolio.pk}/goals/plan/"
    client.force_login(house.practitioner)
    answer = client.post(page, GOAL | {"why": NAMED})
    assert answer.status_code == 200
    assert "could tell who somebody is" in answer.content.decode()
    assert not Goal.objects.exists()
    again = GOAL | {"why": NAMED, "may_stay": stays(answer)}
    assert client.post(page, again | {"support": "Ring 07700 900123"}).status_code == 200  # something new
    assert client.post(page, again).status_code == 302
    assert Goal.objects.get().why == NAMED


@pytest.mark.rule("CSL-16")
def test_a_colleague_and_words_without_names_are_not_asked_about(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    words = {"support": "Time with Practice Manager", "why": "The mother of Child A had to ask three times"}
    assert client.post(f"/asye/portfolios/{house.portfolio.pk}/goals/plan/", GOAL | words).status_code == 302


@pytest.mark.rule("CSL-16")
def test_a_concern_about_progress_asks_too(client: Client, house: House, today: None) -> None:
    page = f"/asye/portfolios/{house.portfolio.pk}/progress/raise/"
    sent = {"words": NAMED, "told_on_0": "20", "told_on_1": "1", "told_on_2": "2026", "sent_key": KEY}
    client.force_login(house.assessor)
    answer = client.post(page, sent)
    assert not ProgressConcern.objects.exists()
    assert client.post(page, sent | {"may_stay": stays(answer)}).status_code == 302
    assert ProgressConcern.objects.get().words == NAMED


@pytest.mark.rule("CSL-16")
def test_a_self_assessment_asks_when_it_is_finished_and_saves_all_the_same(
    client: Client, house: House, today: None
) -> None:
    own = SelfAssessment.objects.create(
        portfolio=Portfolio.objects.get(pk=house.portfolio.pk), author=house.practitioner, key="start", label="S",
        levels={"a": "A"}, begun_at=NOW, saved_at=NOW,
    )  # fmt: skip
    client.force_login(house.practitioner)
    page = client.get(own.edit_address).content.decode()
    boxes = re.findall(r'<textarea[^>]*name="(\w+)"', page)
    levels = set(re.findall(r'type="radio"[^>]*name="(\w+)"|name="(\w+)"[^>]*type="radio"', page))
    words = dict.fromkeys(boxes, NAMED) | {(one or two): "a" for one, two in levels}
    answer = client.post(own.edit_address, words | {"version": "1", "then": "finish"})
    own.refresh_from_db()
    assert (answer.status_code, own.sealed, NAMED in str(own.words)) == (200, False, True)
    again = {"version": str(own.version), "then": "finish", "may_stay": stays(answer)}
    client.post(own.edit_address, words | again)
    own.refresh_from_db()
    assert own.sealed
