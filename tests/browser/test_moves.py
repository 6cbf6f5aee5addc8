"""A year moves to another programme in a browser: looked at, tried, put back, tried again, confirmed."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.server import Server

Visit = Callable[..., Visitor]
NAME = "from workforce.models import Person; print(Person.objects.get(email='nqsw@demo.example').name)"


def planned(me: Visitor, who: str) -> str:
    """Plan the move of one year and look at what it would do; return the address of the plan."""
    me.open("/asye/moves/").press("Move years")
    me.press("See what would move")  # nothing chosen
    assert "Choose a cohort or at least one person" in me.text()
    me.page.get_by_label(re.compile(f"^{who}, begun")).check()
    me.page.locator("[name=programme][value$=':asye-2022']").first.check()
    me.page.get_by_label("Why do they move?").fill("The national programme changes")
    me.press("See what would move")
    assert "Person by person" in me.text()
    return me.page.url


def until(me: Visitor, words: str) -> None:
    """The page loads itself again until the worker has done it."""
    expect(me.page.locator("main")).to_contain_text(words, timeout=40_000)
    me.look()


def test_a_move_is_tried_put_back_tried_again_and_confirmed(visit: Visit, server: Server) -> None:
    server.start_worker()
    # Whose year the demonstration tells is not on trial already.
    who = server.manage("shell", "-v0", "-c", NAME).strip()
    me = visit("lead")
    for last in (False, True):
        plan = planned(me, who)
        me.page.locator("tbody th a").first.click()
        me.look()
        assert "Nothing has moved yet. This is what would." in me.text()
        me.page.goto(plan)
        with me.page.expect_navigation():
            me.page.get_by_role("button", name="Try the move").click()
        until(me, "On trial")
        deed, button, told = (
            ("Confirm all on trial", "Confirm", "Confirmed")
            if last
            else ("Put all on trial back", "Put back", "Put back")
        )
        expect(me.page.get_by_role("button", name=deed)).to_be_visible(timeout=40_000)
        me.page.get_by_role("button", name=deed).click()
        me.page.get_by_label("Why?").fill("We have looked at it together")
        me.look().press(button)
        expect(me.page.locator("tbody .govuk-tag")).to_have_text(told, timeout=40_000)
        me.look()
    me.page.locator("tbody th a").first.click()
    me.look()
    assert "The year follows this programme for good." in me.text() and "Every tag accounted for" in me.text()
