"""The case system's daily file on its page: a good one, one that has shrunk, a broken one; with and without scripts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server

Visit = Callable[..., Visitor]
HEADER = "reference,kind,children,complexity,worker,role,allocated_on,opened_on,received_at,allegation"
# What the case system's next export would hold: every open case that its file keeps, and who is on it.
TELL = """
import json
from django.utils import timezone
from caseloads.models import Allocation, Case
on = timezone.localdate()
of = {one.case_id: one for one in Allocation.objects.filter(ended_on=None).select_related("worker")}
print(json.dumps([
    [case.reference, case.type, case.children, case.complexity, of[case.pk].worker.employee_number, of[case.pk].role,
     of[case.pk].started_on.strftime("%d/%m/%Y"), case.opened_on.strftime("%d/%m/%Y"), "", "no"]
    for case in Case.objects.filter(closed_on=None, kept_by_feed=True) if case.pk in of
]))
"""
COUNT = """
from caseloads.models import Allegation, Allocation, Case
given = Allocation.objects.filter(case__reference={0!r}, ended_on=None).count()
told = Allegation.objects.waiting().filter(reference={0!r}).count()
print(Case.objects.filter(closed_on=None, kept_by_feed=True).count(), given, told)
"""


@pytest.fixture(scope="module")
def working(server: Server) -> Iterator[Server]:
    server.start_worker()
    yield server


@pytest.fixture(scope="module")
def lines(server: Server) -> list[str]:
    told = server.manage("shell", "-v0", "-c", TELL)
    return [",".join(map(str, row)) for row in json.loads(told)]


def send(me: Visitor, folder: Path, lines: list[str], *, part: bool = False) -> Visitor:
    file = folder / "cases of the day.csv"
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    me.page.goto(f"{me.base}/caseloads/imports/")
    press(me, "Send a file")
    me.page.get_by_label("The file of the day").set_input_files(file)
    if part:
        me.page.get_by_label("A part of the cases").check()
    press(me, "Send and check")
    return me


def press(me: Visitor, name: str) -> None:
    """Without a look at the page: what looks is a script, and some visitors have none."""
    with me.page.expect_navigation():
        me.page.get_by_role("button", name=name).first.click()


def seen(me: Visitor, text: str) -> Visitor:
    """The page looks again by itself until the file has been dealt with; no script does that."""
    expect(me.page.get_by_text(text).first).to_be_visible(timeout=60_000)
    return me


def counted(server: Server, reference: str = "") -> list[int]:
    return [int(number) for number in server.manage("shell", "-v0", "-c", COUNT.format(reference)).split()]


def test_while_a_file_waits_the_page_looks_again_or_leaves_that_to_whoever_reads_it(
    visit: Visit, server: Server, lines: list[str], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The first of this file: nothing reads what was sent before the worker is started."""
    before = counted(server)
    me = send(visit("lead"), tmp_path, lines[:1], part=True)
    assert "It has not begun yet" in me.text() and "This page looks again every few seconds" in me.text()
    me.follow("Stop that")
    me.follow("Check again")
    request.getfixturevalue("working")
    seen(me, "Nothing is wrong with this file")
    me.press("Put it aside")
    assert counted(server) == before


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_good_file_is_checked_agreed_to_and_written(
    visit: Visit, working: Server, lines: list[str], tmp_path: Path, scripts: bool
) -> None:
    """It brings a case for the worker of another, and an allegation that nobody has: that one has a clock from now."""
    given, told = ("CS-880001", "CS-880002") if scripts else ("CS-880003", "CS-880004")
    known = lines[0].split(",")
    before = counted(working)[0]
    new = [
        ",".join([given, "CIN", "1", "1", *known[4:7], known[6], "", "no"]),
        f"{told},S47,2,3,,,,{known[7]},{known[7]} 08:15,yes",
    ]
    earlier = ["CS-880001", "CS-880002"] if not scripts else []
    kept = [",".join([earlier[0], "CIN", "1", "1", *known[4:7], known[6], "", "no"])] if earlier else []
    kept += [f"{earlier[1]},S47,2,3,,,,{known[7]},{known[7]} 08:15,yes"] if earlier else []
    me = seen(send(visit("lead", scripts=scripts), tmp_path, [*lines, *kept, *new]), "Nothing is wrong with this file")
    assert "What would be written" in me.text()
    assert counted(working)[0] == before
    if scripts:
        me.look()
    press(me, "Write it")
    seen(me, "All of it is written")
    assert counted(working, given) == [before + 2, 1, 0]
    assert counted(working, told) == [before + 2, 0, 1]


def test_a_file_that_has_shrunk_closes_nothing_before_somebody_agrees(
    visit: Visit, working: Server, lines: list[str], tmp_path: Path
) -> None:
    before = counted(working)
    me = seen(send(visit("lead"), tmp_path, lines[::2]), "Far fewer cases would be open")
    press(me.look(), "Write it")
    assert "Say that these cases may be closed, or put the file aside" in me.look().text()
    press(me, "Put it aside")
    seen(me, "The file was put aside and deleted. Nothing was written")
    assert counted(working) == before


def test_a_broken_file_says_line_by_line_what_to_do(
    visit: Visit, working: Server, lines: list[str], tmp_path: Path
) -> None:
    before = counted(working)
    known = lines[0].split(",")
    broken = [
        ",".join([*known[:6], "31/02/2026", *known[7:]]),
        ",".join(["Jane Smith", *known[1:]]),
        ",".join(["CS-880009", *known[1:4], "999999", *known[5:]]),
        ",".join(["CS-880010", "EHX", *known[2:]]),
    ]
    me = seen(send(visit("lead"), tmp_path, [*broken, *lines[1:]]), "What is wrong")
    page = me.text()
    assert "Nothing was written. Put right what is listed" in page
    cells = [row.inner_text() for row in me.page.locator("main tbody tr").all()]
    assert [int(cell.split()[0]) for cell in cells] == [2, 3, 4, 5]
    for said in ("31/02/2026", "999999", "EHX"):
        assert said in page
    assert "Jane" not in page  # what may be a name is not shown again
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name="Download as CSV").click()
    kept = download.value.path().read_text(encoding="utf-8-sig")
    assert [row[0] for row in csv.reader(kept.splitlines())][1:] == ["2", "3", "4", "5"]
    me.look().press("Send the corrected file")
    assert counted(working) == before
