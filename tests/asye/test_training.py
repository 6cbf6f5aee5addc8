"""Training: the catalogue, places, who came, who cannot come and who authorises it, who lacks what (WRK-04, WRK-05)."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from asye.models import Booking, Course, CourseDate, Meeting, Portfolio, Release, TrainingFlag, TrainingRecord
from asye.queries.document import snapshot
from asye.queries.known import known_of
from asye.queries.meetings import dated
from asye.queries.training import cohort_rows, lines_of, places_of
from asye.services import bookings, courses, releases, training_records
from caseloads.models import Slot
from reminders.models import Duty
from reminders.services import recount
from reminders.settling import settle_people
from tests.asye.training import SOON, course, date, place
from tests.factories import NOW, TODAY
from tests.house import House, practitioner
from workforce.access import access_for
from workforce.models import Person
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import SaidAlready, SavedElsewhere

EARLIER = TODAY - dt.timedelta(days=7)


def came(house: House, on: CourseDate, *who: Booking) -> None:
    bookings.record_attendance(date=on, came={one.pk for one in who}, by=house.lead, on=TODAY, at=NOW)


def asked(house: House, booking: Booking | None = None) -> Release:
    held = booking or place(house)
    row = Booking.objects.select_related(
        "portfolio__practitioner", "portfolio__stage", "portfolio__programme", "date__course"
    ).get(pk=held.pk)
    return releases.ask(
        booking=row, reason="A review conference", sent_key=uuid.uuid4(), by=house.practitioner, on=TODAY, at=NOW
    )


def noted(house: House, item: str = "study", days: str = "1", **told: Any) -> TrainingRecord:
    given: dict[str, Any] = {"title": "Study day", "on": EARLIER, "words": "", "by": house.practitioner} | told
    return training_records.note(
        portfolio=house.portfolio, item=item, days=Decimal(days), sent_key=uuid.uuid4(), today=TODAY, at=NOW, **given
    )


def duties(house: House) -> dict[str, dt.date]:
    rows = Duty.objects.open().filter(kind="training_course", about=house.practitioner)
    return {key.rpartition(":")[2]: due for key, due in rows.values_list("key", "due_on")}


@pytest.mark.rule("WRK-04")
def test_what_is_asked_is_owed_until_the_academys_list_has_it(house: House) -> None:
    settle_people([house.practitioner], TODAY, NOW)
    assert set(duties(house)) == {"induction", "child_protection", "assessment", "direct_work", "court", "resilience"}
    day = date(house, on=EARLIER)
    booking = place(house, day)
    came(house, day, booking)
    assert "court" not in duties(house)
    record = TrainingRecord.objects.get()
    assert (record.item, record.days, record.on, record.author) == ("court", Decimal(1), EARLIER, house.lead)
    came(house, day)  # put right: they did not come
    booking.refresh_from_db()
    record.refresh_from_db()
    assert (booking.status, record.removed_at, "court" in duties(house)) == ("missed", NOW, True)
    came(house, day, booking)
    assert (TrainingRecord.objects.get().removed_at, "court" in duties(house)) == (None, False)
    assert not [one for one in recount(on=TODAY) if one.key.startswith("training")]


@pytest.mark.rule("WRK-04")
def test_the_pathway_counts_times_of_courses_and_days_of_study(house: House) -> None:
    noted(house, days="0.5")
    noted(house, days="2")
    noted(house, item="court", title="Court skills elsewhere")
    found = {line.item.key: (line.said, line.state) for line in lines_of(house.portfolio, TODAY)}
    assert (found["study"], found["court"], found["induction"]) == (("2.5 of 3 days", ""), ("", "Done"), ("", "Late"))
    assert found["mash"] == ("0 days so far", "")


@pytest.mark.rule("WRK-04")
def test_mash_days_come_from_the_rota(house: House) -> None:
    for number, part in enumerate(("day", "am", "day")):
        on = TODAY - dt.timedelta(days=7 * number) if number < 2 else SOON
        Slot.objects.create(
            kind="mash", label="MASH", service=house.team.service, on=on, part=part, seat="main", status="held",
            holder=house.practitioner, planned_by=house.manager, planned_at=NOW,
        )  # fmt: skip
    noted(house, item="mash", title="A day in the MASH")
    found = {line.item.key: line.said for line in lines_of(house.portfolio, TODAY)}
    assert found["mash"] == "2.5 days so far"


def test_the_last_place_goes_to_one(house: House) -> None:
    day = date(house, places=1)
    first = place(house, day)
    other = practitioner("Another One", house.team, manager=house.manager, assessor=house.assessor)
    theirs = Portfolio.objects.get(practitioner=other)
    with pytest.raises(Refused, match="Every place is taken"):
        place(house, day, theirs)
    assert place(house, day) == first
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseDate.objects.filter(pk=day.pk).update(taken=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Booking.objects.create(date=day, portfolio=house.portfolio, booked_by=house.practitioner, booked_at=NOW)


@pytest.mark.rule("WRK-05")
def test_not_coming_is_authorised_by_the_manager_then_the_group_manager(house: House) -> None:
    release = asked(house)

    def owner() -> Person:
        return Duty.objects.open().get(kind="training_release").owner

    assert owner() == house.manager
    for stranger in (house.group_manager, house.assessor, house.lead, house.practitioner):
        with pytest.raises(Refused, match="not your turn"):
            releases.agree(release=release, by=stranger, on=TODAY, at=NOW)
    releases.agree(release=release, by=house.manager, on=TODAY, at=NOW)
    assert (owner(), Booking.objects.get().status, CourseDate.objects.get().taken) == (house.group_manager, "booked", 1)
    for _ in range(2):
        releases.agree(release=release, by=house.group_manager, on=TODAY, at=NOW)
    release.refresh_from_db()
    assert (release.status, Booking.objects.get().status, CourseDate.objects.get().taken) == ("agreed", "cancelled", 0)
    assert not Duty.objects.open().filter(kind="training_release").exists()


@pytest.mark.rule("WRK-05")
def test_refused_the_place_stays_and_withdrawn_too(house: House) -> None:
    release = asked(house)
    releases.refuse(release=release, why="It is the last date", by=house.manager, on=TODAY, at=NOW)
    again = asked(house, release.booking)
    releases.withdraw(release=again, by=house.practitioner, on=TODAY, at=NOW)
    assert (Booking.objects.get().status, CourseDate.objects.get().taken) == ("booked", 1)
    third = asked(house, release.booking)
    with pytest.raises(Refused, match="asked for already"):
        asked(house, third.booking)


@pytest.mark.rule("WRK-05")
def test_a_missed_course_is_authorised_afterwards_and_stays_missed(house: House) -> None:
    day = date(house, on=EARLIER)
    booking = place(house, day)
    came(house, day)
    release = asked(house, booking)
    assert (release.after, str(release)) == (True, "Did not come to a course")
    for who in (house.manager, house.group_manager):
        releases.agree(release=release, by=who, on=TODAY, at=NOW)
    assert Booking.objects.get().status == "missed"


@pytest.mark.rule("WRK-05")
def test_the_second_time_is_flagged_to_the_lead_until_they_have_looked(house: House) -> None:
    release = asked(house)
    assert not TrainingFlag.objects.exists()
    releases.withdraw(release=release, by=house.practitioner, on=TODAY, at=NOW)  # coming after all counts for nothing
    asked(house, release.booking)
    day = date(house, course(house, "direct_work"), on=EARLIER)
    place(house, day)
    came(house, day)
    flag = TrainingFlag.objects.get()
    duty = Duty.objects.open().get(kind="training_flag")
    assert (duty.owner, duty.due_on, flag.because) == (
        house.lead, dt.date(2026, 2, 3),
        "Cancelled or missed 2 times in 12 months; the service development lead is told from 2 on.",
    )  # fmt: skip
    came(house, day)
    assert TrainingFlag.objects.count() == 1
    for _ in range(2):
        releases.look_at(flag=flag, note="We talked", by=house.lead, on=TODAY, at=NOW)
    with pytest.raises(SaidAlready, match="looked at this already"):
        releases.look_at(flag=flag, note="Another", by=house.chair, on=TODAY, at=NOW)
    flag.refresh_from_db()
    assert (flag.note, Duty.objects.open().filter(kind="training_flag").exists()) == ("We talked", False)
    came(house, day)
    assert TrainingFlag.objects.count() == 1  # the same days do not raise another


@pytest.mark.rule("WRK-05")
def test_a_course_beside_the_pathway_is_given_up_at_once(house: House) -> None:
    booking = place(house, date(house, course(house, "")))
    with pytest.raises(Refused, match="Nobody has to agree"):
        asked(house, booking)
    bookings.give_up(booking=booking, by=house.practitioner, on=TODAY, at=NOW)
    assert (Booking.objects.get().status, CourseDate.objects.get().taken) == ("cancelled", 0)
    with pytest.raises(Refused, match="ask to be released"):
        bookings.give_up(booking=place(house), by=house.practitioner, on=TODAY, at=NOW)


def test_a_course_keeps_every_version_and_the_second_form_is_told(house: House) -> None:
    made = course(house)
    words = {"title": "Court", "about": "B", "provider": "", "item": "court", "days": Decimal("0.5")}
    courses.edit_course(course=made, words=words, save=Save(1), by=house.lead, at=NOW)
    with pytest.raises(SavedElsewhere):
        courses.edit_course(course=made, words=words | {"title": "C"}, save=Save(1), by=house.chair, at=NOW)
    assert [(one.number, one.words["title"], one.words["days"]) for one in made.versions.all()] == [
        (2, "Court", "0.50"), (1, "Court skills", "1"),
    ]  # fmt: skip


def test_calling_a_date_off_frees_everybody(house: House) -> None:
    release = asked(house)
    day = release.booking.date
    with pytest.raises(Refused, match="Call off the dates"):
        courses.withdraw_course(course=day.course, by=house.lead, on=TODAY, at=NOW)
    for _ in range(2):
        courses.cancel_date(date=day, why="Trainer is ill", by=house.lead, at=NOW)
    release.refresh_from_db()
    assert (Booking.objects.get().status, release.status) == ("cancelled", "withdrawn")
    assert not Duty.objects.open().filter(kind="training_release").exists()
    assert [event.is_cancelled for event in places_of(house.practitioner, TODAY, SOON)] == [True]
    courses.withdraw_course(course=day.course, by=house.lead, on=TODAY, at=NOW)
    assert Course.objects.get().withdrawn_on == TODAY


def test_places_stand_in_ones_own_calendar_without_a_name(house: House) -> None:
    place(house)
    (event,) = places_of(house.practitioner, TODAY, SOON)
    assert (event.title, event.on, event.begins and event.begins.hour) == ("Training course", SOON, 9)
    assert list(places_of(house.manager, TODAY, SOON)) == []


ROLES = {
    "training": {"practitioner", "manager", "assessor", "lead", "chair", "group_manager", "moderator"},
    "reason": {"practitioner", "manager", "lead", "chair", "group_manager"},
    "flag": {"lead", "chair"},
    "courses": {"practitioner", "manager", "assessor", "lead", "chair", "group_manager", "moderator"},
    "cohort": {"manager", "assessor", "lead", "chair", "group_manager", "moderator"},
    "attendance": {"lead", "chair", "moderator"},
}


@pytest.mark.parametrize("what", ROLES)
def test_who_sees_what(house: House, client: Any, today: None, what: str) -> None:
    release = asked(house)
    day = date(house, on=EARLIER)
    flag = TrainingFlag.objects.create(
        portfolio=house.portfolio, raised_on=TODAY, raised_at=NOW, rule="WRK-05", because="B"
    )
    at = {
        "training": f"/asye/portfolios/{house.portfolio.pk}/training/",
        "reason": release.get_absolute_url(),
        "flag": flag.get_absolute_url(),
        "courses": "/asye/courses/",
        "cohort": "/asye/cohort/training/",
        "attendance": f"{day.get_absolute_url()}attendance/",
    }[what]
    opened = set()
    for name, person in house.everybody.items():
        client.force_login(person)
        if client.get(at).status_code == 200:
            opened.add(name)
    assert opened == ROLES[what]


def test_by_the_pages(house: House, client: Any, today: None) -> None:
    client.force_login(house.lead)
    told = {"title": "Court skills", "about": "", "provider": "P", "item": "court", "days": "1"}
    key = {"sent_key": str(uuid.UUID(int=3))}
    for _ in range(2):
        at = client.post("/asye/courses/add/", told | key)["Location"]
    when = {"first_on_0": "29", "first_on_1": "1", "first_on_2": "2026", "begins": "09:30", "ends": "12:00"}
    for _ in range(2):
        day = client.post(f"{at}set-date/", when | {"place": "Room 2", "places": "4"} | key)["Location"]
    assert (Course.objects.count(), CourseDate.objects.count()) == (1, 1)
    client.force_login(house.practitioner)
    for _ in range(2):
        client.post(f"{day}book/")
    booking = Booking.objects.get()
    assert "You have a place" in client.get(day).content.decode()
    release = client.post(f"/asye/courses/places/{booking.pk}/give-up/", {"reason": "Court"} | key)["Location"]
    for who in (house.manager, house.group_manager):
        client.force_login(who)
        assert "Authorise" in client.get(release).content.decode()
        client.post(f"{release}agree/")
    booking.refresh_from_db()
    assert booking.status == "cancelled"


PDF = b"%PDF-1.4 certificate"


def test_a_certificate_is_kept_and_another_takes_its_place(house: House, client: Any, today: None) -> None:
    record = noted(house)
    client.force_login(house.practitioner)
    at = f"/asye/training/{record.pk}/certificate/"
    wrong = client.post(at, {"file": SimpleUploadedFile("c.pdf", b"no", "application/pdf")}).content.decode()
    assert "This is not a PDF file" in wrong
    for content in (PDF, PDF + b"2"):
        assert client.post(at, {"file": SimpleUploadedFile("c.pdf", content, "application/pdf")}).status_code == 302
    answer = client.get(f"{at}file/")
    assert (b"".join(answer), answer["Content-Type"]) == (PDF + b"2", "application/pdf")
    client.force_login(house.stranger_in_team)
    assert client.get(f"{at}file/").status_code == 404


def test_what_was_noted_is_taken_back_but_not_the_academys_list(house: House) -> None:
    record = noted(house)
    for _ in range(2):
        training_records.take_back(record=record, by=house.practitioner, on=TODAY, at=NOW)
    assert TrainingRecord.objects.get().removed_at == NOW
    day = date(house, on=EARLIER)
    came(house, day, place(house, day))
    listed = TrainingRecord.objects.get(booking__isnull=False)
    with pytest.raises(Refused, match="Ask the academy"):
        training_records.take_back(record=listed, by=house.practitioner, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="still to come"):
        noted(house, on=SOON)


@pytest.mark.rule("WRK-04")
def test_who_lacks_what_as_a_page_and_as_files(house: House, client: Any, today: None) -> None:
    noted(house, item="induction")
    (row,) = cohort_rows([house.portfolio], access_for(house.lead, TODAY))
    assert [one.key for one in row.late] == ["child_protection", "assessment"]
    assert (row.next and row.next.key, len(row.open)) == ("direct_work", 4)
    client.force_login(house.lead)
    text = client.get("/asye/cohort/training/export.csv").content.decode("utf-8-sig").splitlines()
    assert text[0].startswith("Name,Month,Welcome to the academy,Child protection")
    assert text[1].startswith("Newly Qualified,5,done,late,late,not yet,not yet,0,0,0,")
    book = load_workbook(BytesIO(client.get("/asye/cohort/training/export.xlsx").content))
    assert [cell.value for cell in book["Training"][2]][:4] == ["Newly Qualified", "5", "done", "late"]


@pytest.mark.rule("WRK-04")
def test_reviews_and_the_portfolio_know_it(house: House) -> None:
    noted(house, item="court", title="Court skills")
    noted(house, days="2")
    meeting = Meeting(portfolio=house.portfolio, key="six_month_review", kind="review", label="R")
    known = {one.label: one for one in known_of(meeting, dated(meeting), None, TODAY)}["Training"]
    assert ("Done: Court skills" in known.lines, "Study days: 2 days so far" in known.lines) == (True, True)
    told = snapshot(house.portfolio, access_for(house.assessor, TODAY), version=1, at=NOW)
    section = next(one for one in told["sections"] if one["title"] == "Training and protected time")
    assert ["Court skills", "13 January 2026", "1"] in section["blocks"][1]["rows"]
