"""The ladder of reminders: when, before and after a due date, who is told (from the policy pack)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workforce.packs import Pack


@dataclass(frozen=True, slots=True)
class Step:
    """`days` from the due date, negative before it; `to` names owner, manager or group_manager."""

    days: int
    to: tuple[str, ...]


def ladder(pack: Pack, kind: str) -> tuple[Step, ...]:
    """Return the steps for a kind of duty, earliest first; none where the pack has no ladder for it."""
    given = pack.reminders.get(kind)
    return (
        tuple(sorted((Step(step.days, tuple(step.to)) for step in given.steps), key=lambda s: s.days)) if given else ()
    )


def step_dates(steps: Sequence[Step], due_on: dt.date) -> list[tuple[dt.date, Step]]:
    return [(due_on + dt.timedelta(days=step.days), step) for step in steps]


def first_step_on(steps: Sequence[Step], due_on: dt.date) -> dt.date | None:
    """Return the day of the first reminder, or nothing for a kind that has none."""
    return min((day for day, _ in step_dates(steps, due_on)), default=None)


def newest_step(steps: Sequence[Step], due_on: dt.date, on: dt.date) -> Step | None:
    """Return the last step whose day has come."""
    come = [step for day, step in step_dates(steps, due_on) if day <= on]
    return come[-1] if come else None


def next_step_on(steps: Sequence[Step], due_on: dt.date, on: dt.date) -> dt.date | None:
    """Return the day of the first step still to come, or nothing when the ladder is at its end."""
    return min((day for day, _ in step_dates(steps, due_on) if day > on), default=None)
