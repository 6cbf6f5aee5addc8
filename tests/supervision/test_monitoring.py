"""Monitoring: figures at the edges, who sees whose, what is exported; a team costs what the authority costs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from supervision.models import Session, SessionRecord
from supervision.policy.frequency import Kept
from supervision.policy.monitoring import Happened, Judge, Late, Meeting, Months, Tally, joined_over, note, share
from supervision.queries.monitoring import Scope, board_of, everybody_seen, window_of
from tests.factories import NOW, TODAY, RelationshipFactory, SessionFactory, StageFactory
from tests.house import House, person, practitioner
from tests.test_query_counts import cost
from workforce.access import access_for
from workforce.clock import Clock
from workforce.models import Absence, AuditEntry, Person
from workforce.packs import load_pack
from workforce.seal import seal

BEGAN = dt.date(2025, 9, 8)
DEMO = load_pack("demo")


def late(
    *held: dt.date, first: dt.date, last: dt.date, stage: str = "nqsw", away: Any = ()
) -> list[tuple[str, str, str]]:
    spells = Judge(DEMO).late(
        stage=stage,
        clock=Clock(BEGAN),
        held=[Happened(day.toordinal(), "one_to_one", 90) for day in held],
        away=[(a.toordinal(), b.toordinal() + 1) for a, b in away],
        kept=(),
        first=first.toordinal(),
        end=last.toordinal() + 1,
    )
    days = [(dt.date.fromordinal(n) for n in (one.begins, one.ends - 1, one.due_on)) for one in spells]
    return [tuple(f"{day:%d %b}" for day in three) for three in days]  # type: ignore[misc]


@pytest.mark.rule("SUP-14")
def test_a_day_is_late_from_the_day_after_it_was_due_until_a_session_counts() -> None:
    told = late(BEGAN + dt.timedelta(days=20), first=BEGAN, last=BEGAN + dt.timedelta(days=30))
    assert told == [("16 Sep", "27 Sep", "15 Sep"), ("06 Oct", "08 Oct", "05 Oct")]


def test_a_day_of_absence_makes_it_late_later() -> None:
    away = [(BEGAN + dt.timedelta(days=2), BEGAN + dt.timedelta(days=4))]
    assert late(first=BEGAN, last=BEGAN + dt.timedelta(days=12), away=away) == [("19 Sep", "20 Sep", "18 Sep")]


def test_nobody_is_late_where_the_policy_is_silent() -> None:
    assert late(first=BEGAN, last=TODAY, stage="student") == []
    assert not Judge(DEMO).has_rhythm("student")


def test_a_kind_that_no_longer_counts_leaves_it_late() -> None:
    day = BEGAN + dt.timedelta(days=49)
    held = [
        Happened((BEGAN + dt.timedelta(days=35)).toordinal(), "one_to_one", 90),
        Happened(day.toordinal(), "group", 90),
    ]
    end = day.toordinal() + 3
    told = Judge(DEMO).late(
        stage="nqsw", clock=Clock(BEGAN), held=held, away=(), kept=(Kept(BEGAN),), first=day.toordinal(), end=end
    )
    assert told == [Late(day.toordinal() + 1, end, day.toordinal())]


def test_under_a_new_policy_nobody_is_late_before_it() -> None:
    assert joined_over([], [Late(100, 110, 80)], 100) == [Late(100, 110, 99)]
    assert joined_over([Late(90, 100, 70)], [Late(100, 110, 60)], 100) == [Late(90, 100, 70), Late(100, 110, 70)]
    assert joined_over([], [Late(105, 110, 104)], 100) == [Late(105, 110, 104)]


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert (share(999, 1000), share(9999, 10000), share(1, 1), share(0, 0)) == (99.9, 99.9, 100.0, None)


@pytest.mark.rule("SUP-06")
@pytest.mark.parametrize(
    ("by", "field"),
    [
        ("Supervisor", "cancelled_by_supervisor"),
        ("supervisee", "cancelled_by_worker"),
        ("Court", "cancelled_by_others"),
        ("", "cancelled_by_others"),
    ],
)
def test_a_cancelled_session_is_counted_by_who_called_it_off(by: str, field: str) -> None:
    tally = Tally()
    note(tally, Meeting(5, "one_to_one", 0, "cancelled", by, False, False, ""), 90, 10)
    assert (getattr(tally, field), tally.not_held, tally.held) == (1, 1, 0)


def test_a_month_is_cut_at_its_edges() -> None:
    months = Months((10, 20, 30), 35)
    days = [0, 0, 0]
    months.spread(days, 0, 100)
    assert (days, months.of(19), months.of(20)) == ([10, 10, 5], 0, 1)


@pytest.mark.parametrize(
    ("asked", "month", "at"),
    [
        ("", "2026-01-01", "2026-01-20"),
        ("2025-02", "2025-02-01", "2025-02-28"),
        ("2026-02", "2026-01-01", "2026-01-20"),
        ("2025-13", "2026-01-01", "2026-01-20"),
        ("last month", "2026-01-01", "2026-01-20"),
        ("9999-99", "2026-01-01", "2026-01-20"),
    ],
)
def test_the_month_asked_for(asked: str, month: str, at: str) -> None:
    window = window_of(asked, TODAY)
    assert (window.month.isoformat(), window.at.isoformat(), len(window.firsts)) == (month, at, 12)


@pytest.fixture
def month(house: House) -> House:
    """January of one worker: held in time and signed with reflection; short; called off; missed; forgotten."""
    told = {"worker": house.practitioner, "supervisor": house.manager}
    for number in range(5, 0, -1):
        SessionFactory(**told, date=dt.date(2026, 1, 2) - dt.timedelta(days=14 * number))
    held = SessionFactory(**told, date=dt.date(2026, 1, 2), notes="Never on a page of figures")
    SessionFactory(**told, date=dt.date(2026, 1, 12), minutes=60)
    SessionFactory(
        **told,
        date=dt.date(2026, 1, 13),
        outcome="cancelled",
        cancelled_by="Supervisor",
        why_not_held="Court",
        minutes=0,
    )
    SessionFactory(
        **told, date=dt.date(2026, 1, 14), outcome="missed", cancelled_by="Worker", why_not_held="Late", minutes=0
    )
    SessionFactory(**told, date=dt.date(2026, 1, 15), outcome="planned", minutes=0)
    record = SessionRecord.objects.create(
        session=held,
        reflection="Said in confidence",
        tools="appreciative_inquiry",
        opened_by=house.manager,
        opened_at=NOW,
        saved_at=NOW,
    )
    sealed = seal(kind="supervision record", snapshot={}, signer=house.practitioner, at=NOW)
    SessionRecord.objects.filter(pk=record.pk).update(sealed=True, seal=sealed, signed_at=NOW)
    return house


@pytest.mark.rule("SUP-14", "SUP-05", "SUP-09")
def test_the_figures_of_a_month(month: House) -> None:
    board = board_of(everybody_seen(access_for(month.manager, TODAY)), window_of("2026-01", TODAY))
    told = board.month
    assert (told.people, told.days, told.late_days, told.held, told.short) == (1, 20, 0, 2, 1)
    assert (told.cancelled_by_supervisor, told.missed, told.unsettled) == (1, 1, 1)
    assert (told.signed, told.reflective, told.using("appreciative_inquiry")) == (1, 1, 1)
    assert (told.on_time_share, told.full_length_share, told.reflective_share) == (100.0, 50.0, 50.0)
    assert board.overdue == [] and sum(one.held for one in board.months) == 7


def test_a_record_not_signed_by_both_is_not_looked_into(month: House) -> None:
    other = SessionFactory(worker=month.practitioner, supervisor=month.manager, date=dt.date(2026, 1, 16))
    SessionRecord.objects.create(
        session=other,
        reflection="A draft",
        tools="appreciative_inquiry",
        opened_by=month.manager,
        opened_at=NOW,
        saved_at=NOW,
    )
    told = board_of(Scope("All", "team", None), window_of("2026-01", TODAY)).month
    assert (told.held, told.signed, told.reflective, told.using("appreciative_inquiry")) == (3, 1, 1, 1)


def test_overdue_now_and_since_when(house: House) -> None:
    SessionFactory(worker=house.practitioner, supervisor=house.manager, date=dt.date(2026, 1, 1))
    board = board_of(Scope("All", "person", None), window_of("2026-01", TODAY))
    assert [(one.person, one.due_on, one.days) for one in board.overdue] == [
        (house.practitioner.pk, dt.date(2026, 1, 15), 5)
    ]
    assert [(line.name, line.overdue, line.worst) for line in board.lines] == [("Newly Qualified", 1, 5)]
    assert board.bands == [("Up to 7 days", 1), ("8 to 14 days", 0), ("15 to 30 days", 0), ("Over 30 days", 0)]


@pytest.mark.rule("SUP-07")
def test_days_away_are_not_counted(month: House) -> None:
    Absence.objects.create(
        person=month.practitioner, kind="leave", started_on=dt.date(2026, 1, 5), ended_on=dt.date(2026, 1, 9)
    )
    board = board_of(Scope("All", "team", None), window_of("2026-01", TODAY))
    assert board.month.days == 15


def test_somebody_away_for_a_year_was_not_late(house: House) -> None:
    """The last session lies long before the twelve months: it is looked for further back."""
    worker = person("Long Away", "social_worker", house.team)
    StageFactory(person=worker, kind="social_worker", started_on=dt.date(2021, 1, 4))
    SessionFactory(worker=worker, supervisor=house.manager, date=dt.date(2024, 1, 10))
    Absence.objects.create(person=worker, kind="leave", started_on=dt.date(2024, 1, 11), ended_on=dt.date(2026, 1, 10))
    told = board_of(Scope("All", "person", Person.objects.filter(pk=worker.pk)), window_of("2026-01", TODAY))
    assert (told.month.days, told.month.late_days, told.overdue) == (10, 0, [])


def opened(client: Client, house: House, path: str) -> set[str]:
    found = set()
    for name, somebody in house.everybody.items():
        client.force_login(somebody)
        if client.get(path).status_code == 200:
            found.add(name)
    return found


def test_who_opens_what(client: Client, month: House, today: None) -> None:
    answers_for = {"manager", "group_manager", "lead", "chair"}
    assert opened(client, month, "/supervision/monitoring/") == answers_for
    team, service = month.team.pk, month.team.service_id
    assert opened(client, month, f"/supervision/monitoring/teams/{team}/") == answers_for
    assert opened(client, month, f"/supervision/monitoring/services/{service}/") == answers_for - {"manager"}
    own = f"/supervision/monitoring/people/{month.practitioner.pk}/"
    assert opened(client, month, own) == answers_for | {"practitioner", "assessor"}


def test_who_answers_for_nobody_gets_their_own_figures(client: Client, month: House, today: None) -> None:
    client.force_login(month.practitioner)
    answer = client.get("/supervision/monitoring/", follow=True)
    assert answer.redirect_chain[-1][0] == f"/supervision/monitoring/people/{month.practitioner.pk}/"
    page = answer.content.decode()
    assert "Newly Qualified" in page and "100.0 %" in page and "Short" in page


@pytest.mark.rule("SUP-04")
def test_a_manager_sees_their_own_supervision(client: Client, house: House, today: None) -> None:
    StageFactory(person=house.manager, kind="manager", started_on=dt.date(2025, 1, 6))
    RelationshipFactory(kind="manages", holder=house.group_manager, person=house.manager)
    SessionFactory(worker=house.manager, supervisor=house.group_manager, date=dt.date(2025, 12, 1))
    client.force_login(house.manager)
    assert "Figures of your own supervision" in client.get("/supervision/monitoring/").content.decode()
    board = board_of(Scope("Own", "person", Person.objects.filter(pk=house.manager.pk)), window_of("", TODAY))
    assert [(one.days, one.due_on) for one in board.overdue] == [(22, dt.date(2025, 12, 29))]


def test_a_stranger_is_not_counted(client: Client, month: House, today: None) -> None:
    """The stranger in the team has no line to this manager; the chair sees both."""
    StageFactory(person=month.stranger_in_team, kind="social_worker", started_on=dt.date(2025, 1, 6))
    window = window_of("", TODAY)
    seen = {
        name: board_of(everybody_seen(access_for(month.everybody[name], TODAY)), window).month.people
        for name in ("manager", "group_manager", "chair", "hr", "assessor", "stranger_outside")
    }
    assert seen == {"manager": 1, "group_manager": 2, "chair": 2, "hr": 0, "assessor": 0, "stranger_outside": 0}


def test_nothing_that_was_said_is_on_any_page(client: Client, month: House, today: None) -> None:
    client.force_login(month.chair)
    for path in (
        "/supervision/monitoring/",
        f"/supervision/monitoring/teams/{month.team.pk}/",
        f"/supervision/monitoring/people/{month.practitioner.pk}/",
        "/supervision/monitoring/export.csv",
    ):
        page = client.get(path).content.decode()
        assert "confidence" not in page and "Never on a page" not in page and "Court" not in page


def test_the_sheet_for_an_inspector(client: Client, month: House, today: None) -> None:
    client.force_login(month.chair)
    text = client.get(f"/supervision/monitoring/teams/{month.team.pk}/export.csv?month=2026-01").content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["Month"] for row in rows[:12]][-1] == "2026-01" and len(rows) == 13
    line = rows[-1]
    assert (line["Part"], line["Days counted"], line["Held"], line["Short"]) == ("Newly Qualified", "20", "2", "1")
    assert (line["Days on time %"], line["Using Appreciative Inquiry"]) == ("100.0", "1")
    book = load_workbook(io.BytesIO(client.get("/supervision/monitoring/export.xlsx?month=2026-01").content))
    values = list(book["Supervision"].values)
    assert values[-1][:3] == ("2026-01", "Service CAI", 1) and len(values) == 14
    exported = AuditEntry.objects.filter(kind="export").values_list("deed", "subject_type")
    assert list(exported.order_by("at", "pk")) == [
        ("supervision.export_monitoring_csv", "supervision.monitoring.2026-01"),
        ("supervision.export_monitoring_xlsx", "supervision.monitoring.2026-01"),
    ]


@pytest.mark.parametrize("sort", ["name", "-name", "on_time", "-overdue", "full", "not_held", "nonsense"])
def test_the_lines_sort(client: Client, month: House, today: None, sort: str) -> None:
    practitioner("Another One", month.team, manager=month.manager, assessor=month.assessor)
    client.force_login(month.chair)
    answer = client.get(f"/supervision/monitoring/teams/{month.team.pk}/?sort={sort}")
    names = [line.name for line, _ in answer.context["rows"]]
    first = {"-name": "Newly Qualified", "-overdue": "Another One", "not_held": "Another One"}.get(sort, "Another One")
    assert names[0] == first and set(names) == {"Another One", "Newly Qualified"}


def test_an_empty_month_says_so(client: Client, month: House, today: None) -> None:
    client.force_login(month.chair)
    assert "Nobody to count in this month" in client.get("/supervision/monitoring/?month=2019-01").content.decode()


def test_a_team_of_twelve_costs_what_the_authority_costs(client: Client, house: House, today: None) -> None:
    for number in range(11):
        practitioner(f"Another {number}", house.team, manager=house.manager, assessor=house.assessor)
    client.force_login(house.chair)
    team = cost(client, f"/supervision/monitoring/teams/{house.team.pk}/")
    for number in range(30):
        worker = person(f"Wide {number}", "social_worker", house.stranger_outside.posts.get().team)
        StageFactory(person=worker, kind="social_worker", started_on=dt.date(2025, 1, 6))
        SessionFactory(worker=worker, supervisor=house.manager, date=dt.date(2025, 12, 1))
    assert Session.objects.count() == 30
    assert cost(client, "/supervision/monitoring/") + 1 == team  # the team itself is read once more
