"""The page on which people choose when their mail comes."""

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from reminders import services
from reminders.models import Digest, QuietDays, Wishes
from tests.factories import NOW, TODAY
from tests.house import House
from tests.reminders.owing import owe
from workforce.models import AuditEntry

pytestmark = [pytest.mark.usefixtures("at_ten")]
DAYS = {"first_0": "20", "first_1": "1", "first_2": "2026", "last_0": "21", "last_1": "1", "last_2": "2026"}


def test_it_begins_with_what_the_policy_says(client: Client, house: House) -> None:
    client.force_login(house.manager)
    page = client.get("/reminders/mail/").content.decode()
    assert '<option value="8" selected>8:00</option>' in page
    assert "Tuesday 20 January 2026" in page


def test_a_choice_holds_at_once_for_the_mail_that_waits(client: Client, house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    client.force_login(house.manager)
    for _ in range(2):
        assert client.post("/reminders/mail/", {"hour": "17", "weekdays": ["3", "5"]}).status_code == 302
    assert (Wishes.objects.get().hour, Wishes.objects.get().weekdays) == (17, "35")
    assert Digest.objects.get().next_at == dt.datetime(2026, 1, 21, 17, 0, tzinfo=dt.UTC)
    assert AuditEntry.objects.filter(deed="reminders.choose", actor=house.manager).count() == 2
    assert "Wednesday 21 January 2026, 17:00" in client.get("/reminders/mail/").content.decode()


def test_days_without_mail_are_added_once_and_removed(client: Client, house: House) -> None:
    owe(house)
    services.owe_notices(on=TODAY, at=NOW)
    client.force_login(house.manager)
    for _ in range(2):
        assert client.post("/reminders/mail/quiet-days/add/", DAYS).status_code == 302
    quiet = QuietDays.objects.get()
    services.send_unsent(at=NOW)
    assert (mail.outbox, Digest.objects.get().next_at.date()) == ([], dt.date(2026, 1, 22))
    client.force_login(house.lead)
    assert client.post(f"/reminders/mail/quiet-days/{quiet.pk}/remove/").status_code == 404
    client.force_login(house.manager)
    client.post(f"/reminders/mail/quiet-days/{quiet.pk}/remove/")
    services.send_unsent(at=NOW)
    assert (QuietDays.objects.count(), len(mail.outbox)) == (0, 1)


@pytest.mark.parametrize(("last", "why"), [("2025", "the same as or after"), ("2028", "at most a year")])
def test_days_that_end_before_they_begin_or_never(client: Client, house: House, last: str, why: str) -> None:
    client.force_login(house.manager)
    answer = client.post("/reminders/mail/quiet-days/add/", DAYS | {"last_2": last})
    assert (answer.status_code, why in answer.content.decode(), QuietDays.objects.count()) == (200, True, 0)


def test_an_hour_no_longer_offered_becomes_the_nearest(client: Client, house: House) -> None:
    Wishes.objects.create(person=house.manager, hour=3, weekdays="12345", saved_at=NOW)
    client.force_login(house.manager)
    assert '<option value="6" selected>' in client.get("/reminders/mail/").content.decode()
