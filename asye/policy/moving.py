"""A year that moves to another programme: which meetings count there, which nobody asks for (ASY-02, ASY-05)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from asye.policy.programme import Dated
from workforce.clock import Clock, working_day_on_or_before
from workforce.packs.schema.asye import Moves
from workforce.sentences import count
from workforce.sentences import day as said

REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was begun or signed: its name and its day in the programme it was opened under."""

    pk: int
    key: str
    kind: str
    on: date


def carried(
    after: Sequence[Dated], held: Collection[Held], *, before: Sequence[Dated], there: Collection[str], on: date
) -> dict[str, int | None]:
    """By name of a meeting of the programme `after`: the held one that stands for it, or None where it was over.

    One that has the same name is itself there, among the names of `there`. A review stands for the review whose window
    its day is in, the agreement for the agreement, the final review for the final review; each for one, the nearest
    first. A review whose window closed before `on` is not asked for, unless the programme before asked for one then.
    """
    names = {one.key for one in after}
    free = [one for one in held if one.key not in names]
    pairs = sorted(
        (abs((one.on - new.on).days), new.key, one.pk)
        for new in after
        for one in free
        if new.key not in there and one.kind == new.kind and (new.kind != REVIEW or _within(new, one.on))
    )
    found: dict[str, int | None] = {}
    for _, key, pk in pairs:
        if key not in found and pk not in found.values():
            found[key] = pk
    asked = [one for one in before if one.kind == REVIEW and not one.optional]
    for new in after:
        over = new.kind == REVIEW and not new.optional and new.window_to < on
        owed = any(old.key == new.key or _within(new, old.on) for old in asked)
        if over and not owed and new.key not in there and new.key not in found:
            found[new.key] = None
    return found


def own_clock(clock: Clock, months: int, own_months: int) -> Clock:
    """The clock for a meeting of a programme of `own_months`, in a year that now follows one of `months`."""
    return clock if months == own_months else replace(clock, months=clock.months * own_months // months)


def length_after(stage_months: int | None, before: int, after: int, usual: int) -> int | None:
    """The months of a stage after a move between programmes of these lengths.

    One that was set for this person alone (CLK-06) stays; null stands for the usual length.
    """
    if (stage_months or usual) != before:
        return stage_months
    return None if after == usual else after


@dataclass(frozen=True, slots=True)
class TrialEnds:
    """By when the years of a plan that are on trial are confirmed or put back."""

    due_on: date
    rule: str
    because: str


def trial_ends(rule: Moves, since: date, number: int) -> TrialEnds:
    """Counted from the day `since` the first of the `number` years is on trial."""
    due_on = working_day_on_or_before(since + timedelta(days=rule.decided_within_days))
    within = count(rule.decided_within_days, "day")
    begun = "a year is" if number == 1 else f"{number} years are"
    because = f"Since {said(since)} {begun} on trial, to be confirmed or put back within {within}."
    return TrialEnds(due_on, f"{rule.rule}, CLK-05", because)


def _within(new: Dated, day: date) -> bool:
    return day == new.on or new.window_from <= day <= new.window_to
