"""The pages of the rota: the week, one's own days, counts, files, giving by hand and by direct POST, the calendar."""

from __future__ import annotations

import datetime as dt
import uuid

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from caseloads.models import Slot
from caseloads.services import rota as services
from reminders.services.calendar import make_address
from tests.caseloads.test_rota import MONDAY, WEEK, give, held, newcomer, plan, senior
from tests.factories import NOW, TODAY
from tests.house import House
from workforce.models import AuditEntry, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
DAY = dt.timedelta(days=1)
WEEKS = "/caseloads/rota/"
PLAN = {
    "kind": "mash", "on_0": "26", "on_1": "1", "on_2": "2026", "part": "day", "seat": "main", "people": "1",
    "place": "County Hall", "every_weeks": "1", "until_0": "9", "until_1": "2", "until_2": "2026",
}  # fmt: skip


def page(client: Client, who: Person, path: str) -> str:
    client.force_login(who)
    answer = client.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.rule("WRK-04")
def test_the_manager_plans_a_week(client: Client, house: House) -> None:
    client.force_login(house.manager)
    sent = PLAN | {"sent_key": str(uuid.uuid4())}
    for _ in range(2):
        answer = client.post(f"{WEEKS}plan/?rota=team-{house.team.pk}", sent)
        assert answer["Location"] == f"{WEEKS}?rota=team-{house.team.pk}&week=2026-01-26"
    slots = list(Slot.objects.values_list("on", "place", "team", "planned_by"))
    assert slots == [(MONDAY + n * WEEK, "County Hall", house.team.pk, house.manager.pk) for n in range(3)]
    told = page(client, house.manager, answer["Location"])
    assert "Monday 26 January" in told and "County Hall" in told and "1 still needs somebody" in told


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"part": "am"}, "MASH is planned as: whole day"),
        ({"seat": "extra"}, "To MASH people come as: main worker"),
        ({"until_0": "", "until_1": "", "until_2": ""}, "Enter the day until which it is repeated"),
        ({"every_weeks": ""}, "Enter every how many weeks it is repeated"),
        ({"people": "11"}, "Enter at most 10"),
        ({"on_0": "31", "on_1": "2"}, "Enter a real date"),
        ({"on_2": "2025"}, "Enter a day from today on"),
        ({"place": "x" * 41}, "at most 40 characters"),
    ],
)
def test_a_plan_that_is_none(client: Client, house: House, changes: dict[str, str], says: str) -> None:
    client.force_login(house.manager)
    answer = client.post(f"{WEEKS}plan/", PLAN | changes)
    assert (answer.status_code, Slot.objects.count()) == (200, 0)
    assert says in answer.content.decode()


def test_another_team_is_not_planned_for(client: Client, house: House) -> None:
    client.force_login(house.manager)
    elsewhere = house.stranger_outside.posts.get().team
    for query in (f"rota=team-{elsewhere.pk}", f"rota=service-{elsewhere.service_id}", "rota=team-x", "rota=%00"):
        assert client.post(f"{WEEKS}plan/?{query}", PLAN).status_code == 404
        assert client.get(f"{WEEKS}?{query}").status_code == 404
    assert not Slot.objects.exists()


@pytest.mark.rule("WRK-04", "CLK-01")
def test_in_the_first_month_refused_on_the_page_and_by_direct_post(client: Client, house: House) -> None:
    slot, new = plan(house)[0], newcomer(house)
    path = f"{slot.get_absolute_url()}give/"
    told = page(client, house.manager, path)
    assert "In month 1 a newly qualified social worker does not take MASH yet" in told
    assert "#WRK-04" in told and f'value="{new.pk}"' not in told and f'value="{house.practitioner.pk}"' in told
    answer = client.post(path, {"worker": str(new.pk), "reason": "They want to"})
    assert answer.status_code == 200
    assert "which begins on 20 May 2026 (WRK-04)" in answer.content.decode()
    slot.refresh_from_db()
    assert slot.status == "open"


def test_giving_by_hand(client: Client, house: House) -> None:
    slot, colleague = plan(house)[0], senior(house)
    path = f"{slot.get_absolute_url()}give/"
    client.force_login(house.manager)
    answer = client.post(path, {"worker": str(colleague.pk)})
    assert "Say why A Senior takes it all the same" in answer.content.decode()
    assert 'id="id_reason"' in answer.content.decode()
    for worker in ("", "x", "999999", str(house.stranger_outside.pk), str(house.stranger_in_team.pk), "\x00"):
        assert "Choose somebody on the list" in client.post(path, {"worker": worker}).content.decode()
    assert client.post(path, {"worker": str(house.practitioner.pk)})["Location"] == slot.get_absolute_url()
    slot.refresh_from_db()
    assert slot.holder == house.practitioner


def test_candidates_show_how_much_they_held(client: Client, house: House) -> None:
    slot, colleague = plan(house, MONDAY + WEEK, kind="duty")[0], senior(house)
    held(house, MONDAY, to=colleague, kind="duty")
    held(house, MONDAY + DAY, to=colleague, kind="duty", part="am")
    assert 'Days in the 12 weeks before"><span>1.5</span>' in page(
        client, house.manager, f"{slot.get_absolute_url()}give/"
    )


@pytest.mark.rule("WRK-04")
def test_the_worker_sees_their_days_and_the_count(client: Client, house: House) -> None:
    slot = held(house, place="County Hall")
    Slot.objects.filter(pk=held(house, MONDAY + WEEK).pk).update(on=TODAY - 6 * DAY)
    told = page(client, house.practitioner, f"{WEEKS}mine/")
    assert "Monday 26 January 2026" in told and "County Hall" in told
    assert "MASH: 1 day held of 1 by today, 1 planned" in told and "On track" in told
    assert "1 day of MASH a week on the rota from month 5 on" in told
    services.cancel(slot=slot, why="Shut", later=False, by=house.manager, on=TODAY, at=NOW)
    assert "Cancelled" in page(client, house.practitioner, f"{WEEKS}mine/")
    assert "Shut" in page(client, house.practitioner, slot.get_absolute_url())
    assert page(client, house.practitioner, "/").count("MASH") == 0


def test_home_says_when_one_is_coming(client: Client, house: House) -> None:
    held(house)
    assert "MASH" in page(client, house.practitioner, "/")
    assert "On 26 January 2026" in page(client, house.practitioner, "/")
    assert "MASH" not in page(client, house.stranger_in_team, "/")


@pytest.mark.rule("WRK-04")
def test_days_counted_for_the_manager(client: Client, house: House) -> None:
    newcomer(house)
    senior(house)
    held(house)
    told = page(client, house.manager, f"{WEEKS}days/")
    assert "MASH: 0 days held of 1 by today, 1 planned" in told and "Behind" in told
    assert "A Senior" not in told
    client.force_login(house.manager)
    lines = client.get(f"{WEEKS}days.csv").content.decode("utf-8-sig").split("\r\n")
    assert [line.split(",")[0] for line in lines[1:] if line] == ["Newly Qualified"] * 2 + ["Brand New"] * 2
    assert lines[1].split(",")[2:] == ["5", "MASH", "0", "1", "1"]
    assert AuditEntry.objects.filter(deed="caseloads.export_rota_days").count() == 1


def test_weeks_as_csv(client: Client, house: House) -> None:
    held(house)
    plan(house, MONDAY + WEEK, place="=1+1")
    client.force_login(house.stranger_in_team)
    one = client.get(f"{WEEKS}week.csv?week=2026-01-28").content.decode("utf-8-sig").split("\r\n")
    assert one[1] == "2026-01-26,Monday,Whole day,MASH,Main worker,,North,Held,Newly Qualified"
    two = client.get(f"{WEEKS}week.csv?week=2026-01-26&weeks=2").content.decode("utf-8-sig").split("\r\n")
    assert two[2] == "2026-02-02,Monday,Whole day,MASH,Main worker,'=1+1,North,Needs somebody,"
    assert len(one) == 3 and len(two) == 4


@pytest.mark.parametrize("query", ["week=", "week=x", "week=9999-12-31", "week=0001-01-01", "week=%00", "weeks=²"])
def test_weeks_that_are_none(client: Client, house: House, query: str) -> None:
    told = page(client, house.manager, f"{WEEKS}?{query}")
    assert "Monday 19 January to Friday 23 January 2026" in told
    assert client.get(f"{WEEKS}week.csv?{query}").status_code == 200


def test_a_bank_holiday_is_named(client: Client, house: House) -> None:
    assert "Bank holiday" in page(client, house.manager, f"{WEEKS}?week=2026-04-06")


def calendar(client: Client, who: Person) -> list[tuple[str, str, dt.date, int, str]]:
    _, secret = make_address(name="O", sent_key=uuid.uuid4(), by=who, at=timezone.now())
    body = client.get(f"/reminders/calendar/{secret}.ics").content
    return sorted(
        (
            str(event["uid"]).partition("@")[0],
            str(event["summary"]),
            event.decoded("dtstart"),
            int(event["sequence"]),
            str(event["status"]),
        )
        for event in icalendar.Calendar.from_ical(body).walk("VEVENT")
    )


@pytest.mark.rule("WRK-04")
def test_the_calendar_feed_says_kind_and_place_and_follows_changes(client: Client, house: House) -> None:
    slot = held(house, place="County Hall")
    me = house.practitioner
    uid = f"slot-{slot.pk}-{me.pk}"
    assert calendar(client, me) == [(uid, "MASH, County Hall", MONDAY, 0, "CONFIRMED")]
    services.change(slot=slot, part="day", place="Park Road", by=house.manager, on=TODAY, at=NOW)
    assert calendar(client, me) == [(uid, "MASH, Park Road", MONDAY, 1, "CONFIRMED")]
    services.free(slot=slot, why="Secret words", by=house.manager, on=TODAY, at=NOW)
    assert calendar(client, me) == [(uid, "MASH, Park Road", MONDAY, 2, "CANCELLED")]
    give(house, slot, me)
    assert calendar(client, me) == [(uid, "MASH, Park Road", MONDAY, 3, "CONFIRMED")]
    assert calendar(client, house.stranger_in_team) == []


def test_a_long_place_fits_a_calendar(client: Client, house: House) -> None:
    colleague = senior(house)
    slot = held(house, to=colleague, kind="duty", part="pm", place="x" * 40)
    Slot.objects.filter(pk=slot.pk).update(label="y" * 60)
    assert len(calendar(client, colleague)[0][1]) <= 80


def test_a_policy_without_a_rota(client: Client, house: House) -> None:
    authority = house.team.service.authority
    authority.pack = "nottinghamshire"
    authority.save()
    assert "The policy in force names none" in page(client, house.manager, f"{WEEKS}plan/")
    assert "The policy has no kinds of slot" in page(client, house.practitioner, f"{WEEKS}mine/")
