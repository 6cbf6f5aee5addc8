"""When somebody assesses themselves against the standards, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from workforce.clock import Clock, working_day_on_or_before
from workforce.packs.schema.templates import Template
from workforce.sentences import count, day


@dataclass(frozen=True, slots=True)
class TimeAsked:
    """One time of the year: from when, and by when it is done."""

    key: str
    label: str
    on: date
    due_on: date
    rule: str
    because: str


def times(template: Template, clock: Clock) -> tuple[TimeAsked, ...]:
    """The times this programme asks for, on somebody's own clock; in a longer programme each keeps its place."""
    form = template.self_assessment
    if form is None:
        return ()
    found = []
    for key in template.self_assessments:
        asked = form.times[key]
        months = asked.after_months * clock.months // template.months
        on = clock.milestone(months)
        due_on = working_day_on_or_before(on + timedelta(days=asked.within_days))
        after = f"{count(months, 'month')} after the start on {day(clock.start)}" if months else f"From {day(on)}"
        because = f"{after}, done within {count(asked.within_days, 'day')}, by {day(due_on)}."
        found.append(TimeAsked(key, asked.label, on, due_on, f"{form.rule}, CLK-05", because))
    return tuple(found)


def level_name(pk: int) -> str:
    return f"level_{pk}"


def why_name(pk: int) -> str:
    return f"why_{pk}"


def looked_at(words: Mapping[str, str]) -> set[int]:
    """The primary keys of what has a level or a sentence."""
    return {int(name.partition("_")[2]) for name, text in words.items() if text}


def kept(words: Mapping[str, str], asked: Iterable[int]) -> dict[str, str]:
    """The words on what is not among the keys `asked`: a form that does not show them does not take them away."""
    shown = {name for pk in asked for name in (level_name(pk), why_name(pk))}
    return {name: text for name, text in words.items() if name not in shown}


def missing(asked: Iterable[tuple[int, str]], levels: Mapping[str, str], words: Mapping[str, str]) -> list[str]:
    """The labels of what has no level yet; `asked` pairs primary keys with labels."""
    return [label for pk, label in asked if words.get(level_name(pk), "") not in levels]
