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
from reminders.services import owe_notices, recount
from tests.factories import NOW, TODAY, AllocationFactory, CaseFactory
from tests.house import House
from workforce.models import Relationship

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
    late = client.post(path, told | {"answer_words": "Another"}, follow=True).content  # the first stands
    assert b"Nothing new until February" in late and b"Another" in late
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


def further(client: Client, house: House, note: CapacityNote, tried: str = "I asked twice by mail") -> int:
    client.force_login(house.practitioner)
    return client.post(f"/caseloads/capacity/{note.pk}/further/", {"tried": tried}).status_code


@pytest.mark.rule("WRK-12")
def test_there_is_time_to_answer_first(client: Client, house: House, today: None) -> None:
    note = say(client, house)
    page = client.get(f"/caseloads/{house.practitioner.pk}/capacity/").content.decode()
    assert "Take it to the tier above" not in page
    assert further(client, house, note) == 200
    note.refresh_from_db()
    assert note.taken_to is None


@pytest.mark.rule("WRK-12")
def test_not_answered_in_time_the_worker_takes_it_to_the_tier_above(client: Client, house: House, today: None) -> None:
    note = say(client, house, "Too much")
    CapacityNote.objects.update(said_on=TODAY - 6 * DAY)
    page = f"/caseloads/{house.practitioner.pk}/capacity/"
    assert "Take it to the tier above" in client.get(page).content.decode()
    assert further(client, house, note, " ") == 200
    assert (further(client, house, note), further(client, house, note, "Again")) == (302, 302)
    note.refresh_from_db()
    assert (note.taken_to, note.taken_on, note.tried) == (house.group_manager, TODAY, "I asked twice by mail")
    duty = Duty.objects.open().get(kind="at_capacity")
    assert (duty.owner, duty.due_on) == (house.group_manager, TODAY + 5 * DAY)
    assert [drift for drift in recount(on=TODAY) if drift.key.startswith("at_capacity")] == []
    for name in ("practitioner", "manager", "group_manager"):
        client.force_login(house.everybody[name])
        shown = client.get(page).content.decode()
        assert ("taken to Group Manager" in shown, "I asked twice by mail" in shown) == (True, True), name
        assert "Take it to the tier above" not in shown
    client.force_login(house.group_manager)
    told = {"answer": "moved", "answer_words": "One case moves"}
    assert client.post(f"/caseloads/capacity/{note.pk}/answer/", told).status_code == 302
    assert not Duty.objects.open().filter(kind="at_capacity").exists()


@pytest.mark.rule("WRK-12")
def test_without_a_group_manager_it_goes_to_the_principal(client: Client, house: House, today: None) -> None:
    note = say(client, house)
    CapacityNote.objects.update(said_on=TODAY - 6 * DAY)
    Relationship.objects.filter(kind="group_manages").update(ended_on=TODAY - DAY)
    assert further(client, house, note) == 302
    client.force_login(house.chair)
    assert client.get(f"/caseloads/capacity/{note.pk}/answer/").status_code == 200


@pytest.mark.rule("WRK-12")
def test_only_the_worker_takes_it_further_and_not_what_is_answered(client: Client, house: House, today: None) -> None:
    note = say(client, house)
    CapacityNote.objects.update(said_on=TODAY - 6 * DAY)
    client.force_login(house.manager)
    assert client.get(f"/caseloads/capacity/{note.pk}/further/").status_code == 403
    client.post(f"/caseloads/capacity/{note.pk}/answer/", {"answer": "talk", "answer_words": "Thursday"})
    assert further(client, house, note) == 200
    note.refresh_from_db()
    assert note.taken_to is None
