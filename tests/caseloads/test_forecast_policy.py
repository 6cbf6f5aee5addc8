"""The forecast as a pure rule: what must hold whoever works here and whatever is planned."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseloads import explain as questions
from caseloads.policy import forecast as rule
from caseloads.policy.forecast import Assumptions, Change, Stay, forecast
from caseloads.policy.limits import limit
from workforce import explain
from workforce.clock import Clock, Pause
from workforce.packs import load_pack

questions.register()
many = settings(max_examples=200, deadline=None, derandomize=True)
DEMO, NATIONAL, WEST_SUSSEX = load_pack("demo"), load_pack("national"), load_pack("west-sussex")
TODAY = date(2026, 1, 20)
DAYS = rule.days_from(TODAY, 12)
FEBRUARY, SEPTEMBER = date(2026, 2, 1), date(2026, 9, 1)
STAGES = st.sampled_from(["nqsw", "trainee", "experienced"])
SERVICES = st.sampled_from(["CAI", "FSP", "CLA"])
EITHER = st.booleans()
SHARES = st.sampled_from([0.35, 0.5, 0.6, 0.8, 1.0])


@st.composite
def clocks(draw):
    start = TODAY - timedelta(days=draw(st.integers(0, 500)))
    if draw(st.booleans()):
        return Clock(start)
    first = start + timedelta(days=draw(st.integers(0, 400)))
    return Clock(start, (Pause(first, first + timedelta(days=draw(st.integers(30, 200))), "maternity"),))


@st.composite
def people(draw, most=6):
    return [
        Stay(number, draw(STAGES), draw(SERVICES), draw(st.sampled_from([1, 2])), clock := draw(clocks()),
             draw(SHARES), clock.start, draw(st.none() | st.dates(TODAY, date(2027, 3, 1))))
        for number in range(draw(st.integers(0, most)))
    ]  # fmt: skip


@st.composite
def plans(draw, joins=EITHER, most=4):
    return [
        Change(draw(joins), draw(st.integers(1, 9)), draw(STAGES), draw(st.sampled_from(DAYS[1:])), draw(SHARES),
               draw(SERVICES), draw(st.sampled_from([None, 1, 2])))
        for _ in range(draw(st.integers(0, most)))
    ]  # fmt: skip


def asked(stay: Stay, day: date) -> float:
    """What `explain caseload-limit` answers for this person on this day."""
    question = {
        "pack": "demo",
        "stage": stay.stage,
        "service": stay.service,
        "start": stay.clock.start.isoformat(),
        "on": day.isoformat(),
        "fte": stay.fte,
        "pauses": [
            {"from": one.from_on.isoformat(), "to": one.to_on.isoformat(), "reason": one.reason}
            for one in stay.clock.pauses
        ],
    }
    maximum = explain.answer("caseload-limit", question)["maximum"]
    return maximum if maximum is not None else int(Fraction(18) * Fraction(str(stay.fte)))  # CSL-10


@pytest.mark.rule("CSL-01", "CSL-02", "CSL-03", "CSL-04", "CSL-10")
@many
@given(people())
def test_with_nothing_planned_the_room_is_the_sum_of_the_limits_of_who_is_there(staff):
    for month in forecast(DEMO, people=staff, days=DAYS).months:
        there = [stay for stay in staff if stay.has(month.on)]
        assert month.capacity == month.known == sum(asked(stay, month.on) for stay in there)
        assert (month.people, month.unset, month.joining, month.leaving) == (len(there), 0, 0, 0)


@pytest.mark.rule("CLK-04")
@many
@given(people())
def test_who_is_on_a_pause_counts_or_counts_for_nothing(staff):
    counted = forecast(DEMO, people=staff, days=DAYS).months
    nothing = forecast(DEMO, people=staff, days=DAYS, assumptions=Assumptions(paused="nothing")).months
    for one, other in zip(counted, nothing, strict=True):
        assert (other.capacity, other.paused) == (one.capacity - one.paused, 0)


@many
@given(people(), plans(joins=st.just(True)))
def test_who_joins_brings_the_limit_of_a_beginner(staff, plan):
    alone = forecast(DEMO, people=staff, days=DAYS).months
    for before, month in zip(alone, forecast(DEMO, people=staff, days=DAYS, changes=plan).months, strict=True):
        brought = [
            one.number * asked(Stay(0, one.stage, one.service, None, Clock(one.month), one.fte, one.month), month.on)
            for one in plan
            if one.month <= month.on
        ]
        assert (month.known, month.joining) == (before.known, sum(brought))
        assert month.capacity == before.capacity + sum(brought)


@many
@given(people(), plans(), plans(joins=st.just(False), most=2))
def test_more_leavers_never_leave_more_room_and_never_less_than_none(staff, plan, leavers):
    with_them = forecast(DEMO, people=staff, days=DAYS, changes=[*plan, *leavers]).months
    for before, after in zip(forecast(DEMO, people=staff, days=DAYS, changes=plan).months, with_them, strict=True):
        assert 0 <= after.capacity <= before.capacity


@many
@given(people(), plans(), st.randoms())
def test_the_order_of_people_and_lines_does_not_matter(staff, plan, dice):
    mixed, turned = list(plan), list(staff)
    dice.shuffle(mixed)
    dice.shuffle(turned)
    assert forecast(DEMO, people=turned, days=DAYS, changes=mixed) == forecast(
        DEMO, people=staff, days=DAYS, changes=plan
    )


@many
@given(people(), plans(), st.integers(0, 3))
def test_one_line_of_two_is_two_lines_of_one(staff, plan, place):
    split = [
        replace(line, number=part)
        for number, line in enumerate(plan)
        for part in ((1, line.number - 1) if number == place and line.number > 1 else (line.number,))
    ]
    one, two = (forecast(DEMO, people=staff, days=DAYS, changes=lines).months for lines in (plan, split))
    assert one == two


@many
@given(people(), st.sampled_from(DAYS[1:]))
def test_when_everybody_leaves_nothing_is_left(staff, month):
    everybody = [Change(False, 9, stage, month) for stage in ("nqsw", "trainee", "experienced")]
    told = forecast(DEMO, people=[replace(stay, to_on=None) for stay in staff], days=DAYS, changes=everybody)
    assert {one.capacity for one in told.months if one.on >= month} == {0}
    assert all(one.capacity == one.known for one in told.months if one.on < month)


@many
@given(people(), plans())
def test_each_month_is_the_one_before_and_what_has_moved(staff, plan):
    months = forecast(DEMO, people=staff, days=DAYS, changes=plan).months
    for before, month in pairwise(months):
        assert month.known == before.known + sum(moved.children for moved in month.moved)


EIGHT = Change(True, 8, "nqsw", SEPTEMBER, service="CAI")


def rooms(*changes: Change, staff: list[Stay] | None = None, **told) -> dict[date, float]:
    found = forecast(DEMO, people=staff or [], days=DAYS, changes=changes, **told)
    return {month.on: month.capacity for month in found.months}


@pytest.mark.rule("CSL-01")
def test_eight_newly_qualified_in_february_grow_as_the_policy_has_it():
    found = rooms(replace(EIGHT, month=FEBRUARY))
    assert list(found.values()) == [8 * each for each in (0, 10, 10, 10, 10, 10, 10, 15, 18, 18, 18, 18, 18)]


@pytest.mark.rule("CSL-01")
def test_eight_newly_qualified_in_september():
    assert list(rooms(EIGHT).values()) == [0] * 8 + [80] * 5


def experienced(number: int, **told) -> Stay:
    return Stay(
        number, "experienced", "CAI", 1, Clock(date(2020, 4, 1)), told.pop("fte", 1.0), date(2020, 4, 1), **told
    )


@pytest.mark.rule("CSL-10")
def test_two_experienced_workers_leave_and_take_what_an_average_one_holds():
    staff = [experienced(1), experienced(2), experienced(3, fte=0.5), experienced(4, fte=0.5)]
    found = forecast(DEMO, people=staff, days=DAYS, changes=[Change(False, 2, "experienced", FEBRUARY)])
    assert [(month.known, month.leaving, month.capacity) for month in found.months[:2]] == [(54, 0, 54), (54, 36, 18)]
    assert found.short == ()


def test_more_leave_than_there_are():
    line = Change(False, 3, "experienced", FEBRUARY, team=1)
    found = forecast(DEMO, people=[experienced(1), experienced(2, fte=0.5)], days=DAYS, changes=[line])
    assert found.short == ((line, 1.5),)
    assert found.months[1].capacity == 0


def test_leavers_are_of_their_place_and_stage_alone():
    line = Change(False, 1, "experienced", FEBRUARY, service="CLA")
    found = forecast(DEMO, people=[experienced(1)], days=DAYS, changes=[line])
    assert (found.months[1].capacity, found.short) == (18, ((line, 0.0),))


def test_who_is_planned_to_join_can_be_planned_to_leave():
    leaving = Change(False, 3, "nqsw", date(2026, 11, 1), service="CAI")
    assert list(rooms(EIGHT, leaving).values())[-5:] == [80, 80, 50, 50, 50]


@pytest.mark.parametrize("month", [date(2025, 9, 1), date(2026, 1, 1), date(2026, 1, 20)])
def test_a_line_of_the_past_counts_for_nothing_and_is_named(month):
    line = replace(EIGHT, month=month)
    found = forecast(DEMO, people=[], days=DAYS, changes=[line])
    assert (found.past, found.later, found.months[-1].capacity) == ((line,), (), 0)


def test_a_line_beyond_the_last_month_is_named():
    line = replace(EIGHT, month=date(2027, 2, 1))
    assert forecast(DEMO, people=[], days=DAYS, changes=[line]).later == (line,)


def test_a_known_end_counts_from_the_day_after_it():
    found = rooms(staff=[experienced(1, to_on=date(2026, 3, 1)), experienced(2, to_on=date(2026, 3, 31))])
    assert [found[date(2026, number, 1)] for number in (2, 3, 4)] == [36, 36, 0]


@pytest.mark.parametrize(("after", "room"), [("keeps", 20), ("full", 18)])
def test_after_the_year_the_last_limit_is_kept_or_a_full_caseload_held(after, room):
    newly = Stay(1, "nqsw", "FSP", 1, Clock(date(2025, 9, 8)), 1.0, date(2025, 9, 8))
    found = rooms(staff=[newly], assumptions=Assumptions(after_year=after))
    assert [found[date(2026, number, 1)] for number in (9, 10)] == [20, room]


@pytest.mark.rule("CLK-04")
def test_a_pause_puts_off_the_step_up():
    clock = Clock(date(2025, 9, 8), (Pause(date(2026, 2, 1), date(2026, 4, 30), "maternity"),))
    newly = Stay(1, "nqsw", "CAI", 1, clock, 1.0, clock.start)
    found = forecast(DEMO, people=[newly], days=DAYS).months
    assert [month.capacity for month in found[:8]] == [10, 10, 10, 10, 10, 10, 15, 18]
    assert [month.paused for month in found[:5]] == [0, 10, 10, 10, 0]
    assert [(one.move, one.people, one.children) for one in found[6].moved] == [("rises", 1, 5)]


def test_where_the_policy_is_silent_nobody_is_guessed():
    staff = [experienced(1), Stay(2, "nqsw", "CAI", 1, Clock(TODAY), 1.0, TODAY)]
    assert {(month.capacity, month.unset) for month in forecast(NATIONAL, people=staff, days=DAYS).months} == {(0, 2)}
    assert {month.unset for month in forecast(WEST_SUSSEX, people=staff, days=DAYS).months} == {1}


def test_the_first_post_given_counts_where_somebody_has_two():
    half = replace(experienced(1), fte=0.5)
    assert set(rooms(staff=[half, experienced(1)]).values()) == {9}


@pytest.mark.rule("CSL-15")
@many
@given(st.integers(0, 500), st.integers(-40, 40), st.integers(2, 24))
def test_a_straight_line_has_its_own_slope(first, by, months):
    points = [(TODAY + timedelta(days=30 * number), 2_000 + first + by * number) for number in range(months)]
    assert rule.slope(points) == Fraction(by, 30) * rule.DAYS_IN_MONTH


@pytest.mark.parametrize(
    "points",
    [[], [(TODAY, 5)], [(DAYS[0], 0), (DAYS[1], 0)], [(DAYS[0], 0), (DAYS[1], 7)], [(TODAY, 1), (TODAY, 9)]],
)
def test_too_little_history_has_no_slope(points):
    assert rule.slope(points) == 0


def test_months_before_the_first_child_are_left_out():
    recorded = [(day, 100 + 3 * number) for number, day in enumerate(DAYS[4:])]
    assert rule.slope([*((day, 0) for day in DAYS[:4]), *recorded]) == rule.slope(recorded)


@many
@given(st.integers(0, 300), st.fractions(-30, 30))
def test_open_children_follow_the_trend_and_are_never_fewer_than_none(now, a_month):
    found = [month.open for month in forecast(DEMO, people=[], days=DAYS, open_now=now, a_month=a_month).months]
    assert found[0] == now
    assert found == sorted(found, reverse=a_month < 0)
    assert min(found) >= 0
    assert found[-1] == max(0, floor(now + a_month * (DAYS[-1] - TODAY).days / rule.DAYS_IN_MONTH + Fraction(1, 2)))


def test_a_month_says_what_is_left_over_and_how_full_it_is():
    month = forecast(DEMO, people=[experienced(1)], days=DAYS, open_now=27).months[0]
    assert (month.capacity, month.gap, month.percent) == (18, -9, 150)
    assert forecast(DEMO, people=[], days=DAYS, open_now=3).months[0].percent is None


def test_the_days_are_today_and_the_first_of_each_month():
    assert (DAYS[0], DAYS[1], DAYS[-1], len(DAYS)) == (TODAY, FEBRUARY, date(2027, 1, 1), 13)
    assert rule.days_before(date(2026, 3, 31), 2) == (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31))


def test_the_limit_of_a_day_is_that_of_the_limits():
    rooms = rule.Rooms(DEMO, Assumptions())
    stay = Stay(1, "nqsw", "CLA", None, Clock(date(2025, 9, 8)), 0.6, TODAY)
    for number in range(400):
        day = TODAY + timedelta(days=number)
        told = limit(DEMO, stage="nqsw", service="CLA", clock=stay.clock, on=day, fte=0.6)
        assert rooms.room(stay, day) == told.maximum
