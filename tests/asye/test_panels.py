"""Panels where the policy is silent, and the assessors who come to answer (MOD-02, MOD-07)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from asye.models import AssessorAttendance, Panel, PanelItem
from asye.queries.home import todos
from asye.queries.own_calendar import panels_to_answer
from asye.services import panels
from tests.factories import NOW, TODAY, PanelFactory
from tests.house import House
from workforce.access import access_for
from workforce.models import AuditEntry, Authority
from workforce.verdict import Refused
from workforce.writing import SavedElsewhere

DAY = dt.date(2026, 1, 30)
AT = "/asye/panels/arrange/"
SAYS_NOTHING = "The policy does not say when portfolios are submitted"


def boxes(name: str, day: dt.date) -> dict[str, str]:
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def told(house: House, **more: str) -> dict[str, str]:
    day = boxes("date", dt.date(2026, 6, 1))
    return day | {"stage": "final", "chair": str(house.chair.pk), "sent_key": str(uuid.uuid4())} | more


@pytest.fixture
def silent(house: House) -> House:
    Authority.objects.update(pack="national")
    Panel.objects.exclude(pk=house.panel.pk).delete()
    return house


@pytest.mark.rule("MOD-02")
def test_under_a_silent_policy_the_lead_sets_the_day_by_hand(client: Client, silent: House, today: None) -> None:
    client.force_login(silent.lead)
    assert SAYS_NOTHING in client.get(AT).content.decode()
    page = client.post(AT, told(silent)).content.decode()
    assert "Enter the day portfolios are in by" in page
    later = client.post(AT, told(silent) | boxes("submit_by", dt.date(2026, 6, 2))).content.decode()
    assert "Enter a day that is not after the panel" in later
    past = client.post(AT, told(silent) | boxes("submit_by", dt.date(2026, 1, 19))).content.decode()
    assert "from today on" in past
    assert Panel.objects.count() == 1
    sent = told(silent) | boxes("submit_by", dt.date(2026, 5, 16))
    for _ in range(2):
        answer = client.post(AT, sent)
    made = Panel.objects.exclude(pk=silent.panel.pk).get()
    assert (answer["Location"], made.submit_by) == (made.get_absolute_url(), dt.date(2026, 5, 16))
    page = client.get(made.get_absolute_url()).content.decode()
    assert SAYS_NOTHING in page and "Development Lead set the day by hand" in page
    panels.put_before(
        panel=made, portfolio=silent.portfolio, moderator=None, by=silent.lead, on=TODAY, at=NOW,
    )  # fmt: skip
    item = PanelItem.objects.get(panel=made)
    assert item.portfolio.practitioner.duties_about.get(key=f"portfolio_submission:{item.pk}").due_on == made.submit_by


@pytest.mark.rule("MOD-02")
def test_where_the_policy_says_the_day_nobody_sets_another(client: Client, house: House, today: None) -> None:
    client.force_login(house.lead)
    page = client.get(AT).content.decode()
    assert (SAYS_NOTHING in page, "submit_by_0" in page) == (False, False)
    client.post(AT, told(house) | boxes("submit_by", dt.date(2026, 5, 16)))
    assert Panel.objects.get(date=dt.date(2026, 6, 1)).submit_by == dt.date(2026, 5, 18)


def note(house: House, *, came: bool = True, words: str = "", on: dt.date = DAY, read: str = "") -> AssessorAttendance:
    return panels.note_attendance(item=house.item, came=came, words=words, read=read, by=house.lead, on=on, at=NOW)


@pytest.mark.rule("MOD-07")
def test_an_assessor_is_told_of_the_panel_and_has_it_in_the_calendar(house: House) -> None:
    def told_to(who: Any, on: dt.date) -> list[tuple[str, dt.date | None]]:
        return [(one.title, one.due_on) for one in todos(access_for(who, on)) if one.rule == "MOD-07"]

    said = [("Be at the panel for Newly Qualified", DAY)]
    assert (told_to(house.assessor, DAY - dt.timedelta(days=29)), told_to(house.assessor, TODAY)) == ([], said)
    assert (told_to(house.assessor, DAY), told_to(house.assessor, DAY + dt.timedelta(days=1))) == (said, [])
    for other in (house.practitioner, house.manager, house.moderator, house.lead):
        assert told_to(other, TODAY) == []
    events = list(panels_to_answer(house.assessor, TODAY, DAY))
    assert [(one.on, "Newly" in one.title) for one in events] == [(DAY, False)]
    assert list(panels_to_answer(house.manager, TODAY, DAY)) == []


@pytest.mark.rule("MOD-07")
def test_who_came_is_kept_and_put_right_until_the_panel_decides(house: House) -> None:
    with pytest.raises(Refused, match="not met yet"):
        note(house, on=DAY - dt.timedelta(days=1))
    assert note(house, came=False, words="Her deputy answered").person == house.assessor
    with pytest.raises(SavedElsewhere):
        note(house, came=False, words="Nobody could")
    note(house, read="Her deputy answered")
    kept = AssessorAttendance.objects.get()
    assert (kept.came, kept.words, kept.by) == (True, "", house.lead)
    assert AuditEntry.objects.filter(deed="asye.note_attendance").count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        AssessorAttendance.objects.update(came=False)
    house.practitioner.held_by.filter(kind="assesses").delete()
    with pytest.raises(Refused, match="Nobody assessed"):
        note(house)


@pytest.mark.rule("MOD-07")
def test_by_its_page(client: Client, house: House, at_ten: None) -> None:
    Panel.objects.update(date=TODAY, submit_by=TODAY)
    at = f"{house.item.get_absolute_url()}attendance/"
    for who, status in ((house.lead, 200), (house.chair, 200), (house.moderator, 403), (house.hr, 404)):
        client.force_login(who)
        assert client.get(at).status_code == status, who
    client.force_login(house.lead)
    assert "to be noted" in client.get(house.item.get_absolute_url()).content.decode()
    assert "Choose yes or no" in client.post(at, {}).content.decode()
    assert "Say who answered instead" in client.post(at, {"came": "no"}).content.decode()
    assert (
        client.post(at, {"came": "no", "words": "The lead spoke for her"})["Location"] == house.item.get_absolute_url()
    )
    client.force_login(house.chair)
    page = client.get(house.item.get_absolute_url()).content.decode()
    assert "Did not come" in page and "The lead spoke for her" in page


def test_the_next_panel_stands_first_and_what_was_last(client: Client, house: House, today: None) -> None:
    days = [TODAY + dt.timedelta(days=days) for days in (40, 0, -1, -60, 3)]
    Panel.objects.filter(pk=house.panel.pk).update(date=TODAY + dt.timedelta(days=90))
    for day in days:
        PanelFactory(date=day)
    client.force_login(house.lead)
    answer = client.get("/asye/panels/")
    shown = [(panel.date - TODAY).days for panel, _, _ in answer.context["rows"]]
    assert shown == [0, 3, 40, 90, -1, -60]
    assert [over for _, _, over in answer.context["rows"]] == [False] * 4 + [True] * 2
