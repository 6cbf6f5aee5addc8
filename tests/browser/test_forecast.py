"""A plan of eight newly qualified workers in September: made, drawn, set beside no plan, changed, deleted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from tests.browser.conftest import Visitor

Visit = Callable[..., Visitor]
TABLE = "table:has(caption:has-text('month by month'))"


def cells(me: Visitor) -> list[list[str]]:
    """The months as the table shows them."""
    rows = me.page.locator(TABLE).first.locator("tbody tr")
    return [[text.strip() for text in row.locator("th, td").all_inner_texts()] for row in rows.all()]


def drawn(me: Visitor, kind: str) -> list[float]:
    """The figures of a line, read back from where its dots stand between the lines across."""
    figure = me.page.locator(".app-forecast")
    lines = figure.locator(".app-forecast__figure").all()
    marks = [(float(one.get_attribute("y") or 0), float(one.text_content().replace(",", ""))) for one in lines]
    (ground, nothing), (top, most) = min(marks, key=lambda mark: mark[1]), max(marks, key=lambda mark: mark[1])
    dots = figure.locator(f".app-forecast__dot--{kind}").all()
    return [
        nothing + (ground - float(dot.get_attribute("cy") or 0)) * (most - nothing) / (ground - top) for dot in dots
    ]


def september() -> dt.date:
    today = dt.datetime.now(dt.UTC).date()
    here = dt.date(today.year, 9, 1)
    return here if here > today else here.replace(year=today.year + 1)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_plan_is_made_compared_and_deleted(visit: Visit, scripts: bool) -> None:
    me, name = visit("groupmanager", scripts=scripts), f"Eight more, scripts {'on' if scripts else 'off'}"
    me.page.goto(f"{me.base}/caseloads/boards/service/")
    me.page.get_by_role("link", name="Forecast for the months to come").click()
    me.page.get_by_role("button", name="Make a plan").click()
    page = me.page
    page.get_by_label("Name of the plan").fill(name)
    page.get_by_label("Stays as it is today").check()
    line = page.get_by_role("group", name="Line 1")
    line.get_by_label("How many").fill("8")
    line.get_by_label("In", exact=True).select_option(value=september().isoformat())
    with page.expect_navigation():
        page.get_by_role("button", name="Save the plan").click()
    if scripts:
        me.look()
    assert "The plan is saved" in me.text()
    assert "8 newly qualified social workers join in September" in me.text()
    months = cells(me)
    assert len(months) == 13
    room, opened = [float(row[4]) for row in months], [float(row[5]) for row in months]
    assert drawn(me, "room") == pytest.approx(room, abs=3)
    assert drawn(me, "open") == pytest.approx(opened, abs=3)
    assert {row[2] for row in months} == {"–", "+80"}
    assert len(set(opened)) == 1
    with page.expect_navigation():
        page.get_by_role("link", name="Compare with no plan").click()
    if scripts:
        me.look()
    beside = cells(me)
    assert [float(row[4]) for row in beside] == room
    joined = [float(row[4]) - float(row[1]) for row in beside]
    assert joined == [0 if row[2] == "–" else 80 for row in months]
    page.go_back()
    with page.expect_navigation():
        page.get_by_role("link", name="Delete this plan").click()
    if scripts:
        me.look()
    with page.expect_navigation():
        page.get_by_role("button", name="Delete the plan").click()
    assert "The plan is deleted" in me.text()
    assert page.get_by_role("link", name=name).count() == 0
