"""“I am at capacity”: two clicks, an answer in time or the tier above, and a history."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from asye.models import Meeting
from asye.queries.known import known_of
from asye.queries.programme import meetings_of
from caseloads.models import Breach, CapacityNote
from caseloads.services.breaches import open_found_breaches
from reminders.models import Duty, Notice
from reminders.services import owe_notices
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory
from tests.house import House

SAY = "/caseloads/at-capacity/"
DAY = dt.timedelta(days=1)


def say(client: Client, house: House, words: str = "") -> CapacityNote:
    client.force_login(house.practitioner)
    assert client.post(SAY, {"words": words}).status_code == 302
    return CapacityNote.objects.live().get()


@pytest.mark.rule("CSL-14")
def test_two_clicks_say_it_and_it_stands_beside_the_number(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    page = f"/caseloads/{house.practitioner.pk}/"
    assert b"I am at capacity" in client.get(page).content
    say(client, house)
    for name in ("practitioner", "manager", "group_manager", "assessor", "lead"):
        client.force_login(house.everybody[name])
        assert b"At capacity</strong> Said on 20 January 2026, not answered yet" in client.get(page).content, name


@pytest.mark.rule("CSL-14")
def test_said_twice_it_stands_once(client: Client, house: House, today: None) -> None:
    assert say(client, house) == say(client, house, "Again")
    assert list(CapacityNote.objects.values_list("words", flat=True)) == [""]


@pytest.mark.rule("CSL-14")
def test_the_manager_answers_once(client: Client, house: House, today: None) -> None:
    note = say(client, house, "Too much")
    duty = Duty.objects.open().get(kind="at_capacity")
    assert (duty.owner, duty.due_on) == (house.manager, TODAY + 5 * DAY)
    client.force_login(house.manager)
    path = f"/caseloads/capacity/{note.pk}/answer/"
    assert b"Too much" in client.get(path).content
    assert client.post(path, {}).status_code == 200
    told = {"answer": "no_new", "answer_words": "Nothing new until February"}
    assert client.post(path, told).status_code == 302
    assert client.post(path, told | {"answer_words": "Another"}).status_code == 200  # the first stands
    note.refresh_from_db()
    assert (note.status, note.answered_by, note.answer_words) == (
        "answered",
        house.manager,
        "Nothing new until February",
    )
    assert not Duty.objects.open().filter(kind="at_capacity").exists()


@pytest.mark.rule("CSL-14", "WRK-12")
def test_unanswered_it_goes_to_the_tier_above(client: Client, house: House, today: None) -> None:
    say(client, house)
    owe_notices(on=TODAY + 6 * DAY, at=NOW + 6 * DAY)
    told = set(Notice.objects.filter(duty__kind="at_capacity").values_list("recipient", flat=True))
    assert told == {house.manager.pk, house.group_manager.pk}
    client.force_login(house.group_manager)
    note = CapacityNote.objects.get()
    assert client.get(f"/caseloads/capacity/{note.pk}/answer/").status_code == 200


@pytest.mark.rule("CSL-14")
def test_the_worker_takes_it_back_and_it_stays_on_the_record(client: Client, house: House, today: None) -> None:
    note = say(client, house)
    client.force_login(house.manager)
    client.post(f"/caseloads/capacity/{note.pk}/end/")
    note.refresh_from_db()
    assert note.status == "said"  # a manager answers first
    client.force_login(house.practitioner)
    for _ in range(2):
        assert client.post(f"/caseloads/capacity/{note.pk}/end/").status_code == 302
    note.refresh_from_db()
    assert (note.status, note.ended_by, note.ended_on) == ("ended", house.practitioner, TODAY)
    assert list(note.moves.values_list("to_status", flat=True)) == ["said", "ended"]
    assert b"20 January 2026: 0 children" in client.get(f"/caseloads/{house.practitioner.pk}/capacity/").content


@pytest.mark.parametrize(("name", "status"), [("assessor", 403), ("hr", 403), ("stranger_in_team", 404)])
def test_what_was_said_is_for_the_line(client: Client, house: House, today: None, name: str, status: int) -> None:
    note = say(client, house, "Too much")
    client.force_login(house.everybody[name])
    assert client.get(f"/caseloads/{house.practitioner.pk}/capacity/").status_code == status
    assert client.get(f"/caseloads/capacity/{note.pk}/answer/").status_code == 404


def test_nobody_answers_their_own(client: Client, house: House, today: None) -> None:
    note = say(client, house)
    assert client.get(f"/caseloads/capacity/{note.pk}/answer/").status_code == 403


@pytest.mark.rule("CSL-14")
def test_it_stands_beside_the_number_wherever_the_number_is(client: Client, house: House, today: None) -> None:
    """The manager's team page, the record of a passed limit, and what a review knows."""
    AllocationFactory(worker=house.practitioner, case=CaseFactory(children=12))
    open_found_breaches(TODAY, NOW)
    breach = Breach.objects.get()
    client.force_login(house.manager)
    pages = ("/asye/team/", breach.get_absolute_url(), "/caseloads/boards/team/")
    assert not any(b"At capacity</strong>" in client.get(page).content for page in pages)
    say(client, house)
    client.force_login(house.manager)
    assert all(b"At capacity</strong>" in client.get(page).content for page in pages)
    team = client.get("/asye/team/").content.decode()
    assert "20 Jan, not answered yet" in " ".join(team.split())
    known = known_of(Meeting(portfolio=house.portfolio, kind="review"), meetings_of(house.portfolio)[1], None, TODAY)
    assert "At capacity, said on 20 January 2026" in next(one.lines for one in known if one.label == "Caseload")
