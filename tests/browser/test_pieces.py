"""The pieces of a year beside reflections, as their people make them in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.writing import saved, write

Visit = Callable[..., Visitor]
TITLE = "Report for a hearing"


def test_written_work_from_its_author_to_both_signatures(visit: Visit, a_pdf: Path) -> None:
    me = visit("nqsw").open("/asye/").follow("Written work")
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
    me.open("/asye/").follow("Written work")
    expect(me.page.get_by_role("link", name=TITLE)).to_be_visible()
    assert "2 of 3 signed" in me.text()
