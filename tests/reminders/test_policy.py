"""The ladder and the rhythm at their edges."""

import datetime as dt

import pytest

from reminders.policy import Rhythm, Step, newest_step, next_moment, next_step_on, steps_between, told
from reminders.policy.rhythm import LONDON, Yearly

DUE = dt.date(2026, 3, 10)
STEPS = (
    Step(-3, ("owner",)),
    Step(1, ("owner",)),
    Step(7, ("manager",), every=7),
    Step(28, ("principal",), every=10),
)


def day(days: int) -> dt.date:
    return DUE + dt.timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "newest", "following"),
    [
        (-4, None, -3), (-3, -3, 1), (0, -3, 1), (1, 1, 7), (6, 1, 7), (7, 7, 14), (13, 7, 14), (14, 14, 21),
        (21, 21, 28), (27, 21, 28), (28, 28, 38), (37, 28, 38), (38, 38, 48), (400, 398, 408),
    ],
)  # fmt: skip
def test_newest_and_next_step(days: int, newest: int | None, following: int) -> None:
    step = newest_step(STEPS, DUE, day(days))
    assert (step.days if step else None, next_step_on(STEPS, DUE, day(days))) == (newest, day(following))


def test_a_ladder_without_a_last_rung_that_comes_again_ends() -> None:
    assert next_step_on(STEPS[:2], DUE, day(1)) is None


def test_steps_between_are_those_and_no_others() -> None:
    found = [(on, step.days) for on, step in steps_between(STEPS, DUE, day(1), day(38))]
    assert found == [(day(days), days) for days in (1, 7, 14, 21, 28, 38)]


def test_every_day_walked_one_by_one_gives_the_same_steps() -> None:
    walked = [on for on in (day(days) for days in range(-10, 60)) if next_step_on(STEPS, DUE, on - day(1) + DUE) == on]
    assert walked == [on for on, _ in steps_between(STEPS, DUE, day(-10), day(59))]


LINE = {"manager": (2,), "group_manager": (3,), "principal": (4, 5)}


@pytest.mark.parametrize(
    ("to", "here", "who"),
    [
        (("owner", "manager"), {1, 2, 3, 4, 5}, {1: "owner", 2: "manager"}),
        (("owner",), {2, 3}, {2: "manager"}),
        (("owner", "manager"), {3}, {3: "group_manager"}),
        (("principal",), {4, 5}, {4: "principal", 5: "principal"}),
        (("hr",), {1, 4}, {4: "principal"}),
        (("assessor",), {1}, {1: "owner"}),
        (("about",), set(), {}),
    ],
)
def test_who_is_told(to: tuple[str, ...], here: set[int], who: dict[int, str]) -> None:
    assert told(Step(0, to), 1, LINE, here) == who


MONDAY = dt.datetime(2026, 10, 19, 6, 30, tzinfo=dt.UTC)  # half past seven of summer time


@pytest.mark.parametrize(
    ("rhythm", "at", "leaves"),
    [
        (Rhythm(), MONDAY, MONDAY),
        (Rhythm(hour=8), MONDAY, MONDAY.replace(hour=7, minute=0)),
        (Rhythm(hour=7), MONDAY, MONDAY),
        (Rhythm(hour=8, had_on=MONDAY.date()), MONDAY, dt.datetime(2026, 10, 20, 7, 0, tzinfo=dt.UTC)),
        (Rhythm(hour=8, weekdays=frozenset({7})), MONDAY, dt.datetime(2026, 10, 25, 8, 0, tzinfo=dt.UTC)),
        (
            Rhythm(hour=8, yearly=(Yearly("Autumn", (10, 19), (10, 26)),)),
            MONDAY,
            dt.datetime(2026, 10, 27, 8, 0, tzinfo=dt.UTC),
        ),
    ],
    ids=["at once", "later today", "now", "tomorrow", "the day the clocks change", "quiet days"],
)
def test_the_next_moment(rhythm: Rhythm, at: dt.datetime, leaves: dt.datetime) -> None:
    assert next_moment(rhythm, at) == leaves
    assert next_moment(rhythm, leaves.astimezone(LONDON)) == leaves
