"""Absences: recorded, corrected and taken away by the line; what is owed moves in the same deed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from caseloads.models import Slot
from reminders.models import Duty
from reminders.services.duties import recount
from reminders.settling import settle_people
from tests.factories import NOW, TODAY, SessionFactory
from tests.house import House
from workforce.absences import Away, change_absence, record_absence, remove_absence
from workforce.models import Absence, AbsenceChange, AuditEntry, Person, Relationship
from workforce.verdict import Refused

pytestmark = pytest.mark.usefixtures("today")
DAY = dt.timedelta(days=1)


def away(first: int, last: int, kind: str = "sickness") -> Away:
    """Days away, told from today: -3 is three days ago."""
    return Away(kind, TODAY + first * DAY, TODAY + last * DAY)


def record(house: House, days: Away, key: uuid.UUID | None = None) -> None:
    record_absence(
        person=house.practitioner, away=days, sent_key=key or uuid.uuid4(), by=house.manager, on=TODAY, at=NOW
    )


def change(absence: Absence, days: Away, house: House, version: int = 1) -> None:
    change_absence(
        absence=absence, version=version, away=days, sent_key=uuid.uuid4(), by=house.manager, on=TODAY, at=NOW
    )


def stored() -> list[tuple[str, dt.date, dt.date]]:
    return list(Absence.objects.values_list("kind", "started_on", "ended_on"))


def done() -> list[tuple[str, str]]:
    return list(AbsenceChange.objects.order_by("pk").values_list("what", "why"))


def sent(days: Away, **more: Any) -> dict[str, Any]:
    told = {"kind": days.kind, "sent_key": str(uuid.uuid4())} | more
    for name, day in (("from_on", days.from_on), ("to_on", days.to_on)):
        told |= {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}
    return told


@pytest.mark.rule("SUP-07")
def test_what_is_owed_moves_with_the_absence_and_back(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=TODAY - 10 * DAY)
    everybody = list(Person.objects.all())
    settle_people(everybody, TODAY, NOW)

    def due() -> dt.date:
        return Duty.objects.open().get(kind="supervision", about=house.practitioner).due_on

    before = due()
    record(house, away(-5, -1))
    assert due() == before + 5 * DAY
    assert recount(on=TODAY) == []
    change(Absence.objects.get(), away(-5, -4), house)
    assert due() == before + 2 * DAY
    assert recount(on=TODAY) == []
    remove_absence(
        absence=Absence.objects.get(), version=2, why="not_away", sent_key=uuid.uuid4(), by=house.manager, on=TODAY,
        at=NOW,
    )  # fmt: skip
    assert (due(), stored()) == (before, [])
    assert done() == [("recorded", ""), ("changed", ""), ("removed", "not_away")]
    deeds_kept = AuditEntry.objects.filter(deed__endswith="_absence").order_by("pk").values_list("deed", flat=True)
    assert list(deeds_kept) == [f"workforce.{name}_absence" for name in ("record", "change", "remove")]


@pytest.mark.rule("WRK-04")
def test_a_duty_day_needs_somebody_else(house: House) -> None:
    slot = Slot.objects.create(
        kind="mash", label="MASH", service=house.team.service, team=house.team, on=TODAY + DAY, part="day",
        seat="main", status="held", holder=house.practitioner, planned_by=house.manager, planned_at=NOW,
    )  # fmt: skip
    record(house, away(0, 2))
    slot.refresh_from_db()
    assert (slot.status, slot.holder) == ("open", None)


def test_a_form_sent_twice_records_one(house: House) -> None:
    key = uuid.uuid4()
    record(house, away(0, 3), key)
    record(house, away(0, 3), key)
    assert (len(stored()), done()) == (1, [("recorded", "")])


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (away(2, 1), "The last day away is before the first"),
        (away(0, 731), "Check the year"),
        (Away("leave", dt.date(2001, 1, 1), TODAY), "holds no post on 1 January 2001"),
        (away(3, 9), "They are away from 20 January 2026 to 23 January 2026 already"),
        (away(-4, 0), "They are away from 20 January 2026 to 23 January 2026 already"),
    ],
)
def test_days_that_cannot_be_are_refused(house: House, days: Away, says: str) -> None:
    record(house, away(0, 3))
    with pytest.raises(Refused, match=says):
        record(house, days)
    assert (len(stored()), done()) == (1, [("recorded", "")])


def test_the_second_of_two_who_change_it_is_told(house: House) -> None:
    record(house, away(0, 3))
    mine, theirs = Absence.objects.get(), Absence.objects.get()
    change(mine, away(0, 5), house)
    with pytest.raises(Refused, match="Somebody else has just changed this"):
        change(theirs, away(0, 1), house)
    with pytest.raises(Refused, match="Somebody else has just changed this"):
        remove_absence(
            absence=theirs, version=1, why="twice", sent_key=uuid.uuid4(), by=house.manager, on=TODAY, at=NOW
        )
    assert stored() == [("sickness", TODAY, TODAY + 5 * DAY)]
    assert done() == [("recorded", ""), ("changed", "")]


def test_the_manager_records_says_back_and_takes_away(client: Client, house: House) -> None:
    client.force_login(house.manager)
    here = reverse("workforce:absences_of", args=[house.practitioner.pk])
    assert house.practitioner.name in client.get("/absences/").content.decode()
    answer = client.post(f"{here}record/", sent(away(-2, 9)))
    assert (answer.status_code, answer["Location"]) == (302, here)
    absence = Absence.objects.get()
    assert "Away now" in client.get(here).content.decode()
    shown = client.get("/absences/?shown=away").content.decode()
    assert "Sickness, to 29 January 2026" in shown
    back = f"/absences/{absence.pk}/back/"
    assert 'value="19"' in client.get(back).content.decode()
    last = {"to_on_0": 19, "to_on_1": 1, "to_on_2": 2026, "version": 1, "sent_key": str(uuid.uuid4())}
    assert client.post(back, last).status_code == 302
    assert stored() == [("sickness", TODAY - 2 * DAY, TODAY - DAY)]
    page = client.get(here).content.decode()
    assert "From: Sickness, 18 January 2026 to 29 January 2026. To: Sickness, 18 January 2026 to 19" in page
    assert "Nobody is away today" in client.get("/absences/?shown=away").content.decode()
    told = sent(away(-2, -1, "leave"), version=2)
    assert client.post(f"/absences/{absence.pk}/change/", told).status_code == 302
    assert client.post(f"/absences/{absence.pk}/change/", told).status_code == 302
    assert stored() == [("leave", TODAY - 2 * DAY, TODAY - DAY)]
    gone = {"why": "wrong_person", "version": 3, "sent_key": str(uuid.uuid4())}
    assert client.post(f"/absences/{absence.pk}/remove/", gone).status_code == 302
    assert (stored(), AbsenceChange.objects.count()) == ([], 4)
    assert "It was somebody else" in client.get(here).content.decode()


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("record", {"kind": "flu"}),
        ("record", {"to_on_0": "31", "to_on_1": "2"}),
        ("change", {"version": "x"}),
        ("change", {"version": "7"}),
        ("back", {"to_on_2": "1999"}),
        ("remove", {"why": "because"}),
    ],
)
def test_nonsense_changes_nothing_and_says_so(client: Client, house: House, path: str, told: dict[str, str]) -> None:
    record(house, away(-9, -8))
    absence = Absence.objects.get()
    client.force_login(house.manager)
    here = f"people/{house.practitioner.pk}/absences" if path == "record" else f"absences/{absence.pk}"
    answer = client.post(f"/{here}/{path}/", sent(away(0, 2), version="1", why="twice") | told)
    assert (answer.status_code, len(stored()), len(done())) == (200, 1, 1)
    assert "There is a problem" in answer.content.decode()


SEES = {"practitioner", "manager", "group_manager", "hr"}
RECORDS = {"manager", "group_manager"}


def test_who_sees_and_who_records(client: Client, house: House) -> None:
    record(house, away(0, 2))
    absence = Absence.objects.get()
    for name, person in house.everybody.items():
        client.force_login(person)
        seen = client.get(f"/people/{house.practitioner.pk}/absences/").status_code
        record_it = client.get(f"/people/{house.practitioner.pk}/absences/record/").status_code
        changes = client.get(f"/absences/{absence.pk}/change/").status_code
        assert ((seen == 200), (record_it == 200), (changes == 200)) == (
            name in SEES, name in RECORDS, name in RECORDS
        ), name  # fmt: skip


def test_nobody_records_their_own(client: Client, house: House) -> None:
    client.force_login(house.group_manager)
    assert client.get(f"/people/{house.group_manager.pk}/absences/record/").status_code == 403


def test_a_former_manager_no_longer_sees_it(client: Client, house: House) -> None:
    record(house, away(0, 2))
    Relationship.objects.filter(kind="manages", person=house.practitioner).update(ended_on=TODAY - DAY)
    client.force_login(house.manager)
    assert client.get(f"/absences/{Absence.objects.get().pk}/change/").status_code == 404


@pytest.mark.rule("WRK-10")
def test_the_sickness_trigger_stands_beside_the_list(client: Client, house: House) -> None:
    for n in range(3):
        record(house, away(-40 + 10 * n, -40 + 10 * n))
    client.force_login(house.practitioner)
    page = client.get(f"/people/{house.practitioner.pk}/absences/").content.decode()
    assert ("A trigger is reached" in page, "3 occasions in 6 months" in page) == (True, True)
    assert "Record an absence" not in page
