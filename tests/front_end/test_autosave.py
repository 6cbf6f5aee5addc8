"""A form that saves itself, in a real browser against the answers a server can give."""

import time
from urllib.parse import parse_qs

import pytest

from tests.front_end.style import Server

NOT_SAVED = "Not saved yet – we will keep trying. Do not close this page."


@pytest.fixture
def field(page, style_url):
    page.goto(style_url)
    return page.locator("#id_reflection")


def says(page, text):
    page.locator("[data-autosave-status]", has_text=text).wait_for(timeout=12_000)


def write(field, words):
    field.press("Control+End")
    field.press_sequentially(words)


def until(condition):
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


def test_a_pause_in_typing_saves(page, field):
    write(field, " More\nwords")
    says(page, "Saved 14:05")
    (sent,) = Server.sent
    assert sent.pop("token")
    assert sent == {
        "reflection": "Some words. More\r\nwords",
        "version": "1",
        "keep_token": "",
        "editor": "",
        "seq": "1",
    }


def test_somebody_who_never_pauses_is_saved_within_five_seconds(page, field):
    field.press("Control+End")
    end = time.monotonic() + 5
    while time.monotonic() < end:
        field.press_sequentially("a", delay=150)
    assert Server.sent


def test_leaving_the_field_saves_at_once(page, field):
    page.clock.install(time=0)
    page.clock.pause_at(1)  # no pause in typing comes to its end
    write(field, "x")
    field.blur()
    assert until(lambda: len(Server.sent) == 1)


def test_words_typed_before_the_script_has_loaded_are_saved(page, style_url):
    page.route("**/autosave.js", lambda route: (time.sleep(1), route.continue_()))
    page.goto(style_url, wait_until="commit")
    page.locator("#id_reflection").fill("Quicker than the script")
    says(page, "Saved 14:05")
    assert Server.sent[-1]["reflection"] == "Quicker than the script"


def test_a_form_as_it_was_served_is_not_sent(page, field):
    page.wait_for_timeout(3000)
    assert Server.sent == []


def test_each_save_carries_the_version_of_the_last(page, field):
    for words in ("one", "two"):
        write(field, words)
        with page.expect_response("**/style/save/"):
            field.blur()
        page.wait_for_timeout(100)
    assert [sent["version"] for sent in Server.sent] == ["1", "2"]


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_a_refusal_is_tried_again(page, field, status):
    Server.status = status
    write(field, "x")
    field.blur()
    says(page, NOT_SAVED)
    Server.status = 200
    says(page, "Saved 14:05")
    assert Server.sent[-1]["reflection"] == "Some words.x"


def test_without_a_network_nothing_is_sent_and_nothing_is_lost(page, field):
    page.context.set_offline(True)
    write(field, "x")
    field.blur()
    says(page, NOT_SAVED)
    page.get_by_role("button", name="Hand in").click()
    assert field.input_value() == "Some words.x"
    page.context.set_offline(False)
    says(page, "Saved 14:05")


def test_a_session_that_is_over_says_where_to_sign_in(page, field):
    Server.status = 202
    Server.answer = {"kept": True, "saved_at": "14:05", "sign_in": "/accounts/login/?next=/style/"}
    write(field, "x")
    field.blur()
    says(page, "You have been signed out. Your words are kept.")
    link = page.get_by_role("link", name="Sign in (opens in a new tab) to carry on")
    assert link.get_attribute("href") == "/accounts/login/?next=/style/"
    assert link.get_attribute("target") == "_blank"


def test_words_that_cannot_be_saved_are_sent_again_only_when_changed(page, field):
    Server.status, Server.answer = 422, {"problem": "Write fewer than 20,000 words"}
    write(field, "x")
    field.blur()
    says(page, "Not saved. Write fewer than 20,000 words")
    page.wait_for_timeout(3000)
    assert len(Server.sent) == 1
    Server.status, Server.answer = 200, {}
    write(field, "y")
    says(page, "Saved 14:05")


def test_after_a_change_in_another_tab_what_is_typed_on_is_kept_and_never_written_over_it(page, field):
    Server.status, Server.answer = 409, {"version": 9, "conflict_url": "/style/?compare", "keep_url": "/style/keep/"}
    write(field, "x")
    field.blur()
    says(page, "your words are not in it yet. They are kept for you")
    Server.status, Server.answer = 200, {"draft": True}
    with page.expect_request("**/style/keep/") as kept:
        write(field, "y")
        field.blur()
    assert parse_qs(kept.value.post_data)["reflection"] == ["Some words.xy"]
    says(page, "They are kept for you")
    assert page.locator("[data-autosave-status] a").get_attribute("href") == "/style/?compare"
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    write(field, "z")
    page.goto("about:blank")
    assert until(lambda: Server.sent[-1]["reflection"] == "Some words.xyz")
    assert asked == []


def test_words_typed_a_moment_before_leaving_are_saved(page, field):
    write(field, "x")
    page.goto("about:blank")
    assert until(lambda: {sent["reflection"] for sent in Server.sent} == {"Some words.x"})


def test_words_typed_a_moment_before_the_tab_closes_are_saved(page, field):
    write(field, "x")
    page.close()
    assert until(lambda: {sent["reflection"] for sent in Server.sent} == {"Some words.x"})


def test_handing_in_waits_for_the_save_under_way(page, field):
    Server.delay = 0.5
    write(field, "x")
    field.blur()
    with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/style/")):
        page.get_by_role("button", name="Hand in").click()
    assert [sent["reflection"] for sent in Server.sent] == ["Some words.x"]
    page.wait_for_load_state()


def test_a_button_stays_under_the_finger_that_presses_it(page, field):
    """The first answer shows the line about saving, which moves what stands below it."""
    page.locator("[data-autosave-status]").evaluate("line => { line.hidden = true }")
    write(field, "x")
    button = page.get_by_role("button", name="Hand in")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(700)
    with page.expect_request(lambda request: request.method == "POST" and request.url.endswith("/style/")) as sent:
        page.mouse.up()
    assert parse_qs(sent.value.post_data)["reflection"] == ["Some words.x"]
