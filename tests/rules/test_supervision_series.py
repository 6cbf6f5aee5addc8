"""The dates of a series of sessions: at the rhythm of the stage, on days that suit both, never later than allowed."""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

import pytest

from supervision import policy
from supervision.policy import Absent, Anchor, Asked, Away, Kept, Phase, Planned, Session, planned_dates
from workforce.clock import Clock, Pause, is_working_day
from workforce.packs import load_pack

WSX = load_pack("west-sussex")
START = dt.date(2025, 9, 8)  # a Monday
CLOCK = Clock(START)
YEAR = Phase("nqsw", CLOCK, CLOCK.ends_on)


def ask(
    first_on: dt.date | None = dt.date(2025, 9, 10), until: dt.date = CLOCK.ends_on, **changed: object
) -> tuple[Planned, ...]:
    told = {
        "pack_at": lambda on: WSX,
        "phases": [YEAR],
        "sessions": [],
        "anchors": [],
        "first_on": first_on,
        "weekday": 2,
        "not_before": START,
        "until": until,
    }
    return planned_dates(Asked(**(told | changed)))  # type: ignore[arg-type]


def dates(planned: Sequence[Planned]) -> list[dt.date]:
    return [one.on for one in planned]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}")


def held(on: dt.date) -> Session:
    return Session(on, "one_to_one", 90, held=True)


@pytest.mark.rule("SUP-03")
def test_weekly_for_six_weeks_then_fortnightly_then_every_three_weeks() -> None:
    found = dates(ask())
    assert found[:8] == [START + dt.timedelta(days=2 + 7 * n) for n in range(6)] + [
        day("2025-10-29"),
        day("2025-11-12"),
    ]
    gaps = [(after - before).days for before, after in pairwise(found)]
    late_in_the_year = [gap for gap, on in zip(gaps, found, strict=False) if on >= day("2026-05-08")]
    assert set(late_in_the_year[:-1]) == {21}


@pytest.mark.rule("SUP-01", "SUP-03")
@pytest.mark.parametrize("weekday", range(5))
@pytest.mark.parametrize("start", [day("2025-09-08"), day("2025-12-15"), day("2026-03-25")])
def test_no_session_is_late_by_the_rule_itself(weekday: int, start: dt.date) -> None:
    """Take every date as held: the rule that judges sessions finds none of them late."""
    clock = Clock(start, (Pause(start + dt.timedelta(90), start + dt.timedelta(140), "sickness"),))
    away = [Away(start + dt.timedelta(30), start + dt.timedelta(33))]
    absent = [Absent("A", start + dt.timedelta(30), start + dt.timedelta(33))]
    first = start + dt.timedelta((weekday - start.weekday()) % 7)
    found = ask(
        first if is_working_day(first) else start + dt.timedelta(1),
        clock.ends_on,
        phases=[Phase("nqsw", clock, clock.ends_on)],
        away=away,
        absent=absent,
        weekday=weekday,
        not_before=start,
    )
    for index, one in enumerate(found):
        owed = policy.due(
            WSX, stage="nqsw", clock=clock, on=one.on, sessions=[held(d.on) for d in found[:index]], absences=away
        )
        assert (one.on, owed.overdue, one.late) == (one.on, False, False)
        assert is_working_day(one.on)
        assert not clock.paused(one.on)
        assert not any(a.from_on <= one.on <= a.to_on for a in absent)
    last = policy.due(
        WSX, stage="nqsw", clock=clock, on=clock.ends_on, sessions=[held(d.on) for d in found], absences=away
    )
    assert not last.overdue
    assert len(found) < 35


def test_a_bank_holiday_moves_it_to_the_working_day_before_and_says_so() -> None:
    sessions = [held(day("2025-12-12"))]
    one = ask(None, day("2025-12-31"), sessions=sessions, weekday=4)[0]
    assert (one.on, one.late) == (day("2025-12-24"), False)
    assert one.because == (
        "The one before is on 12 December 2025; at most 14 days may lie between (week 7 to month 8), so by "
        "26 December 2025. 26 December 2025 is a bank holiday"
    )


def test_the_usual_weekday_is_kept_where_most_of_the_gap_is_used() -> None:
    one = ask(None, day("2026-01-31"), sessions=[held(day("2026-01-09"))])[0]  # a Friday
    assert (one.on, one.latest) == (day("2026-01-21"), day("2026-01-23"))
    assert one.because.endswith("so by 23 January 2026. This is the Wednesday before that")


@pytest.mark.rule("SUP-07")
def test_days_away_are_not_counted_and_not_booked() -> None:
    away = (day("2026-01-19"), day("2026-01-25"))
    one = ask(
        None,
        day("2026-02-28"),
        sessions=[held(day("2026-01-07"))],
        away=[Away(*away)],
        absent=[Absent("Newly Qualified", *away)],
    )[0]
    assert one.on == day("2026-01-28")
    assert "7 days away or paused not counted" in one.because


def test_where_nobody_can_it_is_the_first_day_after_and_is_called_late() -> None:
    absent = [Absent("Practice Manager", day("2026-01-08"), day("2026-01-30"))]
    one = ask(None, day("2026-02-28"), sessions=[held(day("2026-01-07"))], absent=absent)[0]
    assert (one.on, one.late, one.latest) == (day("2026-02-02"), True, day("2026-01-21"))
    assert one.because.endswith(
        "No day until then suits both: 21 January 2026 is a day on which Practice Manager is away, so it is late"
    )


def test_what_was_moved_by_hand_takes_its_place_and_the_rest_follows_it() -> None:
    anchors = [Anchor(day("2026-01-23"), day("2026-01-21"))]
    found = dates(ask(None, day("2026-02-28"), sessions=[held(day("2026-01-07"))], anchors=anchors))
    assert found == [day("2026-02-04"), day("2026-02-18")]


def test_a_booking_far_ahead_leaves_no_gap_before_it() -> None:
    anchors = [Anchor(day("2026-02-11"), day("2026-02-11"))]
    found = dates(ask(None, day("2026-02-28"), sessions=[held(day("2026-01-07"))], anchors=anchors))
    assert found == [day("2026-01-21"), day("2026-02-04"), day("2026-02-25")]


def test_a_day_that_was_cancelled_is_not_booked_again() -> None:
    found = dates(
        ask(None, day("2026-01-31"), sessions=[held(day("2026-01-07"))], not_on=frozenset({day("2026-01-21")}))
    )
    assert found[0] == day("2026-01-20")


@pytest.mark.rule("SUP-03")
def test_a_decision_to_keep_the_shorter_gap_keeps_the_dates_closer() -> None:
    kept = Phase("nqsw", CLOCK, CLOCK.ends_on, (Kept(day("2026-06-01")),))
    sessions = [held(day("2026-05-27"))]
    assert dates(ask(None, day("2026-07-10"), sessions=sessions)) == [day("2026-06-17"), day("2026-07-08")]
    assert dates(ask(None, day("2026-07-10"), sessions=sessions, phases=[kept])) == [
        day("2026-06-10"),
        day("2026-06-24"),
        day("2026-07-08"),
    ]


def test_the_next_stage_goes_on_at_its_own_rhythm() -> None:
    after = Phase("social_worker", Clock(CLOCK.ends_on + dt.timedelta(1)))
    found = dates(ask(None, day("2026-12-31"), sessions=[held(day("2026-08-26"))], phases=[YEAR, after]))
    gaps = [(later - before).days for before, later in pairwise(found)]
    assert found[0] == day("2026-10-07")
    assert set(gaps) == {28}


def test_the_policy_that_says_nothing_plans_nothing() -> None:
    assert ask(phases=[Phase("trainee", CLOCK)]) == ()


def test_asked_again_after_some_were_held_it_says_the_same() -> None:
    found = ask()
    for number in (1, 5, 9, 14):
        again = ask(None, sessions=[held(one.on) for one in found[:number]], not_before=found[number - 1].on)
        assert dates(again) == dates(found[number:])


RISKS: list[tuple[list[str], bool]] = [([], True), (["2026-01-22"], True), (["2026-01-21"], False)]


@pytest.mark.rule("SUP-01")
@pytest.mark.parametrize(("booked", "at_risk"), RISKS)
def test_at_risk_before_it_is_late(booked: list[str], at_risk: bool) -> None:
    on = day("2026-01-15")
    owed = policy.due(WSX, stage="nqsw", clock=CLOCK, on=on, sessions=[held(day("2026-01-07"))])
    found = policy.risk(owed, booked=[day(one) for one in booked], on=on)
    assert found.at_risk == at_risk
    assert found.because.endswith("is booked" if not booked else "after 21 January 2026") or not at_risk
