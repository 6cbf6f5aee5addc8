"""The forecast: what will be sent in the next 14 days, to whom, and why; and it comes true."""

import csv
import datetime as dt
import io

import pytest
import time_machine
from django.test import Client

from reminders.models import Duty, Notice, QuietDays
from reminders.owed import Kind, add_kind
from reminders.owed import _kinds as known_kinds
from reminders.queries.coming import Asked, forecast
from tests.factories import NOW, TODAY
from tests.house import House
from tests.reminders.owing import DAY, DUE, owe, sweep
from workforce.access import access_for
from workforce.models import AuditEntry, Person

pytestmark = [pytest.mark.usefixtures("today")]


def seen(person: Person, **asked: object) -> list[tuple[int, str, int]]:
    """The forecast as (day of the mail from today, to whom, days from the due date)."""
    found = forecast(access_for(person, TODAY), Asked(**asked), NOW)  # type: ignore[arg-type]
    return [((one.coming.mail_on - TODAY).days, one.to_name, one.coming.days) for one in found]


def test_to_oneself_on_working_days(house: House) -> None:
    owe(house)  # due on a Friday: the day after, a Saturday, is told on the Monday
    manager = house.manager.name
    assert seen(house.manager) == [(0, manager, -3), (3, manager, 0), (6, manager, 1), (10, manager, 7)]
    assert seen(house.practitioner) == []


def test_to_all_that_one_may_see(house: House) -> None:
    owe(house)
    group, manager = house.group_manager.name, house.manager.name
    assert seen(house.lead, mine=False)[-2:] == [(10, group, 7), (10, manager, 7)]
    assert seen(house.group_manager, mine=False) == seen(house.lead, mine=False)
    assert seen(house.stranger_outside, mine=False) == []
    assert seen(house.lead, mine=False, kind="review") == []
    assert seen(house.lead, mine=False, name="nobody") == []
    assert {to for _, to, _ in seen(house.lead, mine=False, name="group")} == {group}


def test_what_is_written_and_waits_for_its_mail_is_told_once(house: House) -> None:
    owe(house)
    QuietDays.objects.create(person=house.manager, first_on=TODAY, last_on=TODAY + DAY, saved_at=NOW)
    sweep()
    assert Notice.objects.unsent().count() == 1
    assert seen(house.manager)[:2] == [(2, house.manager.name, -3), (3, house.manager.name, 0)]


def test_of_two_steps_in_one_mail_the_newest_is_told(house: House) -> None:
    QuietDays.objects.create(person=house.manager, first_on=TODAY, last_on=TODAY + 9 * DAY, saved_at=NOW)
    owe(house)
    assert seen(house.manager) == [(10, house.manager.name, 7)]


def test_a_private_kind_is_seen_by_whom_it_tells_alone(house: House) -> None:
    add_kind(Kind("secret", "Secret", lambda people, on: [], is_private=True))
    try:
        duty = owe(house, kind="supervision", about=house.manager)
        Duty.objects.filter(pk=duty.pk).update(kind="secret")
        assert (seen(house.lead, mine=False), seen(house.group_manager, mine=False)) == ([], [])
    finally:
        known_kinds.pop("secret")


def test_the_forecast_comes_true(house: House) -> None:
    for number, days in enumerate((-20, -9, -1, 0, 2, 5, 30)):
        owe(house, TODAY + days * DAY, key=f"k{number}")
    foretold = forecast(access_for(house.lead, TODAY), Asked(mine=False), NOW)
    said = sorted((one.coming.mail_on, one.duty, one.to, one.coming.days) for one in foretold)
    for days in range(15):
        sweep(NOW + days * DAY)
    sent = Notice.objects.filter(sent_at__isnull=False).values_list("sent_at", "duty_id", "recipient_id", "step")
    assert said == sorted((at.date(), *rest) for at, *rest in sent)
    assert len(said) > 30


def test_the_page_names_day_person_and_why(client: Client, house: House) -> None:
    owe(house)
    client.force_login(house.lead)
    page = client.get("/reminders/coming/?shown=all").content.decode()
    assert "Friday 30 January 2026" in page
    assert "The policy for “Supervision” tells the group manager 7 days after the due date. Because." in page
    assert client.get("/reminders/coming/?shown=x&kind=%00&name=%00&page=-1").status_code == 200


def test_the_list_as_csv_and_who_took_it(client: Client, house: House) -> None:
    owe(house)
    client.force_login(house.lead)
    body = client.get("/reminders/coming/export.csv?shown=all").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["Mail on"] for row in rows] == ["2026-01-20", "2026-01-23", "2026-01-26", "2026-01-30", "2026-01-30"]
    assert (rows[0]["To"], rows[0]["Due on"]) == (house.manager.name, DUE.isoformat())
    assert AuditEntry.objects.filter(kind="export", actor=house.lead).get().subject_type == "reminders.coming"


def test_after_todays_mail_the_next_is_tomorrows(house: House) -> None:
    owe(house)
    sweep()
    owe(house, key="new")
    with time_machine.travel(NOW + dt.timedelta(hours=2), tick=False):
        assert seen(house.manager)[0] == (1, house.manager.name, -3)
