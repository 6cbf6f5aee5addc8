"""A concern from its first word to its end, between two people and a third; and the calendar that says none of it."""

from __future__ import annotations

import datetime as dt
import re
import urllib.request
from collections.abc import Callable

import icalendar
from django.utils import timezone

from tests.browser.conftest import Visitor
from tests.browser.test_supervision import fill_day
from tests.browser.writing import saved
from workforce.clock import is_working_day

Visit = Callable[..., Visitor]
WORDS = "The lift has been broken since May"


def here(me: Visitor) -> str:
    return re.sub(r"^https?://[^/]+", "", me.page.url)


def test_raised_answered_not_settled_and_taken_further(visit: Visit) -> None:
    worker, manager, above = visit("nqsw"), visit("manager"), visit("groupmanager")
    worker.open("/supervision/concerns/").press("Write a concern")
    worker.page.get_by_label("Your concern in a few words").fill("No lift")
    worker.page.get_by_label("What is your concern?").fill(WORDS)
    saved(worker.page)
    worker.press("Save and continue")
    worker.page.get_by_label("principal social worker").check()
    worker.press("Send it")  # two people passed by, and nothing said of them
    assert "Say what you have tried with your line manager and your group manager" in worker.text()
    worker.page.get_by_label("Imran Qadeer, your line manager").first.check()
    worker.press("Send it")
    assert "Waits for an answer" in worker.text()
    concern = here(worker)

    assert WORDS not in above.open(concern).text()  # nothing is there for them
    manager.open("/").follow("Answer a concern").follow("No lift").press("Write your answer")
    manager.page.get_by_label("Your answer").fill("It is ordered")
    saved(manager.page)
    manager.press("Save and continue").press("Send the answer")

    worker.open(concern).press("No, it is not settled").press("Take it to Helen Marchbanks")
    assert "answered, but that did not settle it" in worker.page.get_by_label("What have you tried").input_value()
    worker.press("Take it further")
    assert WORDS in above.open(concern).text()
    assert "No longer with you" in manager.open(concern).text()
    worker.follow("Take it back").press("Take it back")
    assert WORDS not in above.open(concern).text()
    worker.press("Write it again")
    assert worker.page.get_by_label("What is your concern?").input_value() == WORDS
    worker.press("Save and continue").follow("delete this draft").press("Delete the draft")
    visit("lead").open("/supervision/concerns/").follow("Totals by service")


def test_a_calendar_reads_a_booking_at_a_secret_address(visit: Visit) -> None:
    manager, worker = visit("manager"), visit("nqsw")
    worker.open("/").follow("Reminders").follow("In your calendar").press("Make an address")
    address = worker.page.get_by_label("Address of your calendar").input_value()
    path = re.sub(r"^https?://[^/]+", "", address)
    worker.press("I have copied it")
    assert path not in worker.page.content()

    worker.follow("Supervision")
    home, today = here(worker), timezone.localdate()
    booked = next(day for n in range(200, 220) if is_working_day(day := today + dt.timedelta(days=n)))
    manager.open(home).press("Book a session")
    fill_day(manager, "date", booked)
    manager.page.get_by_label("One-to-one").check()
    manager.press("Book the session")
    assert booked in days(worker.base + path)

    worker.open("/reminders/calendar/").page.get_by_role("link", name="Turn off").first.click()
    worker.look().press("Turn it off")
    request = urllib.request.Request(worker.base + path)
    try:
        urllib.request.urlopen(request)
    except urllib.error.HTTPError as refused:
        assert (refused.code, refused.read()) == (404, b"Not found")
        refused.close()
    else:
        raise AssertionError("a revoked address still opens")


def days(url: str) -> list[dt.date]:
    """The days of what a calendar reads there, without a cookie."""
    with urllib.request.urlopen(url) as answer:
        assert answer.headers.get("Set-Cookie") is None
        read = icalendar.Calendar.from_ical(answer.read())
    starts = [event.decoded("dtstart") for event in read.walk("VEVENT") if str(event["summary"]) == "Supervision"]
    return [start.date() if isinstance(start, dt.datetime) else start for start in starts]
