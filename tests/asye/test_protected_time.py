"""The log of protected time: who notes, who reads, what falls behind, where it shows (WRK-04)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from asye.models import Meeting, Portfolio, ProtectedTime
from asye.queries.known import known_of
from asye.queries.meetings import dated
from asye.queries.protected_time import log_of, standings_of
from asye.services import protected_time
from reminders.models import Duty
from reminders.services import recount
from reminders.settling import settle_people
from tests.factories import NOW, TODAY, YEAR_BEGAN
from tests.house import House
from workforce.access import access_for
from workforce.home import todos_for
from workforce.models import Absence, AuditEntry, Pause, Post
from workforce.verdict import Refused

WEEK = dt.timedelta(days=7)
FULL = 222


def noted(house: House, on: dt.date = TODAY, minutes: int = 60, kind: str = "taken", **told: Any) -> ProtectedTime:
    given: dict[str, Any] = {
        "words": "Reading", "by_whom": "Duty manager" if kind == "lost" else "", "sent_key": uuid.uuid4(),
        "by": house.practitioner, "today": TODAY,
    } | told  # fmt: skip
    return protected_time.note(portfolio=house.portfolio, kind=kind, on=on, minutes=minutes, **given, at=NOW)


def every_week(house: House, minutes: int) -> None:
    for week in range(19):
        noted(house, YEAR_BEGAN + week * WEEK, minutes)


@pytest.mark.rule("WRK-04")
def test_owed_and_taken_by_week_and_month(house: House) -> None:
    noted(house, dt.date(2026, 1, 13), 90)
    noted(house, dt.date(2026, 1, 14), 30)
    noted(house, dt.date(2026, 1, 15), 120, "lost")
    log = log_of(house.portfolio, access_for(house.assessor, TODAY))
    this, last = log.months[0].weeks[:2]
    assert (this.now, this.taken, this.week.minutes) == (True, 0, FULL)
    assert (last.week.first, last.week.minutes, last.taken, last.lost) == (dt.date(2026, 1, 12), FULL, 120, 120)
    assert log.months[0].shown == {"owed": "14 h 4 min", "taken": "2 h", "lost": "2 h"}  # New Year's Day is not owed
    assert [month.first.month for month in log.months] == [1, 12, 11, 10, 9]
    assert "1 bank holiday" in log.months[0].weeks[-1].week.because


@pytest.mark.rule("WRK-04", "CLK-04")
def test_the_share_of_full_time_pauses_and_absence_lower_what_is_owed(house: House) -> None:
    def owed() -> int:
        return standings_of(Portfolio.objects.filter(pk=house.portfolio.pk), TODAY)[house.portfolio.pk].owed

    whole = owed()
    Absence.objects.create(
        person=house.practitioner, started_on=dt.date(2026, 1, 12), ended_on=dt.date(2026, 1, 16), kind="sickness"
    )
    assert whole - owed() == FULL
    Pause.objects.create(
        stage=house.portfolio.stage, started_on=dt.date(2025, 10, 6), ended_on=dt.date(2025, 11, 23), reason="sickness",
        approved_by=house.lead, approved_at=NOW,
    )  # fmt: skip
    assert whole - owed() == 8 * FULL
    Post.objects.filter(person=house.practitioner).update(fte="0.5")
    assert owed() == sum(
        round(line.week.minutes)
        for month in log_of(house.portfolio, access_for(house.lead, TODAY)).months
        for line in month.weeks
        if not line.now
    )
    assert owed() <= (whole - 8 * FULL) / 2 + 19


@pytest.mark.rule("WRK-04")
def test_the_duty_says_up_to_when_it_keeps_up_and_a_note_moves_it(house: House) -> None:
    def duty() -> tuple[dt.date, str]:
        found = Duty.objects.open().get(kind="protected_time")
        return found.due_on, found.owner.name

    settle_people([house.practitioner], TODAY, NOW)
    assert duty() == (dt.date(2025, 10, 5), "Newly Qualified")
    line = noted(house, dt.date(2025, 9, 9), 711)
    assert duty() == (dt.date(2025, 10, 12), "Newly Qualified")
    protected_time.take_back(line=line, by=house.practitioner, on=TODAY, at=NOW)
    assert duty()[0] == dt.date(2025, 10, 5)
    assert [one for one in recount(on=TODAY) if one.key.startswith("protected_time")] == []


@pytest.mark.rule("WRK-04")
def test_behind_is_told_to_the_worker_the_manager_and_the_assessor_and_to_nobody_else(house: House) -> None:
    settle_people([house.practitioner], TODAY, NOW)
    told = {
        name
        for name, person in house.everybody.items()
        if any("Take and note protected time" in one.title for one in todos_for(access_for(person, TODAY)))
    }
    assert told == {"practitioner", "manager", "assessor"}
    every_week(house, FULL)
    assert not any("protected time" in one.title for one in todos_for(access_for(house.manager, TODAY)))


READS = {"practitioner", "manager", "assessor", "lead", "chair", "group_manager"}


def test_who_reads_the_log(house: House, client: Any, today: None) -> None:
    line = noted(house)
    at = f"/asye/portfolios/{house.portfolio.pk}/protected-time/"
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")  # the panel reads the portfolio now
    opened, listed = set(), set()
    for name, person in house.everybody.items():
        client.force_login(person)
        if client.get(at).status_code == 200:
            opened.add(name)
        if ProtectedTime.objects.visible_to(access_for(person, TODAY)).filter(pk=line.pk).exists():
            listed.add(name)
    assert (opened, listed) == (READS, READS)


def test_only_the_worker_notes_and_takes_back(house: House, client: Any, today: None) -> None:
    line = noted(house)
    at = f"/asye/portfolios/{house.portfolio.pk}/protected-time/note/"
    for name in ("manager", "assessor", "lead", "group_manager"):
        client.force_login(house.everybody[name])
        assert (client.get(at).status_code, client.post(f"/asye/protected-time/{line.pk}/take-back/").status_code) == (
            403, 403,
        )  # fmt: skip
    client.force_login(house.practitioner)
    for _ in range(2):
        assert client.post(f"/asye/protected-time/{line.pk}/take-back/").status_code == 302
    assert (ProtectedTime.objects.counted().count(), ProtectedTime.objects.count()) == (0, 1)
    assert AuditEntry.objects.filter(deed="asye.take_back_protected_time", kind="write").count() == 1


FORM = {
    "kind": "lost", "on_0": "19", "on_1": "1", "on_2": "2026", "hours": "1.5", "words": "Duty was one short",
    "by_whom": "Duty manager", "sent_key": str(uuid.UUID(int=9)),
}  # fmt: skip


def test_by_the_page_sent_twice_it_counts_once(house: House, client: Any, today: None) -> None:
    client.force_login(house.practitioner)
    at = f"/asye/portfolios/{house.portfolio.pk}/protected-time/"
    for _ in range(2):
        assert client.post(f"{at}note/", FORM)["Location"] == at
    line = ProtectedTime.objects.get()
    assert (line.minutes, line.by_whom, line.kind) == (90, "Duty manager", "lost")
    page = client.get(at).content.decode()
    assert all(words in page for words in ("Duty was one short", "taken away by Duty manager", "1 h 30 min", "Behind"))


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"on_0": "21"}, "still to come"),
        ({"on_1": "8", "on_2": "2025"}, "it began on 8 September 2025"),
        ({"by_whom": ""}, "Say who took the time away"),
    ],
)
def test_what_cannot_be_noted(house: House, client: Any, today: None, changed: dict[str, str], says: str) -> None:
    client.force_login(house.practitioner)
    answer = client.post(f"/asye/portfolios/{house.portfolio.pk}/protected-time/note/", FORM | changed)
    assert (says in answer.content.decode(), ProtectedTime.objects.count()) == (True, 0)


def test_a_submitted_portfolio_takes_no_more(house: House) -> None:
    line = noted(house)
    Portfolio.objects.filter(pk=house.portfolio.pk).update(status="submitted")
    house.portfolio.refresh_from_db()
    line.portfolio.refresh_from_db()
    with pytest.raises(Refused, match="nothing can be added"):
        noted(house)
    with pytest.raises(Refused, match="stays as it is"):
        protected_time.take_back(line=line, by=house.practitioner, on=TODAY, at=NOW)


@pytest.mark.parametrize("wrong", [{"minutes": 0}, {"minutes": 1441}, {"kind": "lost", "by_whom": ""}])
def test_what_the_database_refuses(house: House, wrong: dict[str, Any]) -> None:
    good = {"kind": "taken", "on": TODAY, "minutes": 60, "words": "W", "author": house.practitioner, "at": NOW}
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtectedTime.objects.create(portfolio=house.portfolio, **(good | wrong))


def test_csv_says_what_the_page_says(house: House, client: Any, today: None) -> None:
    noted(house, words="=HYPERLINK(1)")
    client.force_login(house.assessor)
    rows = client.get(f"/asye/portfolios/{house.portfolio.pk}/protected-time/export.csv").content.decode("utf-8-sig")
    lines = rows.splitlines()
    first = "2026-01-19,222,60,0,2026-01-20,Time I had,60,'=HYPERLINK(1),,10 % of 37 hours"
    assert (len(lines), first in lines[1]) == (
        21, True,
    )  # fmt: skip
    assert AuditEntry.objects.get(kind="export").deed == "asye.export_protected_time"


@pytest.mark.rule("WRK-04")
def test_a_review_knows_it(house: House) -> None:
    every_week(house, 100)
    noted(house, kind="lost", minutes=45)
    meeting = Meeting(portfolio=house.portfolio, key="six_month_review", kind="review", label="R")
    known = {one.label: one for one in known_of(meeting, dated(meeting), None, TODAY)}["Protected time"]
    assert known.lines[1] == "45 min taken away, once"
    assert known.lines[0].startswith("31 h 40 min taken of ") and known.lines[0].endswith("so far, behind")
    assert known.rule == "WRK-04, CLK-04"
