from datetime import date, timedelta

import pytest

from supervision import policy
from supervision.policy import Away, Session
from workforce.bands import Standing
from workforce.clock import Clock, Pause
from workforce.packs import load_text

START = date(2025, 9, 8)
CLOCK = Clock(START)


def session(on, kind="one_to_one", minutes=90, held=True, by=""):
    return Session(on, kind, minutes, held, by)


def due(pack, on, sessions=(), stage="nqsw", clock=CLOCK, **more):
    return policy.due(pack, stage=stage, clock=clock, on=on, sessions=sessions, **more)


def after(days):
    return START + timedelta(days=days)


@pytest.mark.rule("SUP-01")
def test_without_a_session_the_gap_runs_from_the_start(west_sussex):
    found = due(west_sussex, after(7))
    assert (found.last_counting, found.due_on, found.overdue) == (None, after(7), False)
    late = due(west_sussex, after(9))
    assert (late.overdue, late.days_overdue) == (True, 2)
    assert late.because == (
        "No session counts since the start on 8 September 2025; a newly qualified social worker may go 7 days "
        "between sessions (weeks 1 to 6), so the next was due by 15 September 2025 and is 2 days late"
    )


@pytest.mark.rule("SUP-02")
@pytest.mark.parametrize(
    ("last", "gap"),
    [
        (after(0), 7),
        (after(33), 7),
        (after(34), 14),  # the eighth day after it is the first of week 7, where 14 days are allowed
        (after(41), 14),
        (CLOCK.date_of_month(7) - timedelta(days=16), 14),
        (CLOCK.date_of_month(7) - timedelta(days=15), 31),
    ],
)
def test_national_gaps_are_those_of_the_stage_the_overdue_day_is_in(national, last, gap):
    assert due(national, last, [session(last)]).due_on == last + timedelta(days=gap)


@pytest.mark.rule("SUP-03")
@pytest.mark.parametrize(
    ("last", "keep", "gap"),
    [
        (after(30), False, 7),
        (after(50), False, 14),
        (CLOCK.date_of_month(9) - timedelta(days=16), False, 14),
        (CLOCK.date_of_month(9) - timedelta(days=15), False, 21),
        (CLOCK.date_of_month(9), False, 21),
        (CLOCK.date_of_month(9), True, 14),
        (after(30), True, 7),
    ],
)
def test_west_sussex_gaps(west_sussex, last, keep, gap):
    found = due(west_sussex, last, [session(last)], keep_fortnightly=keep)
    assert found.due_on == last + timedelta(days=gap)


@pytest.mark.rule("SUP-03")
def test_month_nine_of_a_september_start_is_may(west_sussex):
    assert due(west_sussex, date(2026, 5, 7)).allowed_gap == 14
    assert due(west_sussex, date(2026, 5, 8)).allowed_gap == 21


@pytest.mark.rule("SUP-03")
def test_group_supervision_counts_in_the_first_six_weeks_only(west_sussex):
    early, late = after(41), after(42)
    assert due(west_sussex, early, [session(early, "group")]).last_counting == early
    assert due(west_sussex, late, [session(late, "group")]).last_counting is None
    assert due(west_sussex, late, [session(early, "group")]).due_on == early + timedelta(days=14)


@pytest.mark.rule("SUP-04")
@pytest.mark.parametrize(
    ("name", "stage", "gap"),
    [
        ("national", "social_worker", 31),
        ("national", "other_staff", 31),
        ("west_sussex", "other_staff", 31),
        ("nottinghamshire", "social_worker", 28),
        ("nottinghamshire", "other_staff", 42),
        ("demo", "social_worker", 28),
        ("demo", "other_staff", 42),
    ],
)
def test_gaps_of_other_staff(request, name, stage, gap):
    pack = request.getfixturevalue(name)
    found = due(pack, START, stage=stage)
    assert (found.allowed_gap, found.due_on, found.rules[0]) == (gap, after(gap), "SUP-04")


@pytest.mark.rule("SUP-04")
def test_for_students_the_policy_does_not_say(west_sussex):
    found = due(west_sussex, START, stage="trainee")
    assert (found.silent, found.due_on, found.overdue) == (True, None, False)
    assert found.because.startswith("The policy does not say how often a trainee has supervision")


@pytest.mark.rule("SUP-05")
def test_a_short_session_counts_and_is_reported(west_sussex):
    sessions = [
        session(after(3), minutes=89),
        session(after(5), minutes=90),
        session(after(6), "group", 45, held=False),
    ]
    found = due(west_sussex, after(6), sessions)
    assert (found.last_counting, found.short_sessions) == (after(5), (after(3),))
    assert "SUP-05" in found.rules


@pytest.mark.rule("SUP-06")
def test_a_missed_session_does_not_count(west_sussex):
    assert due(west_sussex, after(5), [session(after(2)), session(after(4), held=False)]).last_counting == after(2)


def test_a_session_still_to_come_or_before_the_start_does_not_count(west_sussex):
    sessions = [session(after(-3)), session(after(2)), session(after(9), minutes=10)]
    found = due(west_sussex, after(8), sessions)
    assert (found.last_counting, found.short_sessions) == (after(2), ())


@pytest.mark.rule("SUP-07")
@pytest.mark.parametrize(
    ("away", "due_on"),
    [
        (Away(after(3), after(5)), after(10)),
        (Away(after(7), after(9)), after(10)),
        (Away(after(8), after(9)), after(7)),
        (Away(after(7), after(30)), after(31)),
        (Away(after(-5), after(1)), after(8)),
    ],
)
def test_days_away_do_not_count(national, away, due_on):
    found = due(national, START, absences=[away])
    assert found.due_on == due_on
    assert "SUP-07" in found.rules


@pytest.mark.rule("SUP-07")
def test_days_away_may_carry_the_gap_into_the_next_stage(national):
    found = due(national, after(36), [session(after(36))], absences=[Away(after(37), after(39))])
    assert found.due_on == after(36) + timedelta(days=14 + 3)


@pytest.mark.rule("SUP-07", "CLK-04")
def test_overlapping_absence_and_pause_count_once(national):
    clock = Clock(START, (Pause(after(2), after(60), "maternity"),))
    alone = due(national, START, clock=clock)
    both = due(national, START, clock=clock, absences=[Away(after(50), after(65))])
    assert alone.due_on == after(7 + 59)
    assert both.due_on == after(7 + 59 + 5)


@pytest.mark.rule("SUP-01", "CLK-05")
def test_a_frequency_never_moves_for_a_bank_holiday(west_sussex):
    clock = Clock(date(2025, 12, 18))
    assert due(west_sussex, date(2025, 12, 18), clock=clock).due_on == date(2025, 12, 25)


@pytest.mark.rule("SUP-03")
def test_the_gaps_on_the_calendar(west_sussex):
    clock = Clock(START, (Pause(date(2025, 10, 1), date(2025, 12, 31), "maternity"),))
    spells = policy.timeline(west_sussex, stage="nqsw", clock=clock, keep_fortnightly=True)
    assert [(spell.from_on, spell.to_on, spell.gap) for spell in spells] == [
        (START, date(2026, 1, 19), 7),
        (date(2026, 1, 20), date(2026, 8, 7), 14),
        (date(2026, 8, 8), None, 14),
    ]
    assert policy.timeline(west_sussex, stage="trainee", clock=clock) == ()


@pytest.mark.rule("SUP-03")
def test_a_band_that_another_has_overtaken_has_no_days():
    pack = load_text(
        OTHER
        + """
        [supervision.gaps.nqsw]
        bands = [{ from = "week 1", to = "review first", gap = 7 },
                 { from = "review first", to = "month 3", gap = 14 }, { from = "month 4", gap = 28 }]
        [supervision.gaps.other_staff]
        bands = [{ from = "point 1", to = "point 25", gap = 14 }, { from = "point 26", gap = 28 }]
        """,
        "other",
    )

    def gap(on, stage="nqsw", **standing):
        return due(pack, on, stage=stage, standing=Standing(CLOCK, **standing)).allowed_gap

    in_time, late = {"first": after(30)}, {"first": date(2026, 3, 1)}
    assert [gap(after(29), reviews=in_time), gap(after(30), reviews=in_time), gap(date(2025, 12, 8))] == [7, 14, 28]
    assert [gap(date(2025, 12, 7), reviews=late), gap(date(2026, 4, 1), reviews=late)] == [7, 28]
    assert [gap(START, "other_staff", point=point) for point in (25, 26)] == [14, 28]
    assert gap(START, "other_staff") is None


OTHER = """
[pack]
name = "other"
title = "Other"
extends = ["national"]
"""


@pytest.mark.rule("SUP-04", "SUP-11")
def test_agency_staff_may_have_their_gap_in_shifts():
    pack = load_text(
        OTHER
        + """
        [supervision.gaps.agency]
        rule = "SUP-04"
        source = "local"
        stage = "social_worker"
        label = "agency social worker"
        bands = [{ from = "week 1", gap = 3, unit = "shifts" }]
        [supervision.gaps.other_staff]
        supervisors = "each"
        """,
        "other",
    )
    shifts = [after(day) for day in (1, 4, 9, 12, 20)]
    found = due(pack, after(5), [session(after(2))], stage="social_worker", shifts=shifts)
    assert (found.due_on, found.unit) == (after(12), "shifts")
    unknown = due(pack, after(10), [session(after(10))], stage="social_worker", shifts=shifts)
    assert (unknown.due_on, unknown.overdue) == (None, False)
    shared = [session(after(3), by="manager"), session(after(9), by="professional")]
    assert due(pack, after(10), shared, stage="other_staff").last_counting == after(3)
    assert due(pack, after(10), shared[:1], stage="other_staff").last_counting is None


@pytest.mark.rule("SUP-05")
def test_a_pack_may_leave_short_sessions_out():
    pack = load_text(OTHER + "[supervision.session]\nshort_counts = false\n", "other")
    assert due(pack, after(5), [session(after(2)), session(after(4), minutes=60)]).last_counting == after(2)


@pytest.mark.rule("SUP-09", "SUP-13", "SUP-14", "SUP-15")
def test_the_packs_carry_the_other_supervision_figures(demo):
    assert demo.supervision.session.minimum_minutes == 90
    assert demo.supervision.agreement.reviewed_every_months == 12
    assert demo.supervision.tools["appreciative_inquiry"].expected_every_months == 3
    assert [step.days for step in demo.reminders["supervision"].steps] == [-3, 0, 1, 7, 14]
    assert demo.retention["supervision"].years == 6
