"""Two people and one session: booked, prepared, written, signed by both, added to; nothing of it is cut off."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from django.utils import timezone

from tests.browser.conftest import Visitor
from workforce.clock import is_working_day

Visit = Callable[..., Visitor]


def fill_day(me: Visitor, name: str, day: dt.date) -> None:
    for part, value in enumerate((day.day, day.month, day.year)):
        me.page.locator(f"[name={name}_{part}]").fill(str(value))


def sign(me: Visitor) -> None:
    """Press the button of the page, not the one in its head that signs out."""
    with me.page.expect_navigation():
        me.page.get_by_role("button", name="Sign", exact=True).click()
    me.look()


def test_booked_held_written_signed_by_both_and_added_to(visit: Visit) -> None:
    manager, worker = visit("manager"), visit("nqsw")
    today = timezone.localdate()
    booked = next(day for n in range(1, 9) if is_working_day(day := today + dt.timedelta(days=n)))

    worker.open("/").page.get_by_role("link", name="Supervision", exact=True).first.click()
    worker.page.wait_for_url(re.compile(r"/supervision/\d+/$"))
    home = re.sub(r"^https?://[^/]+", "", worker.page.url)
    manager.open(home).press("Book a session")
    manager.press("Book the session")  # nothing entered
    fill_day(manager, "date", booked)
    manager.page.get_by_label("One-to-one").check()
    manager.press("Book the session").press("Cancelled or missed")
    manager.page.get_by_label("Cancelled", exact=True).check()
    manager.page.get_by_label("Who cancelled or missed it?").fill("Manager")
    manager.page.get_by_label("Why was it not held?").fill("Court")
    manager.press("Keep the reason").press("Add a session")
    fill_day(manager, "date", today)
    manager.page.get_by_label("Group").check()
    manager.page.get_by_label("Held", exact=True).check()
    manager.page.get_by_label("Length in minutes").fill("95")
    manager.press("Record the session")

    manager.page.locator("tbody tr", has_text="95").first.get_by_role("link").click()
    manager.look().press("Begin the record")
    assert "Caseload:" in manager.text()
    manager.page.get_by_label("Reflection", exact=True).fill("We looked at the first visit")
    manager.page.get_by_text(re.compile(r"^Saved \d\d:\d\d")).wait_for()
    manager.press("Save and close").follow("Add a case")
    manager.press("Add the case")  # nothing entered
    manager.page.get_by_label("Case-system reference").fill("CS-104233")
    manager.page.get_by_label("The plan").check()
    manager.page.get_by_label("Direction given").fill("Visit again and see the children alone")
    manager.press("Add the case").follow("Add an action")
    manager.page.get_by_label("What is to be done?").fill("Ring the school")
    manager.page.locator("[name=owner]").first.check()
    fill_day(manager, "due_on", today)
    manager.press("Add the action").press("Read and sign")
    sign(manager)
    record = re.sub(r"^https?://[^/]+", "", manager.page.url)

    worker.open(record).press("Read and sign")
    worker.page.get_by_label("Your own view").fill("I would have liked more time")
    sign(worker)
    assert "Signed by both" in worker.text()
    worker.press("Add an addendum")
    worker.page.get_by_label("The case part").check()
    worker.page.get_by_label("What you want to add").fill("The school rang back")
    worker.press("Add it to the record")
    assert "The school rang back" in manager.open(record).text()
    manager.follow("Close")
    manager.page.get_by_label("What came of it?").fill("Rang")
    manager.press("Close the action")
    assert "Ring the school" not in manager.text()
    assert "We looked at the first visit" in visit("groupmanager").open(record).text()  # manages the manager
    stranger = visit("lead").open(record).text()
    assert "We looked at" not in stranger and "Visit again" not in stranger


def test_an_agreement_is_drawn_up_and_signed(visit: Visit) -> None:
    manager, worker = visit("manager"), visit("nqsw")
    worker.open("/").page.get_by_role("link", name="Supervision", exact=True).first.click()
    worker.page.wait_for_url(re.compile(r"/supervision/\d+/$"))
    worker.look().follow("Supervision agreement")
    here = re.sub(r"^https?://[^/]+", "", worker.page.url)
    manager.open(here).press("Draw up an agreement").press("Sign and send")  # not all of it entered
    manager.page.get_by_label("Where?").fill("Room 2")
    manager.page.get_by_label("How is disagreement settled?").fill("We ask the group manager")
    manager.press("Sign and send")
    worker.open(here).press("Sign the agreement")
    assert "Signed by both" in worker.text()


def test_a_series_is_booked_held_and_moved_and_its_reasons_are_read(visit: Visit) -> None:
    """Dan Prosser is late: the mark and its why; then the series that puts it right."""
    manager = visit("manager")
    manager.open("/asye/team/")
    row = manager.page.locator("tbody tr", has_text="Dan Prosser")
    assert "days late" in row.inner_text()
    row.get_by_role("link", name="Supervision of Dan Prosser").click()
    manager.page.wait_for_url(re.compile(r"/supervision/\d+/$"))
    manager.look()
    here = re.sub(r"^https?://[^/]+", "", manager.page.url)
    assert "Overdue by" in manager.text()
    manager.page.locator("summary", has_text="Why?").first.click()
    assert "so the next was due by" in manager.text()
    assert "SUP-03" in manager.text()

    first = next(day for n in range(1, 9) if is_working_day(day := timezone.localdate() + dt.timedelta(days=n)))
    manager.press("Book a series").press("Show the dates")  # nothing entered
    fill_day(manager, "first_on", first)
    manager.page.get_by_label("Time").fill("10:30")
    manager.page.get_by_label("Place").fill("Room 4")
    manager.page.get_by_label("The end of the assessed year").check()
    manager.press("Show the dates")
    assert "Nothing is booked yet" in manager.text()
    manager.press("Change").press("Show the dates")
    with manager.page.expect_navigation():
        manager.page.get_by_role("button", name=re.compile(r"^Book \d+ sessions$")).click()
    manager.look()
    assert "Still booked" in manager.text()
    series = re.sub(r"^https?://[^/]+", "", manager.page.url)
    manager.page.locator(".app-booked a").nth(1).click()
    manager.page.wait_for_url(re.compile(r"/supervision/sessions/\d+/$"))
    manager.look().press("Move it")
    manager.page.get_by_label("Time").fill("2pm")
    manager.page.get_by_label("Why is it moved?").fill("Court that morning")
    manager.press("Move it")
    assert "14:00, because: Court that morning" in manager.text()
    manager.open(series)
    assert "Stays here" in manager.text()
    manager.open(here).press("Add a session")
    fill_day(manager, "date", timezone.localdate())
    manager.page.get_by_label("One-to-one").check()
    manager.page.get_by_label("Held", exact=True).check()
    manager.page.get_by_label("Length in minutes").fill("90")
    manager.press("Record the session")
    assert "Overdue by" not in manager.text()
    manager.open(series).press("Cancel the rest")
    manager.page.get_by_label("Why does the series end?").fill("Another supervisor")
    manager.press("Cancel the rest")
    assert "The series has ended. Sessions no longer planned:" in manager.text()


def test_a_group_session_is_planned_and_read_by_those_invited(visit: Visit) -> None:
    manager = visit("manager").open("/supervision/groups/").press("Plan a session")
    manager.follow("Group supervision with the practice manager").press("Plan the session")  # nothing entered
    manager.page.get_by_label("Roz Adeyemi").check()
    manager.page.get_by_label("Yusuf Karaca").check()
    fill_day(
        manager,
        "date",
        next(day for n in range(40, 49) if is_working_day(day := timezone.localdate() + dt.timedelta(n))),
    )
    manager.page.get_by_label("Time").fill("14:00")
    manager.page.get_by_label("Place").fill("Room 1")
    manager.page.get_by_label("Topic").fill("What we carry home")
    manager.press("Plan the session").press("Write the note")
    manager.page.get_by_label("Shared note").fill("Bring one example each")
    manager.press("Save the note")
    page = re.sub(r"^https?://[^/]+", "", manager.page.url)
    assert "Bring one example each" in visit("nqsw").open(page).text()
    manager.press("Cancel it")
    manager.page.get_by_label("Why is it cancelled?").fill("The room is taken")
    manager.press("Cancel the session")
    assert "The room is taken" in manager.text()
