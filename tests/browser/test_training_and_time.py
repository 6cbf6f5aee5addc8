"""Training and protected time of a year, as the practitioner and the people around her see and handle them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from tests.browser.conftest import Visitor
from tests.browser.test_concerns import here
from tests.browser.test_supervision import fill_day
from workforce.clock import is_working_day

Visit = Callable[..., Visitor]
ROZ = "Roz Adeyemi"
READ, COURSE = "Read about reunification", "Writing for children"


def year_of(me: Visitor) -> str:
    """The address of one's own year."""
    return here(me.open("/asye/"))


def test_protected_time_is_noted_seen_taken_back_and_exported(visit: Visit) -> None:
    me = visit("nqsw")
    year = year_of(me)
    me.follow("Protected time: owed and taken").press("Note time")
    me.press("Note it")  # an empty form says what to do
    for said in ("Choose what to note", "Enter how many hours", "Say what it was for"):
        assert said in me.text(), said
    me.page.get_by_label("Time I had").check()
    me.page.get_by_label("How many hours?").fill("2.5")
    me.page.get_by_label("What was it for, or why was it taken away?").fill(READ)
    fill_day(me, "on", timezone.localdate() + dt.timedelta(days=3))
    me.press("Note it")
    assert READ not in visit("assessor").open(f"{year}protected-time/").text()
    fill_day(me, "on", timezone.localdate())
    me.press("Note it")
    assert READ in me.text()

    for who in ("assessor", "manager", "lead"):
        other = visit(who).open(year).follow("Protected time: owed and taken")
        assert READ in other.text(), who
        assert other.page.get_by_role("button", name="Note time").count() == 0, who
        other.context.close()
    with me.page.expect_download() as given:
        me.page.get_by_role("link", name="The log as CSV").click()
    assert READ in Path(given.value.path()).read_text("utf-8")
    me.press(f"Take back the line of {timezone.localdate():%-d %B}: {READ}")
    assert READ not in me.text()


def test_a_course_from_the_catalogue_to_the_list_and_a_study_day_with_its_certificate(
    visit: Visit, a_pdf: Path
) -> None:
    lead, me = visit("lead"), visit("nqsw")
    lead.open("/asye/courses/").press("Add a course").press("Save")
    assert "Enter the name of the course" in lead.text()
    lead.page.get_by_label("Name of the course").fill(COURSE)
    lead.page.get_by_label("What is it about, and who is it for?").fill("Short words, and why each is there.")
    lead.page.get_by_label("How many days does it take?").fill("1")
    lead.press("Save").press("Set a date").press("Save")
    assert "Enter the day" in lead.text()
    fill_day(lead, "first_on", next_working(timezone.localdate()))
    lead.page.get_by_label("Place", exact=True).fill("Room 4")
    lead.page.get_by_label("How many places are there?").fill("1")
    lead.press("Save")
    date = here(lead)

    me.open("/asye/courses/").open(date).press("Take a place")
    assert "You have a place" in me.text() and "0 of 1 free" in me.text()
    assert ROZ in lead.open(date).text()
    me.follow("I cannot come").press("Give up my place")
    assert "1 of 1 free" in lead.open(date).text()
    lead.press("Call off").press("Call it off")
    assert "Say why" in lead.text()
    lead.page.get_by_label("Why is it called off?").fill("The trainer is ill")
    lead.press("Call it off")
    assert "The trainer is ill" in me.open(date).text()

    me.open(year_of(me)).follow("Training: the pathway").press("Note training").press("Note it")
    assert "Enter what it was" in me.text()
    me.page.get_by_label("What was it?").fill("A day in the library")
    fill_day(me, "on", timezone.localdate())
    me.press("Note it").follow("Add a certificate of A day in the library").press("Keep the certificate")
    assert "Choose a file" in me.text()
    me.page.get_by_label("Choose a file").set_input_files(a_pdf)
    me.press("Keep the certificate")
    with me.page.expect_download() as given:
        me.page.get_by_role("link", name=re.compile(r"^Certificate\s+of A day in the library")).click()
    assert Path(given.value.path()).read_bytes() == a_pdf.read_bytes()
    assert "A day in the library" in visit("assessor").open(here(me)).text()


def test_not_coming_to_the_pathway_is_authorised_by_two(visit: Visit) -> None:
    me, manager, above = visit("nqsw"), visit("manager"), visit("groupmanager")
    me.open(year_of(me)).follow("Training: the pathway").follow("Cannot come to a course")
    asked = here(me)
    assert "Waits for the practice manager" in me.text()
    assert "Authorise" not in above.open(asked).text()
    manager.open(asked).press("Do not authorise").press("Send the answer")
    assert "Say why it is not agreed" in manager.text()
    manager.open(asked).press("Authorise")
    assert "Waits for the group manager" in manager.text()
    above.open("/").follow("Answer who cannot come to a course").press("Authorise")
    assert "Authorised" in above.text()
    assert "Cancelled" in me.open(f"{year_of(me)}training/").text()
    lead = visit("lead").open("/asye/cohort/training/")
    assert ROZ in lead.text()
    lead.follow("Only who is late or flagged")


def next_working(on: dt.date) -> dt.date:
    return next(day for n in range(7, 20) if is_working_day(day := on + dt.timedelta(days=n)))
