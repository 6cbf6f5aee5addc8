from datetime import date, timedelta

import pytest

from workforce import policy
from workforce.clock import (
    Clock,
    Pause,
    add_months,
    bank_holidays,
    is_working_day,
    working_day_on_or_before,
    working_days,
    working_days_before,
)
from workforce.packs import load_pack, load_text
from workforce.verdict import Refused

SEPTEMBER = date(2025, 9, 8)


@pytest.mark.rule("CLK-01")
@pytest.mark.parametrize(
    ("start", "months", "day"),
    [
        (date(2025, 8, 31), 1, date(2025, 9, 30)),
        (date(2025, 8, 31), 2, date(2025, 10, 31)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2025, 8, 31), 12, date(2026, 8, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2025, 12, 15), 1, date(2026, 1, 15)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_counted_from_the_start_itself(start, months, day):
    assert add_months(start, months) == day


@pytest.mark.rule("CLK-01")
@pytest.mark.parametrize(
    ("on", "month"),
    [
        (date(2025, 9, 7), 0),
        (date(2025, 9, 8), 1),
        (date(2025, 10, 7), 1),
        (date(2025, 10, 8), 2),
        (date(2026, 9, 7), 12),
        (date(2026, 9, 8), 13),
    ],
)
def test_a_month_begins_on_the_day_of_the_start(on, month):
    assert Clock(SEPTEMBER).month(on) == month


@pytest.mark.rule("CLK-01")
def test_a_month_end_start_comes_back_to_the_month_end():
    clock = Clock(date(2025, 8, 31))
    assert [clock.date_of_month(number) for number in (2, 3, 7, 8)] == [
        date(2025, 9, 30),
        date(2025, 10, 31),
        date(2026, 2, 28),
        date(2026, 3, 31),
    ]


@pytest.mark.rule("CLK-02")
@pytest.mark.parametrize(
    ("on", "week"), [(date(2025, 9, 8), 1), (date(2025, 9, 14), 1), (date(2025, 9, 15), 2), (date(2025, 10, 20), 7)]
)
def test_a_week_is_seven_days_from_the_start(on, week):
    assert Clock(SEPTEMBER).week(on) == week
    assert Clock(SEPTEMBER).date_of_week(week) <= on


@pytest.mark.rule("CLK-04")
def test_the_clock_stands_still_in_a_pause_and_goes_on_after_it():
    pause = Pause(date(2025, 12, 1), date(2026, 1, 31), "maternity")
    clock = Clock(SEPTEMBER, (pause,))
    assert pause.days == 62
    assert {clock.effective(day) for day in (date(2025, 12, 1), date(2026, 1, 15), date(2026, 2, 1))} == {
        date(2025, 12, 1)
    }
    assert clock.effective(date(2026, 2, 2)) == date(2025, 12, 2)
    assert clock.month(date(2026, 1, 31)) == Clock(SEPTEMBER).month(date(2025, 12, 1))
    assert clock.milestone(6) == Clock(SEPTEMBER).milestone(6) + timedelta(days=62)
    assert clock.ends_on == Clock(SEPTEMBER).ends_on + timedelta(days=62)


@pytest.mark.rule("CLK-04")
def test_a_milestone_before_or_on_the_first_paused_day_stays():
    pause = Pause(date(2026, 3, 8), date(2026, 5, 1), "maternity")
    assert Clock(SEPTEMBER, (pause,)).milestone(6) == date(2026, 3, 8)
    assert Clock(SEPTEMBER, (pause,)).paused(date(2026, 3, 8))
    assert not Clock(SEPTEMBER, (pause,)).paused(date(2026, 5, 2))


@pytest.mark.rule("CLK-04")
def test_overlapping_and_touching_pauses_count_each_day_once():
    apart = (
        Pause(date(2026, 1, 1), date(2026, 2, 20), "sickness"),
        Pause(date(2026, 2, 1), date(2026, 3, 31), "absence"),
    )
    one = (Pause(date(2026, 1, 1), date(2026, 3, 31), "maternity"),)
    assert Clock(SEPTEMBER, apart).ends_on == Clock(SEPTEMBER, one).ends_on
    assert Clock(SEPTEMBER, apart).spans == Clock(SEPTEMBER, one).spans


@pytest.mark.rule("CLK-04")
def test_paused_days_before_the_start_do_not_move_anything():
    pause = Pause(date(2025, 7, 1), date(2025, 9, 9), "maternity")
    assert Clock(SEPTEMBER, (pause,)).ends_on == Clock(SEPTEMBER).ends_on + timedelta(days=2)


@pytest.mark.rule("CLK-03")
@pytest.mark.parametrize(
    ("reason", "days", "allowed"),
    [("sickness", 42, False), ("sickness", 43, True), ("absence", 42, False), ("absence", 43, True),
     ("maternity", 1, True),
     ("holiday", 90, False)],
)  # fmt: skip
def test_only_some_reasons_stop_the_clock_and_only_for_long_enough(national, reason, days, allowed):
    first = date(2026, 1, 1)
    verdict = policy.check_pause(national, Pause(first, first + timedelta(days=days - 1), reason))
    assert (bool(verdict), verdict.rule) == (allowed, "CLK-03")


@pytest.mark.rule("CLK-03")
def test_a_pause_that_ends_before_it_begins_is_refused(national):
    verdict = policy.check_pause(national, Pause(date(2026, 2, 1), date(2026, 1, 1), "maternity"))
    assert verdict.because == "The pause ends on 1 January 2026, before it begins on 1 February 2026"
    with pytest.raises(Refused, match="before it begins"):
        policy.clock(national, start=SEPTEMBER, pauses=[Pause(date(2026, 2, 1), date(2026, 1, 1), "maternity")])


@pytest.mark.rule("CLK-03")
def test_a_pack_may_bar_a_reason_cap_one_and_cap_them_all():
    pack = load_text(
        """
        [pack]
        name = "strict"
        title = "Strict"
        extends = ["national"]
        [programme.pauses]
        cap_months = 6
        [programme.pauses.reasons.sickness]
        allowed = false
        [programme.pauses.reasons.absence]
        cap_months = 3
        """,
        "strict",
    )
    long = Pause(date(2026, 1, 1), date(2026, 3, 31), "sickness")
    assert policy.check_pause(pack, long).because == "The clock does not stop for sickness"
    assert policy.check_pause(pack, Pause(date(2026, 1, 1), date(2026, 3, 31), "absence"))
    assert not policy.check_pause(pack, Pause(date(2026, 1, 1), date(2026, 4, 1), "absence"))
    with pytest.raises(Refused, match="more than 6 months"):
        policy.clock(pack, start=SEPTEMBER, pauses=[Pause(date(2026, 1, 1), date(2026, 8, 1), "maternity")])


@pytest.mark.rule("CLK-06")
def test_a_longer_programme_keeps_the_place_of_its_milestones(west_sussex):
    from asye.policy import milestones

    clock = policy.clock(west_sussex, start=SEPTEMBER, months=20)
    days = {milestone.key: milestone.on for milestone in milestones(west_sussex, clock)}
    assert clock.ends_on == date(2027, 5, 7)
    assert days["six_month_review"] == date(2026, 7, 8)
    assert days["final_assessment"] == date(2027, 5, 7)


@pytest.mark.rule("CLK-07")
def test_the_year_cannot_start_before_registration(national):
    start = date(2025, 9, 8)
    assert policy.may_start_asye(national, start=start, registered_from=start)
    assert not policy.may_start_asye(national, start=start, registered_from=date(2025, 9, 9))
    assert not policy.may_start_asye(national, start=start, registered_from=None)


@pytest.mark.rule("CLK-05")
@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2025, 12, 25), date(2025, 12, 24)),
        (date(2025, 12, 26), date(2025, 12, 24)),
        (date(2025, 12, 28), date(2025, 12, 24)),
        (date(2026, 1, 1), date(2025, 12, 31)),
        (date(2024, 4, 1), date(2024, 3, 28)),
        (date(2026, 5, 4), date(2026, 5, 1)),
        (date(2026, 5, 5), date(2026, 5, 5)),
        (date(2022, 9, 19), date(2022, 9, 16)),
        (date(2023, 5, 8), date(2023, 5, 5)),
        (date(2021, 12, 28), date(2021, 12, 24)),
    ],
)
def test_a_deadline_moves_to_the_working_day_before(day, moved):
    assert working_day_on_or_before(day) == moved


@pytest.mark.rule("CLK-05")
def test_bank_holidays_of_other_nations_are_working_days():
    assert is_working_day(date(2026, 11, 30))
    assert is_working_day(date(2026, 1, 2))
    assert is_working_day(date(2026, 3, 17))


def test_bank_holidays_of_a_year_are_counted_on_weekdays_only():
    assert len(bank_holidays(2022)) == 10
    assert working_days(date(2025, 1, 1), date(2025, 12, 31)) == 253
    assert working_days(date(2025, 12, 25), date(2025, 12, 28)) == 0
    assert working_days(date(2025, 12, 31), date(2026, 1, 2)) == 2
    assert working_days(date(2026, 1, 3), date(2026, 1, 2)) == 0


def test_working_days_are_counted_back_over_weekends_and_holidays():
    assert working_days_before(date(2026, 1, 2), 2) == date(2025, 12, 30)
    assert working_days_before(date(2026, 1, 5), 0) == date(2026, 1, 5)


def test_every_shipped_pack_starts_the_same_clock():
    lengths = {load_pack(name).programme.months for name in ("national", "west-sussex", "demo")}
    assert lengths == {12}
