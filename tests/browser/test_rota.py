"""The rota in a browser: a manager plans a week and gives it, a worker sees it, the first month is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor
from tests.browser.server import Server

Visit = Callable[..., Visitor]
# The next Tuesday four weeks on that is a working day: nobody of the demonstration holds anything then.
DAY = """
import datetime as dt
from django.utils import timezone
from workforce.clock import is_working_day
day = timezone.localdate() + dt.timedelta(days=(1 - timezone.localdate().weekday()) % 7 + 42)
while not is_working_day(day):
    day += dt.timedelta(days=7)
print(day.isoformat())
"""

SEND_ALL_THE_SAME = """async worker => {
    const sent = new FormData(document.querySelector('main form[method=post]'));
    sent.set('worker', worker);
    const answer = await fetch(location.href, {method: 'POST', body: new URLSearchParams(sent)});
    return await answer.text();
}"""


@pytest.fixture(scope="module")
def day(server: Server) -> str:
    return server.manage("shell", "-v0", "-c", DAY).strip().splitlines()[-1]


def plan(me: Visitor, day: str, place: str) -> Visitor:
    me.page.get_by_role("link", name="Rota", exact=True).click()
    me.look().press("Add slots")
    me.page.get_by_label("MASH").check()
    for label, part in zip(("Year", "Month", "Day"), day.split("-"), strict=True):
        me.page.get_by_label(label, exact=True).first.fill(part)
    me.page.get_by_label("Where?").fill(place)
    return me.press("Add")


@pytest.mark.rule("WRK-04")
def test_a_week_is_planned_given_and_seen(visit: Visit, day: str) -> None:
    manager = plan(visit("manager"), day, "Park Road")
    assert "The slot is planned and needs somebody" in manager.text()
    manager.page.locator(".app-slot", has_text="Park Road").get_by_role("link").click()
    manager.look().press("Choose who takes it")
    row = manager.page.locator("tr", has_text="Roz Adeyemi")
    assert "Nothing stands against it" in row.inner_text()
    row.get_by_role("button", name="Give it").click()
    assert "Roz Adeyemi holds MASH" in manager.look().text()
    worker = visit("nqsw").look().follow("My duty days")
    row = worker.page.locator("tr", has_text="Park Road")
    assert "MASH" in row.inner_text()
    row.get_by_role("link").click()
    worker.look().press("Ask somebody else to hold it")
    worker.press("Ask")
    assert "You hold the slot until your manager agrees" in worker.text()
    worker.press("Take it back")
    assert "It is taken back" in worker.text()


@pytest.mark.rule("WRK-04", "CLK-01")
def test_in_the_first_month_it_is_refused_with_the_rule_and_by_direct_post(visit: Visit, day: str) -> None:
    manager = plan(visit("manager"), day, "Mill Lane")
    manager.page.locator(".app-slot", has_text="Mill Lane").get_by_role("link").click()
    manager.look().press("Choose who takes it")
    row = manager.page.locator("tr", has_text="Hanna Virtanen-Cole")
    assert "does not take MASH yet: from month 5 on" in row.inner_text()
    assert "WRK-04" in row.inner_text()
    assert row.get_by_role("button").count() == 0
    # The form of somebody else, sent with her key: what the page does not offer is refused all the same.
    found = manager.page.evaluate(SEND_ALL_THE_SAME, key_of(manager, "Hanna Virtanen-Cole"))
    assert "There is a problem" in found
    assert "(WRK-04)" in found
    manager.page.reload()
    assert "Nobody" in manager.page.locator(".govuk-summary-list").inner_text()


def key_of(me: Visitor, name: str) -> str:
    """Return the primary key of somebody of the manager's team, as the address of their caseload has it."""
    here = me.page.url
    me.open("/caseloads/boards/team/")
    address = me.page.get_by_role("link", name=name).first.get_attribute("href") or ""
    me.page.goto(here)
    return address.rstrip("/").rpartition("/")[2]
