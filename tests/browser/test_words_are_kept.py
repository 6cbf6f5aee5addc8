"""What is written is there: without scripts, by keyboard, signed out, in two tabs, offline, after a power cut."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, expect

from tests.browser.conftest import PASSWORD, Visitor
from tests.browser.server import Server, serving
from tests.browser.writing import saved, write

Visit = Callable[..., Visitor]


def start(me: Visitor) -> Page:
    me.page.goto(f"{me.base}/asye/reflections/")
    me.page.get_by_role("button", name="New reflection").click()
    expect(me.page.get_by_label("What happened?")).to_be_visible()
    me.page.get_by_label("Title").fill(f"Written at {time.monotonic_ns()}")
    return me.page


def test_within_ten_seconds_of_a_keystroke(visit: Visit) -> None:
    page = start(visit("nqsw"))
    write(page, "Typed, and nothing else done")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Typed, and nothing else done")


def test_when_the_session_is_over(visit: Visit) -> None:
    me = visit("nqsw")
    page = start(me)
    address = page.url
    saved(page)
    me.context.clear_cookies(name="sessionid")
    page.get_by_label("What happened?").fill("Written after the session had ended")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Your words are kept", timeout=10_000)
    me.look()
    me.sign_in("nqsw")
    page.goto(address)
    me.look().press("Put them back")
    expect(page.get_by_label("What happened?")).to_have_value("Written after the session had ended")
    me.press("Save and close")
    assert "Written after the session had ended" in me.text()
    page.goto(address)
    expect(page.get_by_text("Put them back")).to_have_count(0)


def test_the_button_after_the_session_is_over(visit: Visit) -> None:
    me = visit("nqsw", scripts=False)
    page = start(me)
    page.get_by_label("What happened?").fill("Sent by the button, signed out")
    me.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save and close").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out, and your words are kept")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Email").fill("nqsw@demo.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Put them back").click()
    expect(page.get_by_label("What happened?")).to_have_value("Sent by the button, signed out")


def test_when_somebody_signs_in_again_in_another_tab(visit: Visit) -> None:
    """Signing in changes the secret of every open form; the open one goes on all the same."""
    me = visit("nqsw")
    page = start(me)
    saved(page)
    other = me.context.new_page()
    me.context.clear_cookies()
    other.goto(f"{me.base}/accounts/login/")
    other.get_by_label("Email").fill("nqsw@demo.example")
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url(lambda url: "login" not in url)
    page.bring_to_front()
    write(page, "After the other tab had signed in")
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("After the other tab had signed in")


def test_two_tabs_never_overwrite_each_other_silently(visit: Visit) -> None:
    me = visit("nqsw")
    one = start(me)
    saved(one)
    two = me.context.new_page()
    two.goto(one.url)
    write(one, "From the first tab")
    two.get_by_label("What happened?").fill("From the second tab")
    two.get_by_label("Title").click()
    status = two.locator("[data-autosave-status]")
    expect(status).to_contain_text("changed somewhere else")
    compared = Visitor.__new__(Visitor)
    compared.context, compared.base, compared.complaints = me.context, me.base, []
    with me.context.expect_page() as opened:
        status.get_by_role("link").click()
    compared.page = opened.value
    compared.look()
    assert "From the first tab" in compared.text() and "From the second tab" in compared.text()
    written_on = two.get_by_label("What happened?")
    written_on.fill("From the second tab, and on")
    with two.expect_response(lambda answer: "kept-words" in answer.url) as kept:
        two.get_by_label("Title").click()
    assert kept.value.ok
    two.close(run_before_unload=False)
    one.reload()
    one.get_by_role("button", name="Put them back").click()
    expect(one.get_by_label("What happened?")).to_have_value("From the second tab, and on")
    compared.page.get_by_role("button", name="Use the other words").click()
    expect(compared.page.get_by_label("What happened?")).to_have_value("From the second tab")


def test_when_the_network_drops(visit: Visit) -> None:
    me = visit("nqsw")
    page = start(me)
    saved(page)
    me.context.set_offline(True)
    page.get_by_label("What happened?").fill("Written in a lift")
    page.get_by_label("Title").click()
    expect(page.locator("[data-autosave-status]")).to_contain_text("Not saved yet")
    me.context.set_offline(False)
    expect(page.locator("[data-autosave-status]")).to_contain_text(re.compile(r"Saved \d"), timeout=20_000)
    page.reload()
    expect(page.get_by_label("What happened?")).to_have_value("Written in a lift")


def test_without_scripts(visit: Visit) -> None:
    me = visit("nqsw", scripts=False)
    page = start(me)
    page.get_by_label("What happened?").fill("No scripts here")
    page.get_by_role("button", name="Save and close").click()
    assert "No scripts here" in me.text()
    page.get_by_role("button", name="Share with your assessor").click()
    page.get_by_role("button", name="Share it").click()
    assert "With your assessor" in me.text()


def test_with_the_keyboard_alone(visit: Visit) -> None:
    me = visit("nqsw")
    page = me.page
    page.goto(f"{me.base}/asye/reflections/")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to main content")).to_be_focused()
    _tab_to(page, "New reflection")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit/")
    _tab_to_field(page, "title")
    page.keyboard.type("By keyboard")
    _tab_to_field(page, "what_happened")
    page.keyboard.type("Every step with Tab and Enter")
    _tab_to(page, "Save and close")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("By keyboard")


def _tab_to(page: Page, name: str) -> None:
    _tab_until(page, "el => el.innerText.trim()", name)


def _tab_to_field(page: Page, name: str) -> None:
    _tab_until(page, "el => el.name || ''", name)


def _tab_until(page: Page, ask: str, wanted: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"({ask})(document.activeElement)") == wanted:
            return
    raise AssertionError(f"{wanted} is not reached with the keyboard")


def test_every_save_that_was_acknowledged_survives_a_power_cut(browser: Any, prepared: Server, tmp_path: Path) -> None:
    """kill -9 in the middle of ten tabs that save: whatever was answered with "saved" is there afterwards."""
    with serving(tmp_path, prepared) as server:
        acknowledged = _ten_tabs_until_killed(browser, server)
        server.start()
        kept = _stored(server)
    assert len(acknowledged) == 10
    for pk, number in acknowledged.items():
        assert kept[pk] >= number, (pk, number, kept[pk])


def _ten_tabs_until_killed(browser: Any, server: Server) -> dict[int, int]:
    """Save from ten forms at once; return by reflection the last number the server said it had saved."""
    context = browser.new_context()
    me = Visitor(context, server.url).sign_in("nqsw")
    forms = []
    for _ in range(10):
        page = start(me)
        saved(page)
        with page.expect_navigation():
            page.get_by_role("button", name="Save and close").click()
        pk = int(re.findall(r"/reflections/(\d+)/", page.url)[0])
        page.goto(f"{server.url}/asye/reflections/{pk}/edit/")
        forms.append((pk, page.locator("input[name=version]").input_value()))
    cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
    context.close()
    acknowledged: dict[int, int] = {}
    with ThreadPoolExecutor(10) as pool:
        for form in forms:
            pool.submit(_keep_saving, server.url, cookies, *form, acknowledged)
        until = time.monotonic() + 60
        while len(acknowledged) < 10 and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(2)
        server.kill()
    return acknowledged


def _keep_saving(base: str, cookies: dict[str, str], pk: int, version: str, acknowledged: dict[int, int]) -> None:
    """Save one form again and again until nobody answers; note each number the server said it had saved."""
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
        "X-Requested-With": "autosave",
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": base,
    }
    told = {"title": "T", "version": version, "editor": f"tab{pk}"}
    nobody_answers = contextlib.suppress(OSError, HTTPException)
    with contextlib.closing(HTTPConnection(urlsplit(base).netloc, timeout=10)) as connection, nobody_answers:
        for number in range(1, 10_000):
            words = urlencode(told | {"analysis": f"Save number {number}", "seq": number})
            connection.request("POST", f"/asye/reflections/{pk}/autosave/", words, headers)
            with connection.getresponse() as answer:
                answer.read()
            if answer.status == 200:
                acknowledged[pk] = number


def _stored(server: Server) -> dict[int, int]:
    told = server.manage(
        "shell",
        "-v0",
        "-c",
        "from asye.models import Reflection\n"
        "for pk, text in Reflection.objects.filter(analysis__startswith='Save number').values_list('pk', 'analysis'):"
        " print(pk, text.split()[-1])",
    )
    return {int(pk): int(number) for pk, number in (line.split() for line in told.splitlines() if line)}
