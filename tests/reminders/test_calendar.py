"""The calendar feed: what a calendar reads with a secret address, and nobody without it."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from asye.meeting_duties import AGREEMENT, REVIEW
from reminders import calendar as door
from reminders.exports import london
from reminders.models import CalendarAddress, CalendarEntry, Duty
from reminders.owed import title_of
from reminders.services import calendar as services
from reminders.services import settle
from reminders.views import calendar as views
from supervision.models import Session
from supervision.services.concerns import start_concern
from tests.factories import NOW, TODAY, PanelFactory, PanelMemberFactory, SessionFactory
from tests.house import House
from tests.supervision.concerns import raise_concern
from workforce import discreet
from workforce.models import AuditEntry, Person
from workforce.verdict import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]
LONDON = ZoneInfo("Europe/London")
DAY = dt.timedelta(days=1)


def make(who: Person, name: str = "Outlook", key: uuid.UUID | None = None) -> str:
    """Make an address and return its path."""
    _, secret = services.make_address(name=name, sent_key=key or uuid.uuid4(), by=who, at=NOW)
    return f"/reminders/calendar/{secret}.ics"


def events(client: Client, path: str) -> dict[str, Any]:
    """The events by what comes before the @ of their UID, as the icalendar library reads them."""
    answer = client.get(path)
    assert answer.status_code == 200
    read = icalendar.Calendar.from_ical(answer.content)
    return {str(event["uid"]).partition("@")[0]: event for event in read.walk("VEVENT")}


def planned(house: House, on: dt.date, time: dt.time | None = None, **more: Any) -> Session:
    return SessionFactory(
        worker=house.practitioner, supervisor=house.manager, date=on, time=time, outcome="planned", minutes=0, **more
    )


def owe(house: House, owner: Person, due_on: dt.date, kind: str = "supervision", number: int = 1) -> Duty:
    return Duty.objects.create(
        kind=kind,
        key=f"{kind}:{number}",
        about=house.practitioner,
        owner=owner,
        due_on=due_on,
        address=f"/supervision/{house.practitioner.pk}/",
        rule="SUP-03",
        because="Because.",
    )


def test_what_stands_in_it(client: Client, house: House) -> None:
    session = planned(house, TODAY + DAY, dt.time(10, 30))
    allday = planned(house, TODAY + 2 * DAY)
    duty = owe(house, house.manager, TODAY + 3 * DAY)
    seat = PanelMemberFactory(panel=PanelFactory(date=TODAY + 4 * DAY), person=house.manager, role="moderator")
    found = events(client, make(house.manager))
    me = house.manager.pk
    said = {
        uid: (str(event["summary"]), event.decoded("dtstart"), event.decoded("dtend"), str(event["url"]))
        for uid, event in found.items()
    }
    ten = dt.datetime(2026, 1, 21, 10, 30, tzinfo=LONDON)
    base = "http://testserver"
    assert said == {
        f"session-{session.pk}-{me}": (
            "Supervision",
            ten,
            ten + dt.timedelta(minutes=90),
            f"{base}/supervision/sessions/{session.pk}/",
        ),
        f"session-{allday.pk}-{me}": (
            "Supervision",
            TODAY + 2 * DAY,
            TODAY + 3 * DAY,
            f"{base}/supervision/sessions/{allday.pk}/",
        ),
        f"duty-{duty.pk}-{me}": ("Hold supervision", TODAY + 3 * DAY, TODAY + 4 * DAY, base + duty.address),
        f"panel-{seat.panel_id}-{me}": (
            "Moderation panel",
            TODAY + 4 * DAY,
            TODAY + 5 * DAY,
            f"{base}/asye/panels/{seat.panel_id}/",
        ),
    }
    assert {str(event["status"]) for event in found.values()} == {"CONFIRMED"}
    assert {str(event["class"]) for event in found.values()} == {"PRIVATE"}
    assert [str(event["description"]) for event in found.values()] == [str(event["url"]) for event in found.values()]


def test_it_is_ones_own_and_names_nobody(client: Client, house: House) -> None:
    planned(house, TODAY + DAY)
    owe(house, house.manager, TODAY + DAY)
    assert len(events(client, make(house.practitioner))) == 1
    assert len(events(client, make(house.manager))) == 2
    for who in (house.stranger_in_team, house.group_manager, house.hr):
        assert events(client, make(who)) == {}
    body = client.get(make(house.manager)).content.decode().replace("\r\n ", "")
    assert [person.name for person in Person.objects.all() if person.name in body] == []


@pytest.mark.parametrize("kind", [REVIEW, AGREEMENT])
def test_a_review_is_due_in_both_calendars(client: Client, house: House, kind: str) -> None:
    """Of whoever convenes it, and of the practitioner whose year it is; nobody else's."""
    owe(house, house.assessor, TODAY + DAY, kind)
    found = {
        name: [str(event["summary"]) for event in events(client, make(who)).values() if "panel" not in event["uid"]]
        for name, who in house.everybody.items()
    }
    said = {name: titles for name, titles in found.items() if titles}
    assert said == {"practitioner": ["Review due"], "assessor": [title_of(kind)]}


@pytest.mark.rule("WRK-12")
def test_a_concern_is_not_told_by_a_calendar(client: Client, house: House) -> None:
    raise_concern(house.practitioner)
    start_concern(by=house.manager, at=NOW)
    path = make(house.manager)
    assert [str(event["summary"]) for event in events(client, path).values()] == ["Something is due"]
    assert b"oncern" not in client.get(path).content.replace(b"/concerns/to-answer/", b"")


def test_the_days_it_holds(client: Client, house: House) -> None:
    for offset in (-29, -28, 366, 367):
        planned(house, TODAY + offset * DAY)
    days = sorted(event.decoded("dtstart") for event in events(client, make(house.practitioner)).values())
    assert days == [TODAY - 28 * DAY, TODAY + 366 * DAY]


def state(event: Any) -> tuple[int, str, dt.datetime]:
    return int(event["sequence"]), str(event["status"]), event.decoded("last-modified")


def test_what_is_moved_keeps_its_uid_and_goes_up_in_sequence(client: Client, house: House) -> None:
    session, path = planned(house, TODAY + DAY), make(house.practitioner)
    [(uid, first)] = events(client, path).items()
    assert state(first) == (0, "CONFIRMED", NOW)
    with time_machine.travel(NOW + DAY, tick=False):
        [(_, unchanged)] = events(client, path).items()
    assert state(unchanged) == (0, "CONFIRMED", NOW)
    Session.objects.filter(pk=session.pk).update(date=TODAY + 5 * DAY)
    with time_machine.travel(NOW + 2 * DAY, tick=False):
        [(again, moved)] = events(client, path).items()
        assert state(events(client, path)[uid]) == state(moved)
    assert (again, moved.decoded("dtstart")) == (uid, TODAY + 5 * DAY)
    assert state(moved) == (1, "CONFIRMED", NOW + 2 * DAY)


def test_what_is_gone_is_told_as_cancelled_for_four_weeks(client: Client, house: House) -> None:
    session, path = planned(house, TODAY + 60 * DAY), make(house.practitioner)
    events(client, path)
    Session.objects.filter(pk=session.pk).update(outcome="cancelled", why_not_held="Illness")
    [event] = events(client, path).values()
    assert state(event) == (1, "CANCELLED", NOW)
    assert b"Illness" not in client.get(path).content
    with time_machine.travel(NOW + 28 * DAY, tick=False):
        assert len(events(client, path)) == 1
    with time_machine.travel(NOW + 29 * DAY, tick=False):
        assert events(client, path) == {}
    Session.objects.filter(pk=session.pk).update(outcome="planned", why_not_held="")
    [event] = events(client, path).values()
    assert state(event)[:2] == (2, "CONFIRMED")


def test_a_duty_that_is_met_is_told_as_cancelled(client: Client, house: House) -> None:
    owe(house, house.manager, TODAY + DAY)
    path = make(house.manager)
    events(client, path)
    settle(kind="supervision", about=house.practitioner, owed=[], on=TODAY, at=NOW)
    assert [str(event["status"]) for event in events(client, path).values()] == ["CANCELLED"]


def test_what_is_past_is_forgotten(client: Client, house: House) -> None:
    planned(house, TODAY)
    path = make(house.practitioner)
    events(client, path)
    assert CalendarEntry.objects.count() == 1
    with time_machine.travel(NOW + 29 * DAY, tick=False):
        assert events(client, path) == {}
    assert CalendarEntry.objects.count() == 0


@pytest.fixture
def made_up() -> Iterator[list[door.Event]]:
    """A source of events for this test alone."""
    given: list[door.Event] = []

    def source(person: Person, first: dt.date, last: dt.date) -> list[door.Event]:
        return given

    door.add_events(source)
    yield given
    door._sources.remove(source)


@pytest.mark.parametrize(
    ("begins", "shift"),
    [
        ("2026-03-28T10:00", 0),
        ("2026-03-29T00:30", 0),
        ("2026-03-29T10:00", 1),
        ("2026-07-01T23:45", 1),
        ("2026-10-24T10:00", 1),
        ("2026-10-25T10:00", 0),
    ],
)
def test_the_hour_is_londons_on_both_sides_of_the_change(
    client: Client, house: House, made_up: list[door.Event], begins: str, shift: int
) -> None:
    local = dt.datetime.fromisoformat(begins).replace(tzinfo=LONDON)
    made_up.append(door.Event("x", "X", local.date(), "/", local, local + dt.timedelta(hours=1)))
    path = make(house.hr)
    [event] = events(client, path).values()
    assert (
        f"DTSTART;TZID=Europe/London:{begins.replace('-', '').replace(':', '')}00" in client.get(path).content.decode()
    )
    assert event.decoded("dtstart").astimezone(dt.UTC) == local.astimezone(dt.UTC)
    assert local.utcoffset() == dt.timedelta(hours=shift)


def test_its_time_zone_says_what_london_does_for_years_to_come() -> None:
    zone = icalendar.Timezone.from_ical(london().to_ical()).to_tz()
    hour = dt.datetime.fromisoformat("2025-01-01T00:30")
    while hour.year < 2037:
        assert hour.replace(tzinfo=zone).utcoffset() == hour.replace(tzinfo=LONDON).utcoffset(), hour
        hour += dt.timedelta(hours=31)


def test_long_lines_are_folded_and_read_back_whole(client: Client, house: House, made_up: list[door.Event]) -> None:
    title = "Übergabe – Ó Súilleabháin 👩‍👧; with, commas\\ and so on " + "x" * 20
    address = "/supervision/" + "9" * 150 + "/"
    made_up.append(door.Event("x", title, TODAY, address))
    path = make(house.hr)
    body = client.get(path).content
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert b"\n" not in body.replace(b"\r\n", b"")
    [event] = events(client, path).values()
    assert (str(event["summary"]), str(event["url"])) == (title, f"http://testserver{address}")


def test_nothing_in_it_is_still_a_calendar(client: Client, house: House) -> None:
    read = icalendar.Calendar.from_ical(client.get(make(house.hr)).content)
    assert (read.walk("VEVENT"), len(read.walk("VTIMEZONE")), str(read["version"])) == ([], 1, "2.0")


def test_the_same_again_is_not_sent_again(client: Client, house: House) -> None:
    session, path = planned(house, TODAY + DAY), make(house.practitioner)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    Session.objects.filter(pk=session.pk).update(date=TODAY + 2 * DAY)
    assert client.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405


def test_two_calendars_of_one_person_read_the_same(client: Client, house: House) -> None:
    planned(house, TODAY + DAY)
    assert client.get(make(house.practitioner, "A")).content == client.get(make(house.practitioner, "B")).content


@pytest.mark.parametrize("count", (1, 30))
def test_a_feed_costs_the_same_however_much_is_in_it(client: Client, house: House, count: int) -> None:
    for number in range(count):
        planned(house, TODAY + number * DAY)
        owe(house, house.manager, TODAY + number * DAY, number=number)
        PanelMemberFactory(panel=PanelFactory(date=TODAY + number * DAY), person=house.manager, role="moderator")
    path = make(house.manager)
    with CaptureQueriesContext(connection) as first:
        client.get(path)
    with CaptureQueriesContext(connection) as again:
        client.get(path)
    Session.objects.update(place="Moved")
    Session.objects.filter(outcome="planned").update(time=dt.time(9))
    with CaptureQueriesContext(connection) as moved:
        assert len(events(client, path)) == 3 * count
    assert (len(first), len(again), len(moved)) == (15, 13, 14)


class TestWhoMayRead:
    def test_it_opens_without_a_session_and_sets_no_cookie(self, client: Client, house: House) -> None:
        answer = client.get(make(house.practitioner))
        assert (answer.status_code, dict(answer.cookies)) == (200, {})
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Cache-Control"].startswith("private")
        assert (answer["Referrer-Policy"], answer["X-Robots-Tag"]) == ("same-origin", "noindex")

    def test_wrong_revoked_and_left_are_one_and_the_same(
        self, client: Client, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        revoked, left = make(house.practitioner), make(house.manager)
        services.revoke_address(
            address=CalendarAddress.objects.get(person=house.practitioner), by=house.practitioner, at=NOW
        )
        house.manager.posts.update(ended_on=TODAY - DAY)
        paths = [f"/reminders/calendar/{wrong}.ics" for wrong in ("x", "é" * 300, "A" * 32)] + [revoked, left]
        answers = []
        for path in paths:
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(path)
            shape = re.sub(r"'[0-9a-f]{64}'", "?", asked[0]["sql"])
            answers.append((answer.status_code, answer.content, tuple(sorted(answer.items())), len(asked), shape))
        assert answers[0][:2] == (404, b"Not found")
        assert len(set(answers)) == 1
        assert caplog.text == ""

    def test_on_the_last_day_it_still_opens(self, client: Client, house: House) -> None:
        path = make(house.manager)
        house.manager.posts.update(ended_on=TODAY)
        assert client.get(path).status_code == 200

    def test_too_often(self, client: Client, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(views, "READS_AN_HOUR", 2)
        monkeypatch.setattr(discreet, "TRIES_AN_HOUR", 2)
        mine, other = make(house.practitioner), make(house.manager)
        wrong = "/reminders/calendar/wrong.ics"
        assert [client.get(wrong).status_code for _ in range(3)] == [404, 404, 429]
        assert [client.get(mine).status_code for _ in range(3)] == [200, 200, 429]
        assert client.get(other).status_code == 200
        assert client.get(mine)["Retry-After"] == "3600"
        cache.clear()
        assert client.get(mine).status_code == 200

    def test_the_secret_has_chance_enough_and_is_not_kept(self, client: Client, house: House) -> None:
        paths = {make(house.practitioner) for _ in range(5)}
        secrets = {path.removeprefix("/reminders/calendar/").removesuffix(".ics") for path in paths}
        assert {len(secret) for secret in secrets} == {32}  # 24 bytes: 192 bits
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM reminders_calendaraddress")
            stored = str(cursor.fetchall())
        assert (len(secrets), [secret for secret in secrets if secret in stored]) == (5, [])

    def test_when_it_was_last_used(self, client: Client, house: House) -> None:
        path = make(house.practitioner)
        assert CalendarAddress.objects.get().last_used_on is None
        client.get(path)
        assert CalendarAddress.objects.get().last_used_on == TODAY


class TestMyCalendar:
    PATH = "/reminders/calendar/"

    def test_the_address_is_shown_once(self, client: Client, house: House) -> None:
        client.force_login(house.practitioner)
        page = client.get(self.PATH)
        sent = {"name": "Outlook", "sent_key": page.context["form"]["sent_key"].value()}
        made = client.post(self.PATH, sent)
        url = made.context["url"]
        assert url in made.content.decode()
        assert (made["Cache-Control"], made["Referrer-Policy"]) == ("no-store", "same-origin")
        assert client.get(url.removeprefix("http://testserver")).status_code == 200
        again = client.get(self.PATH).content.decode()
        assert (url in again, "Outlook" in again, "20 January 2026" in again) == (False, True, True)

    def test_sent_twice_it_is_one_address_and_the_second_answer_shows_it_too(
        self, client: Client, house: House
    ) -> None:
        client.force_login(house.practitioner)
        sent = {"name": "Outlook", "sent_key": str(uuid.uuid4())}
        urls = {client.post(self.PATH, sent).context["url"] for _ in range(2)}
        assert (len(urls), CalendarAddress.objects.count()) == (1, 1)

    def test_the_key_of_another_makes_nothing_of_theirs(self, client: Client, house: House) -> None:
        key = uuid.uuid4()
        make(house.manager, key=key)
        client.force_login(house.practitioner)
        answer = client.post(self.PATH, {"name": "Outlook", "sent_key": str(key)})
        assert "/reminders/calendar/" not in answer.context["url"]
        assert "Make a new one" in answer.content.decode()

    def test_turned_off_after_a_question(self, client: Client, house: House) -> None:
        key = uuid.uuid4()
        path = make(house.practitioner, key=key)
        address = CalendarAddress.objects.get()
        client.force_login(house.practitioner)
        where = f"{self.PATH}{address.pk}/revoke/"
        assert "Turn this address off?" in client.get(where).content.decode()
        assert client.get(path).status_code == 200
        for _ in range(2):
            assert client.post(where).status_code == 302
        assert client.get(path).status_code == 404
        assert "Outlook" not in [row.name for row in client.get(self.PATH).context["addresses"]]
        answer = client.post(self.PATH, {"name": "Outlook", "sent_key": str(key)})
        assert "has been turned off" in answer.content.decode()

    def test_another_persons_address_is_not_there(self, client: Client, house: House) -> None:
        make(house.manager)
        pk = CalendarAddress.objects.get().pk
        for who in house.everybody.values():
            client.force_login(who)
            expected = 200 if who == house.manager else 404
            assert client.get(f"{self.PATH}{pk}/revoke/").status_code == expected

    def test_there_may_be_ten(self, house: House) -> None:
        for _ in range(10):
            make(house.practitioner)
        with pytest.raises(Refused, match="Turn one off"):
            make(house.practitioner)

    def test_both_deeds_are_on_the_record(self, house: House) -> None:
        make(house.practitioner)
        for _ in range(2):
            services.revoke_address(address=CalendarAddress.objects.get(), by=house.practitioner, at=NOW)
        deeds = AuditEntry.objects.order_by("pk").values_list("deed", flat=True)
        assert list(deeds) == ["reminders.make_calendar_address", "reminders.revoke_calendar_address"]
