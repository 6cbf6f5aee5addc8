"""What a staff export does to the rows here: first time, again, and as people move."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from asye.models import Portfolio
from reminders.models import Duty
from tests.workforce.importing import ASSESSOR, MANAGER, NQSW, STAFF, TODAY, Row, bring_in, faults_of
from workforce.imports.changes import Count
from workforce.models import (
    AuditEntry,
    Authority,
    Person,
    Post,
    Registration,
    Relationship,
    Service,
    Stage,
    Team,
)

pytestmark = pytest.mark.django_db
LATER = TODAY + dt.timedelta(days=30)
STAGE = dict(NQSW, asye_started_on="", asye_stage="", registration_number="", registered_on="", assessor="")
SECOND_MANAGER = {**MANAGER, "employee_number": "000101", "name": "Rukhsana Begg", "email": "rukhsana@example.org"}


def ties(kind: str, number: str = "000300") -> list[tuple[str | None, str, str | None]]:
    rows = Relationship.objects.filter(kind=kind, person__employee_number=number).order_by("started_on")
    return [
        (row.holder.employee_number, row.started_on.isoformat(), row.ended_on and row.ended_on.isoformat())
        for row in rows
    ]


def stages(number: str = "000300") -> list[tuple[str, str, str | None]]:
    rows = Stage.objects.filter(person__employee_number=number).order_by("started_on")
    return [(row.kind, row.started_on.isoformat(), row.ended_on and row.ended_on.isoformat()) for row in rows]


def posts(number: str = "000300") -> list[tuple[str, str, str | None]]:
    rows = Post.objects.filter(person__employee_number=number).order_by("started_on")
    return [(row.title, row.started_on.isoformat(), row.ended_on and row.ended_on.isoformat()) for row in rows]


def bring(folder: Path, *rows: Row, on: dt.date = TODAY, **options: Any) -> dict[str, Count]:
    return bring_in(folder, rows, on=on, **options).counts


def test_everything_a_row_says_is_here_afterwards(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF, pack="demo")
    person = Person.objects.get(employee_number="000300")
    post = person.posts.get()
    assert (post.job, post.grade, post.scp, post.fte, post.contract) == ("social_worker", 8, 24, 1, "fixed_term")
    assert post.team == Team.objects.get(name="Academy North", is_academy=True, service__code="CAI")
    assert Authority.objects.get().pack == "demo"
    assert Service.objects.get().name == "Assessment"
    assert stages() == [("nqsw", "2025-09-08", None)]
    assert Registration.objects.get().started_on == dt.date(2025, 8, 1)
    assert ties("manages") == [("000100", "2025-09-08", None)]
    assert ties("assesses") == [("000200", "2025-09-08", None)]
    assert not person.has_usable_password()


def test_apps_above_follow_in_the_same_transaction(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF, pack="demo")
    assert Portfolio.objects.get().started_on == dt.date(2025, 9, 8)
    assert Duty.objects.get(kind="supervision").owner.employee_number == "000100"
    bring(tmp_path, {**NQSW, "asye_started_on": "15/09/2025"}, MANAGER, ASSESSOR)
    assert Portfolio.objects.get().started_on == dt.date(2025, 9, 15)
    assert stages() == [("nqsw", "2025-09-15", None)]


def test_every_written_row_has_its_audit_entry(tmp_path: Path) -> None:
    counts = bring(tmp_path, *STAFF)
    entries = AuditEntry.objects.filter(deed="workforce.import_staff")
    assert entries.count() == sum(count.added for count in counts.values())
    assert set(entries.values_list("actor", flat=True)) == {None}


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF)
    with CaptureQueriesContext(connection) as asked:
        counts = bring(tmp_path, *STAFF, on=LATER)
    assert {count.written for count in counts.values()} == {0}
    writes = [query["sql"] for query in asked if query["sql"].split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE")]
    assert writes == []


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    counts = bring(tmp_path, *STAFF, dry_run=True)
    assert counts["people"].added == len(STAFF)
    kinds = (Person, Post, Stage, Team, Authority, Relationship, AuditEntry, Portfolio, Duty)
    assert [kind.objects.count() for kind in kinds] == [0] * len(kinds)


def test_a_changed_manager_ends_one_relationship_and_begins_another(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF, SECOND_MANAGER)
    counts = bring(tmp_path, {**NQSW, "line_manager": "000101"}, MANAGER, ASSESSOR, SECOND_MANAGER, on=LATER)
    assert ties("manages") == [("000100", "2025-09-08", "2026-02-18"), ("000101", "2026-02-19", None)]
    assert (counts["relationships"].added, counts["relationships"].ended) == (1, 1)
    assert Duty.objects.get(kind="supervision", met_at=None).owner.employee_number == "000101"


def test_a_changed_manager_with_a_new_post_changes_on_the_day_of_the_post(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF, SECOND_MANAGER)
    moved = {**NQSW, "line_manager": "000101", "started_on": "02/02/2026"}
    bring(tmp_path, moved, MANAGER, ASSESSOR, SECOND_MANAGER, on=LATER)
    assert ties("manages") == [("000100", "2025-09-08", "2026-02-01"), ("000101", "2026-02-02", None)]
    assert posts() == [("NQSW", "2025-09-08", "2026-02-01"), ("NQSW", "2026-02-02", None)]


def test_a_manager_changed_twice_in_a_day_leaves_one_relationship(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF, SECOND_MANAGER, on=dt.date(2025, 9, 8))
    bring(tmp_path, {**NQSW, "line_manager": "000101"}, MANAGER, ASSESSOR, SECOND_MANAGER, on=dt.date(2025, 9, 8))
    assert ties("manages") == [("000101", "2025-09-08", None)]


def test_an_assessor_who_is_no_longer_named_ends_yesterday(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF)
    bring(tmp_path, {**NQSW, "assessor": ""}, MANAGER, ASSESSOR, on=LATER)
    assert ties("assesses") == [("000200", "2025-09-08", "2026-02-18")]
    bring(tmp_path, *STAFF, on=LATER)
    assert ties("assesses") == [("000200", "2025-09-08", "2026-02-18"), ("000200", "2026-02-19", None)]


def test_nobody_managed_anybody_before_they_came(tmp_path: Path) -> None:
    bring(tmp_path, NQSW, {**MANAGER, "started_on": "01/12/2025"}, ASSESSOR)
    assert ties("manages") == [("000100", "2025-12-01", None)]


def test_a_history_of_posts_becomes_a_history_of_managers(tmp_path: Path) -> None:
    before = {**NQSW, "ended_on": "14/12/2025", "line_manager": "000101"}
    now = {**NQSW, "started_on": "15/12/2025"}
    bring(tmp_path, before, now, MANAGER, ASSESSOR, SECOND_MANAGER)
    assert ties("manages") == [("000101", "2025-09-08", "2025-12-14"), ("000100", "2025-12-15", None)]
    assert ties("assesses") == [("000200", "2025-09-08", None)]
    assert stages() == [("nqsw", "2025-09-08", None)]


def test_group_managers_follow_their_posts(tmp_path: Path) -> None:
    head = {**MANAGER, "title": "Group Manager", "team": ""}
    other = {**SECOND_MANAGER, "title": "Group Manager", "team": "", "started_on": "02/02/2026"}
    bring(tmp_path, head)
    bring(tmp_path, {**head, "ended_on": "01/02/2026"}, other, on=LATER)
    rows = Relationship.objects.filter(kind="group_manages").order_by("started_on")
    assert [(row.holder.employee_number, row.service and row.service.code, row.ended_on) for row in rows] == [
        ("000100", "CAI", dt.date(2026, 2, 1)),
        ("000101", "CAI", None),
    ]


def test_a_trainee_becomes_newly_qualified(tmp_path: Path) -> None:
    trainee = {**STAGE, "title": "Trainee", "asye_stage": "Trainee", "started_on": "11/09/2023"}
    bring(tmp_path, trainee, MANAGER, ASSESSOR, on=dt.date(2025, 7, 1))
    assert stages() == [("trainee", "2023-09-11", None)]
    bring(tmp_path, {**trainee, "ended_on": "07/09/2025"}, *STAFF)
    assert stages() == [("trainee", "2023-09-11", "2025-09-07"), ("nqsw", "2025-09-08", None)]
    assert posts() == [("Trainee", "2023-09-11", "2025-09-07"), ("NQSW", "2025-09-08", None)]


def test_a_year_in_progress_is_never_closed_by_the_file(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF)
    completed = {**NQSW, "title": "Social Worker", "asye_stage": "Completed"}
    done = bring_in(tmp_path, [completed, MANAGER, ASSESSOR], on=LATER)
    assert stages() == [("nqsw", "2025-09-08", None)]
    assert done.notes == ("Aoife O'Brien–Ó Súilleabháin's assessed year stays open here until the panel decides",)


def test_a_year_the_panel_has_closed_is_never_opened_by_the_file(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF)
    Stage.objects.filter(kind="nqsw").update(ended_on=dt.date(2026, 9, 10))
    person = Person.objects.get(employee_number="000300")
    Stage.objects.create(person=person, kind="social_worker", started_on=dt.date(2026, 9, 11))
    counts = bring(tmp_path, *STAFF, on=dt.date(2026, 9, 20))
    assert {count.written for count in counts.values()} == {0}
    assert stages() == [("nqsw", "2025-09-08", "2026-09-10"), ("social_worker", "2026-09-11", None)]


def test_a_year_completed_long_ago_is_told_with_the_stage_after_it(tmp_path: Path) -> None:
    past = {**NQSW, "asye_started_on": "05/09/2022", "registered_on": "01/08/2022", "asye_stage": "Completed"}
    year = {**past, "started_on": "05/09/2022", "ended_on": "10/09/2023"}
    bring(tmp_path, year, {**past, "title": "Social Worker", "started_on": "11/09/2023"}, MANAGER, ASSESSOR)
    assert stages() == [("nqsw", "2022-09-05", "2023-09-04"), ("social_worker", "2023-09-05", None)]


def test_a_job_outside_all_stages_ends_the_stage(tmp_path: Path) -> None:
    bring(tmp_path, {**STAGE, "title": "Social Worker"}, MANAGER)
    bring(tmp_path, {**STAGE, "title": "Assessor", "started_on": "02/02/2026"}, MANAGER, on=LATER)
    assert stages() == [("social_worker", "2025-09-08", "2026-02-01")]
    assert posts() == [("Social Worker", "2025-09-08", "2026-02-01"), ("Assessor", "2026-02-02", None)]


def test_a_kind_of_stage_put_right_keeps_one_stage(tmp_path: Path) -> None:
    bring(tmp_path, {**STAGE, "title": "Social Worker"}, MANAGER)
    earlier = {**NQSW, "asye_started_on": "01/09/2025"}
    bring(tmp_path, earlier, MANAGER, ASSESSOR)
    assert stages() == [("nqsw", "2025-09-01", None)]
    assert {count.written for count in bring(tmp_path, earlier, MANAGER, ASSESSOR, on=LATER).values()} == {0}


def test_a_post_whose_start_is_put_back_stays_one_post(tmp_path: Path) -> None:
    bring(tmp_path, MANAGER)
    bring(tmp_path, {**MANAGER, "started_on": "01/09/2021"})
    assert posts("000100") == [("Practice Manager", "2021-09-01", None)]


def test_the_manager_of_the_post_still_held_counts_over_one_that_has_ended(tmp_path: Path) -> None:
    short = {
        **NQSW,
        "title": "Assessor",
        "started_on": "01/11/2025",
        "ended_on": "30/11/2025",
        "line_manager": "000101",
    }
    bring(tmp_path, NQSW, short, MANAGER, ASSESSOR, SECOND_MANAGER)
    assert ties("manages") == [("000100", "2025-09-08", None)]


def test_somebody_who_left_and_came_back_begins_again(tmp_path: Path) -> None:
    worker = {**STAGE, "title": "Social Worker"}
    bring(tmp_path, {**worker, "ended_on": "31/12/2025"}, MANAGER)
    bring(tmp_path, {**worker, "started_on": "16/02/2026"}, MANAGER, on=LATER)
    assert stages() == [("social_worker", "2025-09-08", "2025-12-31"), ("social_worker", "2026-02-16", None)]
    assert ties("manages") == [("000100", "2025-09-08", "2025-12-31"), ("000100", "2026-02-16", None)]


def test_people_missing_from_the_file_are_told_and_left(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF)
    done = bring_in(tmp_path, [MANAGER, ASSESSOR], on=LATER)
    assert [person.employee_number for person in done.missing] == ["000300"]
    assert posts() == [("NQSW", "2025-09-08", None)]


def test_leavers_end_with_yesterday_when_asked(tmp_path: Path) -> None:
    bring(tmp_path, *STAFF)
    bring(tmp_path, MANAGER, ASSESSOR, on=LATER, end_leavers=True)
    assert posts() == [("NQSW", "2025-09-08", "2026-02-18")]
    assert stages() == [("nqsw", "2025-09-08", "2026-02-18")]
    assert ties("manages") == [("000100", "2025-09-08", "2026-02-18")]
    assert not Duty.objects.open().filter(about__employee_number="000300").exists()
    counts = bring(tmp_path, MANAGER, ASSESSOR, on=LATER, end_leavers=True)
    assert {count.written for count in counts.values()} == {0}


def test_two_people_may_exchange_their_addresses(tmp_path: Path) -> None:
    bring(tmp_path, MANAGER, ASSESSOR)
    bring(tmp_path, {**MANAGER, "email": ASSESSOR["email"]}, {**ASSESSOR, "email": MANAGER["email"]})
    assert Person.objects.get(employee_number="000100").email == "gwen@example.org"
    assert Person.objects.get(employee_number="000200").email == "imran@example.org"


def test_somebody_invited_before_gets_their_number_and_keeps_their_password(tmp_path: Path) -> None:
    person = Person.objects.create(email="gwen@example.org", name="Gwen", password="kept")
    bring(tmp_path, MANAGER, ASSESSOR)
    person.refresh_from_db()
    assert (person.employee_number, person.name, person.password) == ("000200", "Gwen Tallis", "kept")


def test_a_title_put_right_keeps_the_post(tmp_path: Path) -> None:
    bring(tmp_path, {**STAGE, "title": "Assessor"}, MANAGER)
    first = Post.objects.get(person__employee_number="000300").pk
    bring(tmp_path, {**STAGE, "title": "Social Worker"}, MANAGER)
    assert Post.objects.get(person__employee_number="000300").pk == first
    assert posts() == [("Social Worker", "2025-09-08", None)]


BETWEEN: dict[str, tuple[Sequence[Row], list[str]]] = {
    "one number for two people": (
        [MANAGER, {**ASSESSOR, "employee_number": "000100"}],
        ["line 3, column “Employee No”: Line 2 gives this number to somebody with another name or e-mail"],
    ),
    "one post twice": (
        [MANAGER, MANAGER],
        ["line 3, column “Start”: Line 2 has the same post already. Leave one of them out"],
    ),
    "two open posts of one kind": (
        [MANAGER, {**MANAGER, "started_on": "01/02/2025"}],
        ["line 3, column “End”: Line 2 has an open post of the same kind. Say when one of them ended"],
    ),
    "two group managers of one service": (
        [
            {**MANAGER, "title": "Group Manager", "team": ""},
            {**SECOND_MANAGER, "title": "Group Manager", "team": "", "started_on": "02/02/2026"},
        ],
        ["line 3, column “Service”: Line 2 is group manager of this service. Say when one of them ended"],
    ),
    "one address for two people": (
        [MANAGER, {**ASSESSOR, "email": "IMRAN@example.org"}],
        ["line 3, column “E-mail”: Line 2 gives this address to somebody else. Everybody needs their own"],
    ),
    "an unknown manager": (
        [NQSW, ASSESSOR],
        [
            "line 2, column “Manager No”: Nobody has the number “000100”, in this file or here. "
            "Add that person or correct the number"
        ],
    ),
    "a manager whose zeros are lost": (
        [{**NQSW, "line_manager": "100"}, MANAGER, ASSESSOR],
        [
            "line 2, column “Manager No”: Nobody has the number “100”. "
            "Is it 000100, with its zeros lost? Export it as text"
        ],
    ),
}


@pytest.mark.parametrize(("rows", "said"), BETWEEN.values(), ids=BETWEEN)
def test_what_is_wrong_between_rows_is_named(tmp_path: Path, rows: Sequence[Row], said: list[str]) -> None:
    assert faults_of(tmp_path, rows) == said
    assert Person.objects.count() == 0


def test_an_address_of_somebody_else_here_is_refused(tmp_path: Path) -> None:
    bring(tmp_path, MANAGER)
    assert faults_of(tmp_path, [{**ASSESSOR, "email": MANAGER["email"]}]) == [
        "line 2, column “E-mail”: Somebody else here has this address and is not in the file. Correct one of the two"
    ]


def test_the_command_shows_counts_and_exits_with_one_where_a_row_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("Employee number,Name,Email,Job,Started on\n7,Ada,ada@example.org,hr,29/02/2024\n")
    call_command("import_staff", str(file), "--dry-run")
    shown = capsys.readouterr().out
    assert "staff.csv: 1 rows, nothing written (dry run)" in shown
    assert "people                 1        0      0          0" in shown
    file.write_text(file.read_text() + "8,Bob,bob@example.org,hr,30/02/2024\n")
    with pytest.raises(CommandError) as refused:
        call_command("import_staff", str(file))
    assert str(refused.value) == (
        "staff.csv, line 3, column “Started on”: Enter a date that exists, day first, for example 31/01/2026, "
        "not “30/02/2024”\nNothing was written: 1 fault"
    )
    assert refused.value.returncode == 1
    assert Person.objects.count() == 0


@pytest.mark.rule("ASY-01")
@pytest.mark.parametrize("assessor", ["000100", "000200"], ids=["the manager", "the manager's manager"])
def test_nobody_of_the_line_assesses(tmp_path: Path, assessor: str) -> None:
    above = {**MANAGER, "line_manager": "000200"}
    faults = faults_of(tmp_path, [above, ASSESSOR, {**NQSW, "line_manager": "000100", "assessor": assessor}])
    assert any("ASY-01" in str(fault) for fault in faults)
    assert not Person.objects.exists()
