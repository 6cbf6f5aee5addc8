"""What a case system's export does to the cases here, and what of it never gets in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseloads.imports import Imported, import_caseloads
from caseloads.models import Allocation, Case, CaseVersion, NoteCount, PastRole
from tests.factories import AllocationFactory, CaseFactory, PersonFactory
from workforce.imports.faults import FileRefused
from workforce.imports.mapping import Mapping as FileMapping
from workforce.imports.table import Source
from workforce.models import AuditEntry

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 1, 20)
LATER = dt.date(2026, 2, 19)
HEADERS = {
    "reference": "Case Ref",
    "kind": "Type",
    "children": "Children",
    "worker": "Worker No",
    "role": "Role",
    "allocated_on": "From",
    "ended_on": "Until",
    "opened_on": "Opened",
    "closed_on": "Closed",
    "received_at": "Received",
    "allegation": "Allegation",
    "notes_due": "Notes due",
    "notes_late": "Notes late",
}
MAPPING = FileMapping.model_validate(
    {"columns": HEADERS, "values": {"role": {"Sole": "sole", "Allocated": "allocated", "Co-worker": "co"}}}
)
Row = Mapping[str, str]
CASE = {
    "reference": "CS-200001",
    "kind": "CIN",
    "children": "2",
    "worker": "000300",
    "role": "Sole",
    "allocated_on": "12/01/2026",
    "opened_on": "05/01/2026",
}
OTHER = {**CASE, "reference": "CS-200002", "kind": "CP", "children": "3"}


@pytest.fixture(autouse=True)
def _workers(db: None) -> None:
    for number in ("000300", "000400"):
        PersonFactory(employee_number=number)


def bring(folder: Path, *rows: Row, on: dt.date = TODAY, **options: bool) -> Imported:
    file = folder / "cases.csv"
    lines = [";".join(HEADERS.values()), *(";".join(row.get(name, "") for name in HEADERS) for row in rows)]
    file.write_text("\n".join(lines))
    at = timezone.make_aware(dt.datetime.combine(on, dt.time(9)))
    return import_caseloads(Source(file, MAPPING), on=on, at=at, **options)


def faults_of(folder: Path, *rows: Row) -> list[str]:
    with pytest.raises(FileRefused) as refused:
        bring(folder, *rows)
    return refused.value.lines()


def held() -> list[tuple[str, str | None, str, dt.date, dt.date | None]]:
    rows = Allocation.objects.select_related("case", "worker").order_by("case__reference", "started_on", "pk")
    return [(row.case.reference, row.worker.employee_number, row.role, row.started_on, row.ended_on) for row in rows]


def written(done: Imported) -> int:
    return sum(count.written for count in done.counts.values())


FROM = dt.date(2026, 1, 12)


def test_cases_and_workers_are_here_afterwards(tmp_path: Path) -> None:
    done = bring(tmp_path, {**CASE, "role": "Allocated"}, {**CASE, "worker": "000400", "role": "Co-worker"}, OTHER)
    assert (done.counts["cases"].added, done.counts["allocations"].added) == (2, 3)
    case = Case.objects.get(reference="CS-200001")
    assert (case.type, case.children, case.opened_on) == ("CIN", 2, dt.date(2026, 1, 5))
    assert held() == [
        ("CS-200001", "000300", "allocated", FROM, None),
        ("CS-200001", "000400", "co", FROM, None),
        ("CS-200002", "000300", "sole", FROM, None),
    ]
    assert AuditEntry.objects.filter(deed="caseloads.import_caseloads").count() == written(done)


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    closed = {**OTHER, "closed_on": "19/01/2026"}
    bring(tmp_path, CASE, closed)
    with CaptureQueriesContext(connection) as asked:
        done = bring(tmp_path, CASE, closed, on=LATER)
    assert written(done) == 0
    assert [q["sql"] for q in asked if q["sql"].split(" ", 1)[0] in ("INSERT", "UPDATE", "DELETE")] == []


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    assert written(bring(tmp_path, CASE, OTHER, dry_run=True)) == 4
    assert (Case.objects.count(), Allocation.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_a_closed_case_ends_its_allocation(tmp_path: Path) -> None:
    bring(tmp_path, CASE)
    done = bring(tmp_path, {**CASE, "closed_on": "10/02/2026"}, on=LATER, accept_shrink=True)
    assert held() == [("CS-200001", "000300", "sole", FROM, dt.date(2026, 2, 10))]
    assert (done.counts["cases"].ended, done.counts["allocations"].ended) == (1, 1)


def test_a_transferred_case_ends_with_the_worker_who_had_it(tmp_path: Path) -> None:
    bring(tmp_path, CASE)
    bring(tmp_path, {**CASE, "worker": "000400", "allocated_on": "16/02/2026"}, on=LATER)
    assert held() == [
        ("CS-200001", "000300", "sole", FROM, dt.date(2026, 2, 18)),
        ("CS-200001", "000400", "sole", dt.date(2026, 2, 16), None),
    ]


def test_a_case_that_is_not_in_the_file_is_closed_unless_the_file_is_partial(tmp_path: Path) -> None:
    bring(tmp_path, CASE, OTHER)
    done = bring(tmp_path, CASE, on=LATER, partial=True)
    assert (done.missing, done.open_before, done.open_after, done.shrinks) == (1, 2, 2, False)
    assert held()[1] == ("CS-200002", "000300", "sole", FROM, None)
    done = bring(tmp_path, CASE, on=LATER, accept_shrink=True)
    assert (done.missing, done.open_before, done.open_after, done.shrinks) == (1, 2, 1, True)
    assert held()[1] == ("CS-200002", "000300", "sole", FROM, dt.date(2026, 2, 18))
    assert Case.objects.get(reference="CS-200002").closed_on == dt.date(2026, 2, 18)


def many(count: int) -> list[Row]:
    return [{**CASE, "reference": f"CS-3000{number:02d}"} for number in range(count)]


def test_a_file_with_a_tenth_fewer_open_cases_is_taken_and_one_with_more_fewer_asks(tmp_path: Path) -> None:
    bring(tmp_path, *many(20))
    assert bring(tmp_path, *many(18), on=LATER, dry_run=True).shrinks is False
    assert bring(tmp_path, *many(17), on=LATER, dry_run=True).shrinks is True
    with pytest.raises(FileRefused) as refused:
        bring(tmp_path, *many(17), on=LATER)
    assert refused.value.lines() == [
        "line 1: 20 cases are open here and 17 would be after this file, which lacks 3 of them. "
        "If the export is whole, import it again and accept that"
    ]
    assert Case.objects.filter(closed_on=None).count() == 20
    bring(tmp_path, *many(17), on=LATER, accept_shrink=True)
    assert Case.objects.filter(closed_on=None).count() == 17


def test_cases_entered_by_hand_are_left_alone_by_the_file(tmp_path: Path) -> None:
    AllocationFactory(worker=PersonFactory(), case=CaseFactory(reference="CS-900001"))
    bring(tmp_path, CASE)
    assert Case.objects.get(reference="CS-900001").closed_on is None
    assert [row[0] for row in held() if row[4] is None] == ["CS-200001", "CS-900001"]


def test_a_closed_case_that_is_back_in_the_file_is_open_again(tmp_path: Path) -> None:
    bring(tmp_path, CASE, OTHER)
    bring(tmp_path, CASE, on=LATER, accept_shrink=True)
    bring(tmp_path, CASE, OTHER, on=LATER)
    assert Case.objects.get(reference="CS-200002").closed_on is None
    assert held()[1] == ("CS-200002", "000300", "sole", FROM, None)


def test_what_a_case_was_is_kept_until_the_day_before_the_file_that_changes_it(tmp_path: Path) -> None:
    bring(tmp_path, CASE)
    bring(tmp_path, {**CASE, "children": "4"}, on=dt.date(2026, 2, 1))
    bring(tmp_path, {**CASE, "children": "5"}, on=dt.date(2026, 2, 1))
    bring(tmp_path, {**CASE, "children": "5", "kind": "CP"}, on=LATER)
    kept = CaseVersion.objects.order_by("ended_on").values_list("type", "children", "started_on", "ended_on")
    assert list(kept) == [
        ("CIN", 2, None, dt.date(2026, 1, 31)),
        ("CIN", 5, dt.date(2026, 2, 1), dt.date(2026, 2, 18)),
    ]


def test_what_role_a_worker_had_is_kept(tmp_path: Path) -> None:
    bring(tmp_path, CASE)
    bring(tmp_path, {**CASE, "role": "Co-worker"}, on=LATER)
    assert held() == [("CS-200001", "000300", "co", FROM, None)]
    assert list(PastRole.objects.values_list("role", "started_on", "ended_on")) == [
        ("sole", None, dt.date(2026, 2, 18))
    ]


def test_a_case_without_a_worker_is_here_with_when_it_was_received(tmp_path: Path) -> None:
    nobody = {**OTHER, "worker": "", "role": "", "allocated_on": ""}
    bring(tmp_path, CASE, {**nobody, "received_at": "19/01/2026 16:30", "allegation": "Yes"})
    case = Case.objects.get(reference="CS-200002")
    assert (case.received_at, case.allegation, case.allocations.count()) == (
        timezone.make_aware(dt.datetime.fromisoformat("2026-01-19T16:30")),
        True,
        0,
    )


@pytest.mark.rule("CSL-12")
def test_notes_are_added_up_by_worker_and_a_second_file_of_the_day_takes_their_place(tmp_path: Path) -> None:
    child_protection = {**OTHER, "notes_due": "3", "notes_late": "1"}
    more = {**CASE, "reference": "CS-200003", "notes_due": "2"}
    bring(tmp_path, {**CASE, "notes_due": "5", "notes_late": "2"}, child_protection, more)
    assert counted() == [("000300", TODAY, False, 7, 2), ("000300", TODAY, True, 3, 1)]
    bring(tmp_path, {**CASE, "notes_due": "1"}, {**OTHER}, more)
    assert counted() == [("000300", TODAY, False, 3, 0), ("000300", TODAY, True, 0, 0)]


def counted() -> list[tuple[object, ...]]:
    rows = NoteCount.objects.order_by("child_protection")
    return list(rows.values_list("worker__employee_number", "day", "child_protection", "due", "late"))


def test_a_changed_number_of_children_is_changed(tmp_path: Path) -> None:
    bring(tmp_path, CASE)
    assert bring(tmp_path, {**CASE, "children": "4"}).counts["cases"].changed == 1
    assert Case.objects.get().children == 4


def test_a_later_first_day_begins_anew_and_what_was_before_stays(tmp_path: Path) -> None:
    bring(tmp_path, CASE)
    bring(tmp_path, {**CASE, "allocated_on": "16/02/2026"}, on=LATER)
    assert [row[3:] for row in held()] == [(FROM, dt.date(2026, 2, 15)), (dt.date(2026, 2, 16), None)]


def test_an_earlier_first_day_is_put_right_in_place(tmp_path: Path) -> None:
    bring(tmp_path, CASE)
    bring(tmp_path, {**CASE, "allocated_on": "08/01/2026"}, on=LATER)
    assert [row[3:] for row in held()] == [(dt.date(2026, 1, 8), None)]


def test_somebody_may_come_back_to_a_case(tmp_path: Path) -> None:
    before, again = {**CASE, "ended_on": "14/01/2026"}, {**CASE, "allocated_on": "19/01/2026"}
    bring(tmp_path, before, again)
    assert [row[3:] for row in held()] == [(FROM, dt.date(2026, 1, 14)), (dt.date(2026, 1, 19), None)]


NAMED = "This looks like a name. No name of a child is kept here (CSL-16): enter the reference of the case system"


@pytest.mark.rule("CSL-16")
@pytest.mark.parametrize(
    "reference", ["Maisie Brown", "BROWN", "Brown-2014", "CS 200001", "Ó Súilleabháin 3", "CS-" + "1" * 28]
)
def test_a_reference_that_may_be_a_name_is_refused_and_not_repeated(tmp_path: Path, reference: str) -> None:
    said = "Shorten this to 30 characters: it has 31" if len(reference) > 30 else NAMED
    assert faults_of(tmp_path, {**CASE, "reference": reference}) == [f"line 2, column “Case Ref”: {said}"]


WRONG: dict[str, tuple[Sequence[Row], list[str]]] = {
    "an unknown worker, told once": (
        [{**CASE, "worker": "999"}, {**OTHER, "worker": "999"}],
        [
            "line 2, column “Worker No”: Nobody here has the number “999”. "
            "Import the staff export first, or correct the number"
        ],
    ),
    "no children": (
        [{**CASE, "children": "0"}],
        ["line 2, column “Children”: Enter a whole number from 1 to 20, not “0”"],
    ),
    "an unknown kind": (
        [{**CASE, "kind": "XYZ"}],
        ["line 2, column “Type”: “XYZ” is not known. Correct it, or add it under [values.kind]"],
    ),
    "given before it was opened": (
        [{**CASE, "opened_on": "13/01/2026"}],
        ["line 2, column “From”: The worker was given this case before it was opened. Correct one of the two dates"],
    ),
    "closed before it was given": (
        [{**CASE, "closed_on": "11/01/2026"}],
        ["line 2, column “Closed”: The case was closed before the worker was given it. Correct one of the two dates"],
    ),
    "one case told in two ways": (
        [CASE, {**CASE, "worker": "000400", "children": "5"}],
        [
            "line 3, column “Case Ref”: Line 2 gives this case another type, number of children, complexity or date. "
            "Correct one"
        ],
    ),
    "one worker twice on one case": (
        [CASE, CASE],
        [
            "line 3, column “Worker No”: Line 2 has this worker on this case already. "
            "Leave one of them out, or say when one ended"
        ],
    ),
    "a day that does not exist": (
        [{**CASE, "allocated_on": "31/02/2026"}],
        ["line 2, column “From”: Enter a date that exists, day first, for example 31/01/2026, not “31/02/2026”"],
    ),
    "a formula": (
        [{**CASE, "reference": "=1+1"}],
        ["line 2, column “Case Ref”: This looks like a spreadsheet formula. Export values, not formulas"],
    ),
    "NUL": (
        [{**CASE, "reference": "CS-2\x0000001"}],
        ["line 2, column “Case Ref”: This holds a NUL character, so the file is damaged. Export it again"],
    ),
}


@pytest.mark.parametrize(("rows", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named_and_nothing_is_written(tmp_path: Path, rows: Sequence[Row], said: list[str]) -> None:
    assert faults_of(tmp_path, *rows) == said
    assert Case.objects.count() == 0


def test_the_command_exits_with_one_where_a_row_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.csv"
    file.write_text("Reference,Kind,Children,Worker,Role,Allocated on\nCS-1,CIN,1,000300,sole,12/01/2026\n")
    call_command("import_caseloads", str(file))
    assert "allocations            1        0      0          0" in capsys.readouterr().out
    with pytest.raises(CommandError, match=r"gone\.csv, line 1: The file cannot be read: No such file or directory"):
        call_command("import_caseloads", str(tmp_path / "gone.csv"))
