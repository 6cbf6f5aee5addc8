"""The ladder of reminders: when, before and after a due date, who is told (from the policy pack)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workforce.sentences import count

if TYPE_CHECKING:
    from workforce.packs import Pack


@dataclass(frozen=True, slots=True)
class Step:
    """`days` from the due date, negative before it; `to` names the parts of those told, such as owner or manager.

    With `every` it comes again after so many days, until the next step begins.
    """

    days: int
    to: tuple[str, ...]
    every: int | None = None


Steps = Sequence[Step]
# What each part is called where a person reads it.
PARTS = {
    "owner": "who owes it",
    "about": "whom it is about",
    "supervisor": "the supervisor",
    "assessor": "the assessor",
    "manager": "the line manager",
    "group_manager": "the group manager",
    "principal": "the principal social worker",
    "lead": "the programme lead",
    "hr": "HR",
}
# Who is told in place of somebody who has left or whom nobody is: the next one up.
NEXT_UP = {
    "owner": "manager",
    "supervisor": "manager",
    "manager": "group_manager",
    "group_manager": "principal",
    "assessor": "lead",
    "principal": "lead",
    "hr": "lead",
    "lead": "principal",
}


def ladder(pack: Pack, kind: str) -> tuple[Step, ...]:
    """Return the steps for a kind of duty, earliest first; none where the pack has no ladder for it."""
    given = pack.reminders.get(kind)
    steps = (Step(step.days, tuple(step.to), step.every) for step in given.steps) if given else ()
    return tuple(sorted(steps, key=lambda step: step.days))


def first_step_on(steps: Steps, due_on: dt.date) -> dt.date | None:
    """Return the day of the first reminder, or nothing for a kind that has none."""
    return due_on + dt.timedelta(days=steps[0].days) if steps else None


def newest_step(steps: Steps, due_on: dt.date, on: dt.date) -> Step | None:
    """Return the last step whose day has come; of one that comes again, `days` are those of its last time."""
    passed = (on - due_on).days
    for step, limit in reversed(list(_with_limits(steps))):
        if step.days <= passed:
            latest = passed if limit is None else min(passed, limit - 1)
            again = (latest - step.days) // step.every * step.every if step.every else 0
            return replace(step, days=step.days + again)
    return None


def next_step_on(steps: Steps, due_on: dt.date, on: dt.date) -> dt.date | None:
    """Return the day of the first step after `on`, or nothing when the ladder is at its end."""
    passed = (on - due_on).days
    days = [found for step, limit in _with_limits(steps) if (found := _after(step, limit, passed)) is not None]
    return due_on + dt.timedelta(days=min(days)) if days else None


def steps_between(steps: Steps, due_on: dt.date, first: dt.date, last: dt.date) -> Iterator[tuple[dt.date, Step]]:
    """Return each step whose day lies between the two, both included, in order of the days."""
    day = next_step_on(steps, due_on, first - dt.timedelta(days=1))
    while day is not None and day <= last:
        step = newest_step(steps, due_on, day)
        assert step is not None
        yield day, step
        day = next_step_on(steps, due_on, day)


def told(step: Step, owner: int, line: Mapping[str, Sequence[int]], here: Collection[int]) -> dict[int, str]:
    """Return who is told at a step, and as what; each once, and nobody who is not here any more.

    `line` holds the people by the part they have for the person the duty is about. Where nobody has a part, whoever is
    next up takes it; in the end the owner.
    """
    parts: Mapping[str, Sequence[int]] = {**line, "owner": (owner,)}
    found: dict[int, str] = {}
    for part in step.to:
        asked: set[str] = set()
        at: str | None = part
        while at is not None and at not in asked:
            asked.add(at)
            people = [person for person in parts.get(at, ()) if person in here]
            if people:
                for person in people:
                    found.setdefault(person, at)
                break
            at = NEXT_UP.get(at)
    if not found and owner in here:
        found[owner] = "owner"
    return found


def said(days: int) -> str:
    """Return where on the ladder a reminder stands: "3 days before", "on the day", "7 days after"."""
    if not days:
        return "on the day"
    return f"{count(-days, 'day')} before" if days < 0 else f"{count(days, 'day')} after"


def _with_limits(steps: Steps) -> Iterator[tuple[Step, int | None]]:
    """Each step with the day at which the next one takes over."""
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        yield step, after.days if after else None


def _after(step: Step, limit: int | None, passed: int) -> int | None:
    if step.days > passed:
        return step.days
    if not step.every:
        return None
    day = step.days + ((passed - step.days) // step.every + 1) * step.every
    return day if limit is None or day < limit else None
