"""A passed limit: found in the load, accounted for, confirmed, in the worker's own words too, closed by the load."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from caseloads.models import Allocation, Breach, BreachEntry
from caseloads.queries import breaches_of
from caseloads.services import breaches, transfers
from caseloads.services.breaches import Found, OverLimit
from reminders.models import Duty
from reminders.services import recount
from tests.caseloads.test_services import filled, terms
from tests.factories import NOW, TODAY, ServiceFactory, TeamFactory
from tests.house import House
from workforce.verdict import Refused

DAY = dt.timedelta(days=1)


def found(house: House, children: int = 12) -> Breach:
    """Twelve children where ten are allowed, as the file tells it."""
    filled(house, children)
    assert breaches.open_found_breaches(TODAY, NOW) == Found(1, 0)
    return Breach.objects.get()


def account(house: House, breach: Breach, told: OverLimit, key: uuid.UUID | None = None) -> None:
    breaches.complete(breach=breach, terms=told, sent_key=key or uuid.uuid4(), by=house.manager, on=TODAY, at=NOW)


@pytest.mark.rule("CSL-01")
def test_what_the_file_shows_above_the_limit_opens_a_record(house: House) -> None:
    breach = found(house)
    assert (breach.worker, breach.status, breach.held, breach.maximum) == (house.practitioner, "open", 12, 10.0)
    duty = Duty.objects.open().get(kind="over_limit")
    assert (duty.owner, duty.due_on) == (house.manager, TODAY + 5 * DAY)
    assert breaches.open_found_breaches(TODAY, NOW) == Found(0, 0)


@pytest.mark.rule("CSL-01")
def test_a_load_at_the_limit_opens_nothing(house: House) -> None:
    filled(house, 10)
    assert breaches.open_found_breaches(TODAY, NOW) == Found(0, 0)


@pytest.mark.rule("CSL-13")
def test_a_manager_accounts_for_it(house: House) -> None:
    breach, key = found(house), uuid.uuid4()
    account(house, breach, terms(house), key)
    account(house, breach, terms(house), key)
    breach.refresh_from_db()
    assert (breach.status, breach.authorised_by, breach.agreed_until) == (
        "agreed",
        house.group_manager,
        TODAY + 28 * DAY,
    )
    assert list(breach.entries.values_list("kind", flat=True)) == ["opened", "agreed"]
    assert Duty.objects.open().get(kind="over_limit").due_on == TODAY + 28 * DAY
    assert recount(on=TODAY) == [drift for drift in recount(on=TODAY) if not drift.key.startswith("over_limit")]


@pytest.mark.rule("CSL-13")
def test_a_later_day_is_agreed_and_both_stay(house: House) -> None:
    breach = found(house)
    account(house, breach, terms(house))
    account(house, breach, terms(house, ends_on=TODAY + 40 * DAY))
    assert list(breach.entries.values_list("kind", "ends_on")) == [
        ("opened", None),
        ("agreed", TODAY + 28 * DAY),
        ("extended", TODAY + 40 * DAY),
    ]


@pytest.mark.rule("CSL-13")
def test_whoever_authorised_it_confirms_it(house: House) -> None:
    breach = found(house)
    account(house, breach, terms(house))
    with pytest.raises(Refused):
        breaches.confirm(breach=breach, by=house.manager, on=TODAY, at=NOW)
    breaches.confirm(breach=breach, by=house.group_manager, on=TODAY, at=NOW)
    breaches.confirm(breach=breach, by=house.group_manager, on=TODAY, at=NOW)
    assert list(breach.entries.values_list("kind", flat=True)) == ["opened", "agreed", "confirmed"]


def test_the_workers_own_words_stand_beside_it(house: House) -> None:
    breach, key = found(house), uuid.uuid4()
    for _ in range(2):
        breaches.add_words(
            breach=breach, words="I was not asked", sent_key=key, by=house.practitioner, on=TODAY, at=NOW
        )
    with pytest.raises(Refused):
        breaches.add_words(breach=breach, words="X", sent_key=uuid.uuid4(), by=house.manager, on=TODAY, at=NOW)
    assert [one.words for one in breaches_of(house.practitioner, TODAY, TODAY)] == [("I was not asked",)]


@pytest.mark.rule("CSL-01")
def test_the_load_itself_closes_it_and_the_day_is_kept(house: House) -> None:
    breach, later = found(house), TODAY + 9 * DAY
    Allocation.objects.update(ended_on=TODAY + 8 * DAY)
    assert breaches.open_found_breaches(later, NOW + 9 * DAY) == Found(0, 1)
    breach.refresh_from_db()
    assert (breach.status, breach.ended_on) == ("ended", later)
    assert not Duty.objects.open().filter(kind="over_limit").exists()
    assert [one.days for one in breaches_of(house.practitioner, TODAY - DAY, TODAY + 30 * DAY)] == [9]
    assert breaches_of(house.practitioner, later + DAY, later + DAY) == []
    with pytest.raises(Refused, match="nothing left to agree"):
        account(house, breach, terms(house))


@pytest.mark.rule("CSL-01")
def test_a_step_up_closes_it(house: House) -> None:
    breach, month_seven = found(house), dt.date(2026, 3, 8)
    assert breaches.open_found_breaches(month_seven, NOW) == Found(0, 1)
    breach.refresh_from_db()
    assert breach.ended_on == month_seven


def test_a_leaver_holds_nothing_above_a_limit(house: House) -> None:
    found(house)
    house.practitioner.posts.update(ended_on=TODAY)
    assert breaches.open_found_breaches(TODAY + DAY, NOW) == Found(0, 1)


def test_ending_a_case_closes_it_on_the_day(house: House) -> None:
    breach = found(house)
    transfers.end_allocation(
        allocation=Allocation.objects.get(), why="closed", words="", by=house.manager, on=TODAY + DAY, at=NOW
    )
    breach.refresh_from_db()
    assert (breach.status, breach.ended_on) == ("ended", TODAY + DAY)


def test_its_history_is_kept_as_it_is(house: House) -> None:
    breach = found(house)
    for change in (breach.entries.update, lambda **_: breach.entries.all().delete()):
        with pytest.raises(DatabaseError, match="kept as it is"), transaction.atomic():
            change(held=1)
    assert BreachEntry.objects.count() == 1


@pytest.mark.parametrize("name", ["practitioner", "manager", "group_manager", "assessor", "lead", "chair"])
def test_who_reads_it(client: Client, house: House, today: None, name: str) -> None:
    breach = found(house)
    client.force_login(house.everybody[name])
    answer = client.get(f"/caseloads/breaches/{breach.pk}/")
    assert answer.status_code == 200
    words, terms_too = b"Add my own words" in answer.content, b"Complete the record" in answer.content
    assert (words, terms_too) == (name == "practitioner", name in ("manager", "group_manager"))


@pytest.mark.parametrize("name", ["hr", "stranger_in_team", "stranger_outside", "technical", "external"])
def test_who_does_not(client: Client, house: House, today: None, name: str) -> None:
    breach = found(house)
    client.force_login(house.everybody[name])
    assert client.get(f"/caseloads/breaches/{breach.pk}/").status_code == 404


def test_the_page_accounts_for_it(client: Client, house: House, at_ten: None) -> None:
    breach = found(house)
    client.force_login(house.manager)
    path = f"/caseloads/breaches/{breach.pk}/account/"
    answer = client.post(path, {})
    assert answer.status_code == 200
    assert b"Choose who has authorised it" in answer.content
    told = {
        "over_reason": "Siblings",
        "over_authorised_by": str(house.group_manager.pk),
        "over_ends_on_0": "17",
        "over_ends_on_1": "2",
        "over_ends_on_2": "2026",
        "over_plan": "Two close",
    }
    assert client.post(path, told).status_code == 302
    breach.refresh_from_db()
    assert breach.agreed_until == dt.date(2026, 2, 17)
    client.force_login(house.group_manager)
    assert b"Confirm that you authorised" in client.get("/").content
    client.post(f"/caseloads/breaches/{breach.pk}/confirm/")
    breach.refresh_from_db()
    assert breach.confirmed_at == NOW


@pytest.mark.rule("CSL-02")
def test_too_few_to_learn_from_is_said(client: Client, house: House, today: None) -> None:
    house.practitioner.posts.update(team=TeamFactory(service=ServiceFactory(code="CLA"), name="West"))
    client.force_login(house.manager)
    answer = client.get(f"/caseloads/{house.practitioner.pk}/")
    assert b"Too few to learn from" in answer.content
