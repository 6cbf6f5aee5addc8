"""Sign-in and sessions: an idle hour or twelve hours end one, limits slow guessing, nobody signs up."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.test import Client

from tests.factories import NOW, TODAY
from tests.house import House

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def signed_in(client: Client, house: House) -> Client:
    house.practitioner.set_password("a long enough password")
    house.practitioner.save()
    with time_machine.travel(NOW, tick=False):
        answer = client.post(
            "/accounts/login/", {"login": house.practitioner.email, "password": "a long enough password"}
        )
    assert answer.status_code == 302, answer.content.decode()
    return client


def is_in(client: Client, at: dt.datetime) -> bool:
    with time_machine.travel(at, tick=False):
        return client.get("/").status_code == 200


def test_an_idle_hour_ends_a_session(signed_in: Client) -> None:
    assert is_in(signed_in, NOW + 59 * MINUTE)
    assert is_in(signed_in, NOW + 118 * MINUTE)
    assert not is_in(signed_in, NOW + 180 * MINUTE)


def test_twelve_hours_end_a_session_however_busy(signed_in: Client) -> None:
    at = NOW
    while at < NOW + dt.timedelta(hours=11, minutes=50):
        assert is_in(signed_in, at)
        at += 50 * MINUTE
    assert not is_in(signed_in, NOW + dt.timedelta(hours=12, minutes=1))


def test_signing_in_as_somebody_else_starts_afresh(signed_in: Client, house: House) -> None:
    signed_in.force_login(house.hr)
    with time_machine.travel(NOW, tick=False):
        assert house.hr.name in signed_in.get("/").content.decode()


def test_guessing_is_slowed(client: Client, house: House, today: None) -> None:
    codes = [
        client.post("/accounts/login/", {"login": house.hr.email, "password": f"guess {n}"}).status_code
        for n in range(12)
    ]
    assert codes[0] == 200
    text = client.post("/accounts/login/", {"login": house.hr.email, "password": "x"}).content.decode()
    assert 429 in codes or "Too many" in text


def test_nobody_signs_up(client: Client, db: None) -> None:
    assert client.post(
        "/accounts/signup/", {"email": "new@test.example", "password1": "x", "password2": "x"}
    ).status_code in (200, 403)
    from workforce.models import Person

    assert not Person.objects.filter(email="new@test.example").exists()


def test_whoever_has_left_cannot_sign_in(client: Client, house: House, today: None) -> None:
    house.hr.set_password("a long enough password")
    house.hr.save()
    house.hr.posts.update(ended_on=TODAY - dt.timedelta(days=1))
    answer = client.post("/accounts/login/", {"login": house.hr.email, "password": "a long enough password"})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/inactive/")
    assert "_auth_user_id" not in client.session


def test_capitals_in_the_address_do_not_matter(client: Client, house: House, today: None) -> None:
    house.hr.set_password("a long enough password")
    house.hr.save()
    answer = client.post("/accounts/login/", {"login": house.hr.email.upper(), "password": "a long enough password"})
    assert answer.status_code == 302


@pytest.mark.parametrize("known", [True, False])
def test_a_lost_password_tells_nobody_who_has_an_account(
    client: Client, house: House, today: None, known: bool
) -> None:
    email = house.hr.email if known else "unknown@test.example"
    answer = client.post("/accounts/password/reset/", {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/reset/done/")
    if known:
        assert mail.outbox[0].to == [email]


def test_pages_carry_the_headers_that_protect_them(client: Client, house: House, today: None) -> None:
    client.force_login(house.practitioner)
    answer: Any = client.get("/")
    policy = answer["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy and "'unsafe-eval'" not in policy and "object-src 'none'" in policy
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")
