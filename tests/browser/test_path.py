"""The whole path as its five users walk it, in a real browser, on a real server with a real worker."""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from reminders.policy import next_day, rhythm
from tests.browser.conftest import PASSWORD, Visitor
from tests.browser.server import Server
from tests.browser.writing import saved, write
from workforce.packs import load_pack

Visit = Callable[..., Visitor]
TITLE = "The visit I nearly cancelled"


def test_the_path_of_the_five_users(visit: Visit, server: Server, a_pdf: Path) -> None:
    _practitioner_writes(visit, a_pdf)
    _assessor_answers(visit)
    _practitioner_reads_the_feedback(visit)
    _assessor_recommends(visit)
    _manager_sees_and_records(visit)
    _chair_decides(visit)
    _hr_processes(visit)
    _reminders_leave(visit, server)
    assert "the chain holds" in server.manage("verify_records")


def _practitioner_writes(visit: Visit, a_pdf: Path) -> None:
    me = visit("nqsw").look()
    me.follow("My year")
    assert "Month 5" in me.text()
    me.press("New reflection")
    page = me.page
    page.get_by_label("Title").fill(TITLE)
    write(page, "I sat in the car and thought of reasons not to go in.")
    saved(page)
    me.look()
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("I sat in the car and thought of reasons not to go in.")
    me.press("Choose statements")
    page.get_by_text("Domain 5").first.click()
    page.get_by_label(re.compile(r"^5\.3 ")).first.check()
    me.press("Save the statements")
    page.get_by_label(re.compile(r"^5\.3 ")).fill("I saw what I had not wanted to see.")
    me.press("Save")
    assert "5.3" in me.text() and "I saw what I had not wanted to see." in me.text()
    me.press("Files")
    page.get_by_label("Choose a file").set_input_files(a_pdf)
    me.press("Attach the file")
    assert "observation plan.pdf" in me.text()
    me.open("/asye/reflections/").follow(TITLE)
    me.press("Share with your assessor")
    me.press("Share it")
    assert "With your assessor" in me.text()


def _assessor_answers(visit: Visit) -> None:
    me = visit("assessor").look()
    me.follow("Reading queue")
    waiting = me.page.get_by_role("table", name="Reflections that wait").locator("tbody tr th").all_inner_texts()
    assert len(waiting) == 8 and waiting[-1] == TITLE  # the newest is last: oldest first
    me.follow(TITLE)
    assert "5.3" in me.text()
    me.page.get_by_label("Private notes").fill("Ask about the car.")
    write(me.page, "You are honest about fear. Say what the child saw.", "Feedback for the author")
    me.press("Check and release")
    assert "Say what the child saw" in me.text() and "Ask about the car" not in me.text()
    me.press("Release it")
    assert "Choose whether to accept it or return it" in me.text()
    me.page.get_by_label("Return it for more work").check()
    me.press("Release it")
    assert TITLE not in me.page.get_by_role("table", name="Reflections that wait").inner_text()


def _practitioner_reads_the_feedback(visit: Visit) -> None:
    me = visit("nqsw").look()
    me.follow(f"Look again at “{TITLE}”")
    assert "Say what the child saw" in me.text()
    assert "Ask about the car" not in me.page.content()


def _assessor_recommends(visit: Visit) -> None:
    me = visit("assessor").open("/asye/queue/")
    me.page.locator("section[aria-labelledby=people] a").first.click()
    me.look().press("Recommend pass or fail")
    me.press("Check the recommendation")
    assert "Choose pass or fail" in me.text()
    me.page.get_by_label("Pass", exact=True).check()
    me.page.get_by_label("Your reasons").fill("Evidence in every domain, from three sources.")
    me.page.get_by_label(re.compile("Final moderation panel")).first.check()
    me.press("Check the recommendation")
    me.press("Change it")
    expect(me.page.get_by_label("Your reasons")).to_have_value("Evidence in every domain, from three sources.")
    me.press("Check the recommendation")
    me.press("Send to the panel")
    assert "The assessor recommends: pass" in me.text()


def _manager_sees_and_records(visit: Visit) -> None:
    me = visit("manager").look()
    assert "Over the limit: Chantelle Iyer" in me.text()
    me.follow("My team")
    first, also_over, late = me.page.locator("tbody tr").all()[:3]
    assert "13 of 10" in first.inner_text() and "13 of 10" in also_over.inner_text() and "late" in late.inner_text()
    first.locator(".app-meter summary").click()
    expect(first.locator(".app-meter .app-why__body")).to_contain_text("CSL-01")
    me.look()
    late.get_by_role("link", name=re.compile("Supervision of")).click()
    me.look().press("Add a session")
    me.press("Record the session")
    assert "Enter the date of the session" in me.text()
    today = me.page.evaluate("new Date().toLocaleDateString('en-GB', {timeZone: 'Europe/London'})").split("/")
    for name, value in zip(("Day", "Month", "Year"), today, strict=True):
        me.page.get_by_label(name, exact=True).fill(value)
    me.page.get_by_label("One-to-one").check()
    me.page.get_by_label("Held", exact=True).check()
    me.page.get_by_label("Length in minutes").fill("95")
    me.press("Record the session")
    assert "Overdue" not in me.text()
    me.open("/asye/team/").page.get_by_role("link", name="Caseload of Hanna Virtanen-Cole").click()
    me.look().press("Add a case")
    me.page.get_by_label("Case-system reference").fill("CS-990001")
    me.page.get_by_label("Child in need").check()
    me.page.get_by_label("Number of children").fill("2")
    me.page.get_by_label("Allocated worker", exact=True).check()
    me.press("Allocate")
    assert "Write down how the worker sees their capacity" in me.text()  # it is discussed with them first
    me.page.get_by_label("There is room for it").check()
    me.page.get_by_label("How the worker sees their capacity").fill("I have room for two")
    me.page.get_by_label("I agree to this allocation as practice manager").check()
    me.press("Allocate")
    assert "CS-990001" in me.text()


def _chair_decides(visit: Visit) -> None:
    me = visit("chair").look()
    me.page.locator(".app-actions a").first.click()
    me.look()
    names = me.page.locator("tbody tr th").all_inner_texts()
    assert names[0].startswith("Gavin Threlkeld")  # a fail pathway comes first (MOD-06)
    panel = me.page.url
    _sign(me, "Gavin Threlkeld", "fail")
    me.page.goto(panel)
    _sign(me, "Marsha Delacroix-Pitt", "pass")
    item = me.page.url
    me.page.goto(f"{item}fail/")
    assert "cannot be changed" in me.look().text()


def _sign(me: Visitor, name: str, outcome: str) -> None:
    me.follow(name).follow(f"Record a {outcome}")
    me.page.get_by_label("The panel’s reasons").or_(me.page.get_by_label("The panel's reasons")).fill(
        "All read, all discussed."
    )
    me.press("Check the decision")
    me.press("Sign in again to sign")
    me.page.get_by_label("Password", exact=True).fill(PASSWORD)
    me.press("Confirm")
    me.press("Sign and seal")
    assert f"Decided: {outcome}".lower() in me.text().lower()
    assert "Sealed record" in me.text()


def _hr_processes(visit: Visit) -> None:
    me = visit("hr").look()
    me.follow("2 passes wait")
    assert "Gavin" not in me.text()
    with me.page.expect_download() as csv_file:
        me.page.get_by_role("link", name="List as CSV").click()
    rows = list(csv.DictReader(io.StringIO(csv_file.value.path().read_text("utf-8-sig"))))
    assert [row["Name"] for row in rows] == ["Joel Vantongeren", "Marsha Delacroix-Pitt"]
    with me.page.expect_download() as book:
        me.page.get_by_role("link", name="List as Excel workbook").click()
    assert load_workbook(io.BytesIO(book.value.path().read_bytes())).active["C2"].value == "Joel Vantongeren"
    me.follow("Joel Vantongeren")
    with me.page.expect_download() as paper:
        me.page.get_by_role("link", name="Paper as PDF").click()
    pdf = PdfReader(paper.value.path())
    assert "Joel Vantongeren" in pdf.pages[0].extract_text() and pdf.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    me.press("Mark as processed")
    assert "Processed" in me.text()
    me.open("/progression/")
    assert "Joel Vantongeren" not in me.text()


def _reminders_leave(visit: Visit, server: Server) -> None:
    server.start_worker()
    # The worker sends at people's hours on working days; this test also runs at night and on Sundays.
    server.manage("send_reminders", "--on", str(next_day(rhythm(load_pack("demo")), timezone.localdate())))
    until = time.monotonic() + 60
    while not list((server.folder / "mail").glob("*.eml")):
        assert time.monotonic() < until, (server.folder / "log").read_text()
        time.sleep(0.5)
    me = visit("admin").look()
    me.open("/technical/mail/")
    assert "something to do" in me.text() or "things to do" in me.text()
    manager = visit("manager").open("/reminders/")
    manager.press("Open")
