"""Dashboards: what comes next for whom, who is behind in what; and no more than a reader may see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from asye.models import Portfolio, Reflection, WrittenWork
from asye.queries.cohort import of_the_year, rows_of
from asye.queries.meetings import lines_of
from asye.queries.next_steps import steps_of
from asye.queries.year import year_of
from asye.queries.year_chart import drawn
from asye.services import meetings
from tests.asye.test_meetings import opened, presented, signed, write
from tests.asye.test_written_work import handed_in
from tests.factories import NOW, TODAY, ReflectionFactory
from tests.house import House, practitioner
from workforce.access import access_for
from workforce.models import Person


def row(house: House, who: Person | None = None) -> Any:
    return rows_of(of_the_year(Portfolio.objects.filter(pk=house.portfolio.pk)), access_for(who or house.lead, TODAY))[
        0
    ]


def steps(house: House, who: Person) -> tuple[list[str], list[str]]:
    portfolio = Portfolio.objects.select_related("practitioner", "stage", "programme").get(pk=house.portfolio.pk)
    access = access_for(who, TODAY)
    found = steps_of(portfolio, access, [], lines_of(portfolio, access))
    return [one.title for one in found.mine], [one.hint for one in found.others]


@pytest.mark.rule("ASY-02")
def test_whose_turn_it_is_on_the_page_of_the_year(house: House) -> None:
    meeting = opened(house)
    part = ["Write your part: Support and assessment agreement"]
    assert steps(house, house.practitioner) == (part, [])
    write(meeting, house.practitioner, "nqsw")
    waits = ["Waits for the practice manager and the assessor to hand in their parts"]
    assert steps(house, house.practitioner) == ([], waits)
    assert steps(house, house.assessor) == (part, [])
    write(meeting, house.manager, "manager")
    write(meeting, house.assessor, "assessor")
    assert steps(house, house.assessor) == (["Say when it was held: Support and assessment agreement"], [])
    meetings.record_held(meeting=meeting, held_on=TODAY, came=[], others="", by=house.assessor, on=TODAY, at=NOW)
    assert steps(house, house.assessor) == (["Put to signature: Support and assessment agreement"], [])
    assert steps(house, house.practitioner) == ([], ["Waits for the assessor to put it to signature"])


def test_the_turn_to_sign(house: House) -> None:
    presented(house)
    assert steps(house, house.practitioner) == (["Read and sign: Support and assessment agreement"], [])
    assert steps(house, house.manager) == ([], ["Waits for the newly qualified social worker to sign"])


@pytest.mark.rule("ASY-02", "ASY-05")
def test_who_is_behind_in_what(house: House) -> None:
    found = row(house)
    assert found.behind == (
        "Support and assessment agreement, due 6 October 2025",
        "Three-month review, due 8 December 2025",
    )
    assert (found.month, found.part, found.next.label) == (5, "Part 3: to month 6", "Support and assessment agreement")
    signed(house)
    signed(house, "three_month_review")
    found = row(house)
    assert (found.behind, found.next.label, found.next.late) == ((), "Six-month review", False)
    assert [state for _, state in found.dots] == ["done", "done", "open", "future"]


@pytest.mark.rule("ASY-03", "ASY-04")
def test_gaps_in_the_evidence_by_now_and_before_the_panel(house: House) -> None:
    def reflections() -> tuple[int, int, bool]:
        one = next(one for one in row(house).evidence if one.label == "Critical reflections")
        return one.held, one.by_now, one.short

    house.panel.date = TODAY + dt.timedelta(days=200)
    house.panel.save()
    assert reflections() == (0, 1, True)
    ReflectionFactory(portfolio=house.portfolio, status="accepted", shared_at=NOW)
    assert reflections() == (1, 1, False)
    house.panel.date = TODAY + dt.timedelta(days=20)
    house.panel.save()
    assert reflections() == (1, 4, True)


def test_the_timeline_marks_what_is_signed_and_what_is_late(house: House) -> None:
    signed(house)
    states = {mark.label: (mark.date, mark.state) for mark in year_of(house.portfolio, TODAY).marks}
    assert states["Support and assessment agreement"] == (dt.date(2025, 10, 6), "done")
    assert states["Three-month review"] == (dt.date(2025, 12, 8), "late")
    assert states["Six-month review"] == (dt.date(2026, 3, 6), "future")
    assert "Nine-month review" not in states


def test_the_drawing_has_a_line_for_each_year(house: House) -> None:
    found = drawn([row(house)], TODAY)
    assert found is not None
    assert [(line.name, len(line.dots)) for line in found.lines] == [("Newly Qualified", 3)]
    assert [name for _, name in found.months][:2] == ["Aug", "Sep"]
    assert drawn([], TODAY) is None


def test_the_cohort_can_be_narrowed_sorted_and_taken_away(house: House, client: Any, today: None) -> None:
    other = practitioner("Another Person", house.team, manager=house.manager, assessor=house.assessor)
    signed(house)
    signed(house, "three_month_review")
    client.force_login(house.lead)
    names = {
        name: client.get(f"/asye/cohort/?{name}").content.decode() for name in ("shown=behind", "q=newly", "sort=name")
    }
    assert ("Another Person" in names["shown=behind"], "Newly Qualified" in names["shown=behind"]) == (True, False)
    assert ("Another Person" in names["q=newly"], "Newly Qualified" in names["q=newly"]) == (False, True)
    assert names["sort=name"].index("Another Person") < names["sort=name"].index("Newly Qualified")
    text = client.get("/asye/cohort/export.csv?shown=behind").content.decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["Name", other.name]
    for nonsense in ("part=%00", "sort=x", "shown=x", "page=x", "q=" + "x" * 500):
        assert client.get(f"/asye/cohort/?{nonsense}").status_code == 200


def test_an_assessor_sees_their_own_people_only(house: House, client: Any, today: None) -> None:
    elsewhere = practitioner("Somebody Else", house.team, manager=house.manager, assessor=house.lead)
    client.force_login(house.assessor)
    page = client.get("/asye/people/").content.decode()
    assert ("Newly Qualified" in page, elsewhere.name in page) == (True, False)
    client.force_login(house.group_manager)
    assert client.get("/asye/cohort/").status_code == 200


def test_an_assessor_sees_what_waits_for_them_in_each_year(house: House, client: Any, today: None) -> None:
    ReflectionFactory.create_batch(2, portfolio=house.portfolio, author=house.practitioner, status="shared")
    handed_in(house)
    client.force_login(house.assessor)
    page = client.get("/asye/people/")
    assert [row.waits_for_you for row in page.context["rows"]] == [("2 reflections", "1 piece of written work")]
    assert "2 reflections, 1 piece of written work</a> for you to read or to sign" in page.content.decode()
    Reflection.objects.update(status="accepted")
    WrittenWork.objects.update(status="returned")
    assert [row.waits_for_you for row in client.get("/asye/people/").context["rows"]] == [()]
