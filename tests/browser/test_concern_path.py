"""A concern about somebody's progress, from the assessor's words to three signatures, by all its people (WRK-11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from tests.browser.conftest import Visitor
from tests.browser.test_concerns import here
from tests.browser.test_supervision import fill_day, sign
from workforce.clock import is_working_day

Visit = Callable[..., Visitor]
WORDS, SAID, TASK = "Plans come without analysis", "We agreed on a template", "One plan read before it is shared"
WHY = "Two plans in a row are good"


def soon(days: int) -> dt.date:
    start = timezone.localdate() + dt.timedelta(days=days)
    return next(day for n in range(9) if is_working_day(day := start + dt.timedelta(days=n)))


def test_raised_met_planned_settled_and_signed_by_three(visit: Visit) -> None:
    worker, assessor, lead, manager = (visit(who) for who in ("nqsw", "assessor", "lead", "manager"))
    year = here(worker.open("/asye/"))
    assert "None was raised" in worker.follow("Concerns about progress").text()
    assert worker.page.get_by_role("button", name="Raise a concern about progress").count() == 0

    assessor.open(year).follow("Concerns about progress").press("Raise a concern about progress")
    assessor.press("Raise the concern")
    assert "Say what the concern is" in assessor.text() and "Enter the day on which you told them" in assessor.text()
    assessor.page.get_by_label("What is the concern, and what has been tried?").fill(WORDS)
    fill_day(assessor, "told_on", soon(2))
    assessor.press("Raise the concern")  # told on a day that is still to come
    fill_day(assessor, "told_on", timezone.localdate())
    assessor.press("Raise the concern")
    concern = here(assessor)
    for who in (worker, manager):
        assert WORDS in who.open(concern).text()
    above = visit("groupmanager").open(concern)
    assert WORDS not in above.text()  # it has not gone that far
    above.context.close()

    lead.open("/asye/progress/").follow("Roz Adeyemi").press("Add to the plan").press("Save")
    assert "Say what is to be done" in lead.text() and "Choose who does it" in lead.text()
    lead.page.get_by_label("What is to be done?").fill(TASK)
    lead.page.get_by_label("Who does it?").select_option(label="Gwen Tallis")
    fill_day(lead, "due_on", soon(10))
    lead.press("Save").press("Record the meeting").press("Save")
    assert "Say who was there" in lead.text() and "Enter the day on which you look again" in lead.text()
    lead.page.get_by_label("Who was there?").fill("All four")
    lead.page.get_by_label("What was said?").fill(SAID)
    fill_day(lead, "review_on", soon(14))
    lead.press("Save").press("Decide how it goes on").press("Save")
    assert "Choose how it goes on" in lead.text() and "Say why" in lead.text()
    lead.page.get_by_label("It is settled: practice has improved").check()
    lead.page.get_by_label("Why?").fill(WHY)
    lead.press("Save")
    assert "1 action not done yet" in lead.text()

    assessor.open("/").follow("A concern about progress").press("Keep it")
    assert "Say what became of it" in assessor.text()
    assessor.page.get_by_label("What became of it?").fill("Read and talked through")
    assessor.press("Keep it")
    lead.press("Save")
    assert WHY in lead.text() and "Waits for the signature of" in lead.text()

    for who in (worker, manager, lead):
        sign(who.open("/").follow("A concern about progress"))
        who.look()
        who.page.get_by_label("Your own view, if you want to add it").fill("I see it the same way")
        sign(who)
        who.look()
    assert "Sealed as record" in lead.text()
    assert WHY in worker.open(f"{year}progress/").follow("Concern about progress, ").text()
    assert visit("moderator").page.request.get(f"{lead.base}{concern}").status == 404
