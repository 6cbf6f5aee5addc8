"""The library, the crosswalk and coverage in a browser: from a gap to what is learnt, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]


def test_from_a_gap_to_what_is_learnt(visit: Visit) -> None:
    me = visit("nqsw").open("/asye/").follow("What there is against each statement")
    assert "%" not in me.text()
    me.page.get_by_role("link", name="What helps with this").first.click()
    me.look()
    me.page.locator("section[aria-labelledby=resources] a").first.click()
    me.look()
    assert "You came from" in me.text()
    title = me.page.get_by_role("heading", level=1).inner_text()
    me.press("Save to my development plan")
    assert title in me.text() and "It is in your development plan" in me.text()
    with me.page.expect_navigation():
        me.page.locator("main li", has_text=title).get_by_role("button", name="Mark as done").click()
    me.look()
    assert title in me.page.locator("section[aria-labelledby=done]").inner_text()


def test_a_question_leads_to_topics_and_resources(visit: Visit) -> None:
    me = visit("nqsw").open("/frameworks/library/")
    me.page.get_by_label("What are you looking for?").fill("how do I draw a family tree with a family?")
    me.press("Search")
    assert "Drawing a genogram" in me.text() and "Tools for assessment" in me.text()
    me.follow("Tools for assessment and intervention")
    me.open("/frameworks/library/?q=submarine")
    me.open("/frameworks/?q=poverty")


def test_the_programme_lead_changes_the_crosswalk_and_undoes_it(visit: Visit) -> None:
    me = visit("lead").open("/frameworks/nos-2002/5.3/").follow("Edit the links to other frameworks")
    me.press("Add the link")  # nothing entered
    assert "Enter the number" in me.text()
    me.page.get_by_label("Framework").select_option(
        label="Post-qualifying standard 2018: child and family knowledge and skills"
    )
    me.page.get_by_label("Number of the statement").fill("9.2")
    me.page.get_by_label("Touches").check()
    me.press("Add the link")
    assert "Development" not in me.page.title() and "The link is added" in me.text()
    me.press("Undo")
    assert "Undone" in me.text()
    me.follow("Change or take away")
    me.open("/asye/crosswalk/")


def test_who_keeps_the_library_sees_what_needs_care(visit: Visit) -> None:
    me = visit("lead").open("/").follow("Look at “The first telephone call to a family”")
    assert "Review overdue" in me.text()
    me.open("/asye/library/add/").press("Add it to the library")  # nothing entered
    assert "Enter a title" in me.text()
