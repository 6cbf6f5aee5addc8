"""The pieces of a year beside reflections, as their people make them in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.writing import saved, write

Visit = Callable[..., Visitor]
TITLE = "Report for a hearing"


def test_written_work_from_its_author_to_both_signatures(visit: Visit, a_pdf: Path) -> None:
    me = visit("nqsw").open("/asye/").follow("Written work", exact=True)
    assert "Set of case recordings: 0 of 1" in me.text()
    me.press("Begin a piece").press("Begin")
    assert "Choose what kind of work it is" in me.text()
    me.page.get_by_label("Report for a decision made outside the authority").check()
    me.press("Begin")
    me.page.get_by_label("Title").fill(TITLE)
    write(me.page, "I set out three explanations.", "The text")
    saved(me.page)
    me.press("Choose statements")
    me.page.get_by_text("Domain 7").first.click()
    me.page.get_by_label(re.compile(r"^7\.2 ")).first.check()
    me.press("Save the statements")
    me.page.get_by_label(re.compile(r"^7\.2 ")).fill("On page two.")
    me.press("Save").press("Files")
    me.page.get_by_label("Choose a file").set_input_files(a_pdf)
    me.press("Attach the file")
    me.follow(TITLE).press("Check and hand in").press("Hand it in")
    assert "With the assessor" in me.text()
    address = me.page.url.removeprefix(me.base)

    assessor = visit("assessor").open(address).press("Read and assess")
    for group in assessor.page.locator("fieldset").all()[:-1]:
        group.get_by_label("Shown well").check()
    write(assessor.page, "You test each of the three.", "What is strong")
    saved(assessor.page)
    assert "You test each" not in visit("nqsw").open(address).text()
    assessor.press("I have finished")
    assert "Fill in first" in assessor.text()
    assessor.page.get_by_label("What to do next").fill("Say where the facts come from.")
    assessor.page.get_by_label("It is what is asked of a newly qualified social worker").check()
    assessor.press("I have finished")

    me.open(address)
    assert "You test each of the three." in me.text()
    me.press("Answer and sign")
    write(me.page, "I will name my sources.", "What do you take from it?")
    me.press("Save and sign")
    assessor.open(address).press("Sign as the assessor")
    assert "Sealed record" in assessor.text() and "On page two." in assessor.text()
    me.open("/asye/").follow("Written work", exact=True)
    expect(me.page.get_by_role("link", name=TITLE)).to_be_visible()
    assert "2 of 3 signed" in me.text()


def test_a_goal_from_a_gap_to_its_end(visit: Visit) -> None:
    me = visit("nqsw").open("/asye/").follow("The standards it is bound to")
    me.follow("plan a goal")
    me.press("Plan it")
    assert "Say what you want to be able to do" in me.text()
    page = me.page
    page.get_by_label("What do you want to be able to do?").fill("Draw a timeline with a child")
    page.get_by_label("How will you and others know?").fill("Two of them on the wall")
    for name, value in (("Day", "1"), ("Month", "6"), ("Year", "2030")):
        page.get_by_label(name, exact=True).fill(value)
    me.press("Plan it").press("Add a note")
    page.get_by_label("What has happened since?").fill("The first became a train")
    me.press("Add it").press("It is met")
    page.get_by_label("What shows that it is met?").fill("Both hang there")
    me.press("Save")
    assert "The first became a train" in me.text() and "Both hang there" in me.text()
    me.open("/asye/").follow("Goals with their days")
    assert "Draw a timeline with a child" in me.text()
    me.open("/asye/").follow("Self-assessment against the standards")
    assert "At the start" in me.text()


def test_an_experience_is_noted_and_agreed(visit: Visit) -> None:
    me = visit("nqsw").open("/asye/").follow("Experience of the year")
    address = me.page.url.removeprefix(me.base)
    me.follow("Note Court work")
    me.page.get_by_label("It was done", exact=True).check()
    today = timezone.localdate()
    for name, value in (("Day", today.day), ("Month", today.month), ("Year", today.year)):
        me.page.get_by_label(name, exact=True).fill(str(value))
    me.page.get_by_label("Where and how?").fill("First hearing")
    me.press("Note it")
    assert "Noted, not agreed yet" in me.text()
    assessor = visit("assessor").open(address)
    assessor.press("Agree with Court work")
    assert "It is agreed" in assessor.text()
    assert "Noted, not agreed yet" not in me.open(address).page.get_by_role("row", name="Court work").inner_text()
