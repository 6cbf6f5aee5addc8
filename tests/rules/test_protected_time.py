"""Time kept for development: so much of each week, less where the clock stands still or somebody is away (WRK-04)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from asye.policy import protected_time as policy
from asye.policy.protected_time import Spell
from workforce.clock import Clock, Pause
from workforce.packs import load_pack, load_text

START = date(2025, 9, 8)  # a Monday
WEEK = timedelta(days=7)
DEMO = load_pack("demo")
FULL = 222  # 10 % of 37 hours, in minutes


def weeks_of(clock: Clock, to_on: date | None = None, *, posts: tuple[Spell, ...] = (), away=(), pack=DEMO) -> list:
    weeks = policy.weeks_owed(pack, stage="nqsw", clock=clock, posts=posts, away=away)
    return [week for week in weeks if to_on is None or week.first <= to_on]


def owed(to_on: date, *, posts: tuple[Spell, ...] = (), away=(), clock: Clock | None = None, pack=DEMO) -> list[int]:
    return [week.minutes for week in weeks_of(clock or Clock(START), to_on, posts=posts, away=away, pack=pack)]


@pytest.mark.rule("WRK-04")
def test_ten_percent_of_each_week() -> None:
    assert owed(START + timedelta(days=15)) == [FULL, FULL, FULL]


@pytest.mark.rule("WRK-04")
@pytest.mark.parametrize(
    ("posts", "minutes"),
    [
        ((Spell(START, None, 0.5),), 111),
        ((Spell(START, None, 0.6),), 133),
        # half the week full time, then three days of five: 2/5 + 3/5 of 0.6
        ((Spell(START + timedelta(days=2), None, 0.6), Spell(START, START + timedelta(days=1), 1.0)), 169),
    ],
)
def test_pro_rata(posts: tuple[Spell, ...], minutes: int) -> None:
    assert owed(START, posts=posts) == [minutes]


@pytest.mark.rule("WRK-04", "CLK-04")
@pytest.mark.parametrize(
    ("clock", "away", "on", "minutes"),
    [
        (Clock(date(2025, 9, 10)), (), date(2025, 9, 10), 133),  # begins on a Wednesday
        (Clock(START, (Pause(START, date(2025, 9, 9), "sickness"),)), (), START, 133),
        (Clock(START), ((date(2025, 9, 11), date(2025, 9, 14)),), START, 133),
        (Clock(START), ((date(2025, 9, 13), date(2025, 9, 14)),), START, FULL),  # a weekend takes nothing
        (Clock(date(2025, 12, 22)), (), date(2025, 12, 22), 133),  # Christmas Day and Boxing Day
    ],
)
def test_days_that_do_not_count(clock: Clock, away, on: date, minutes: int) -> None:
    assert owed(on, clock=clock, away=away)[-1] == minutes


@pytest.mark.rule("WRK-04")
def test_the_reason_names_what_was_left_out() -> None:
    christmas = date(2025, 12, 24)
    (week,) = weeks_of(
        Clock(date(2025, 12, 22)), christmas, posts=(Spell(START, None, 0.8),), away=((christmas, christmas),)
    )
    assert week.because == (
        "10 % of 37 hours a week, at 0.8 of full time. 2 days of five counted, 1 away, 2 bank holiday."
    )


@pytest.mark.rule("WRK-04", "CLK-03")
def test_nothing_is_owed_after_the_year_and_a_pause_makes_it_longer() -> None:
    clock = Clock(START, (Pause(date(2026, 1, 5), date(2026, 3, 1), "sickness"),))
    weeks = weeks_of(clock)
    assert (weeks[-1].first <= clock.ends_on <= weeks[-1].last, len(weeks)) == (True, 61)


@pytest.mark.rule("WRK-04")
def test_another_authority_counts_bank_holidays_and_has_a_share_of_its_own() -> None:
    other = load_text(
        '[pack]\nname = "other"\ntitle = "Other"\nextends = ["national"]\n'
        "[people.protected_time]\nbank_holidays_count = true\n[caseloads.week]\nprotected_percent = { nqsw = 20 }\n",
        "other",
    )
    christmas = Clock(date(2025, 12, 22))
    assert owed(date(2025, 12, 22), clock=christmas, pack=other) == [2 * FULL]
    silent = other.model_copy(update={"people": other.people.model_copy(update={"protected_time": None})})
    assert owed(date(2025, 12, 22), clock=christmas, pack=silent) == []


@pytest.mark.rule("WRK-04")
@pytest.mark.parametrize(
    ("taken", "until"),
    [
        ({}, date(2025, 10, 5)),  # the first three weeks say nothing yet
        ({START: 709}, date(2025, 10, 5)),  # 80 % of four weeks is 710.4 minutes
        ({START: 711}, date(2025, 10, 12)),
        ({START: 100_000}, None),
        ({START + 4 * WEEK: 178}, date(2025, 10, 5)),  # one week does not make up for the others
        ({START + 9 * WEEK: 2 * FULL * 10}, date(2026, 3, 8)),  # behind, then caught up for a while
    ],
)
def test_up_to_when_it_keeps_up(taken: dict[date, int], until: date | None) -> None:
    assert policy.keeps_until(DEMO, weeks_of(Clock(START)), taken) == until


@pytest.mark.rule("WRK-04")
@pytest.mark.parametrize(("on", "behind"), [(date(2025, 10, 5), False), (date(2025, 10, 6), True)])
def test_it_is_behind_from_the_day_after(on: date, behind: bool) -> None:
    found = policy.standing(DEMO, weeks_of(Clock(START)), {START: 60, START + 52 * WEEK: 999}, on)
    assert (found.behind, found.taken, found.rules) == (behind, 60, ("WRK-04", "CLK-04"))
    assert (found.owed, found.weeks) == ((4 * FULL, 4) if behind else (3 * FULL, 3))


def test_a_week_belongs_to_the_month_of_its_thursday() -> None:
    weeks = weeks_of(Clock(START), date(2025, 11, 2))
    assert [(first, len(within)) for first, within in policy.by_month(weeks)] == [
        (date(2025, 9, 1), 3), (date(2025, 10, 1), 5),
    ]  # fmt: skip


@pytest.mark.parametrize(("minutes", "said"), [(0, "0 h"), (5, "5 min"), (60, "1 h"), (222, "3 h 42 min")])
def test_hours_as_people_say_them(minutes: int, said: str) -> None:
    assert policy.hours(minutes) == said
