"""The dates of the assessed year and of its panels (ASY-02, ASY-09, MOD-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from workforce.clock import Clock, add_months, working_day_on_or_before, working_days_before
from workforce.packs import Pack
from workforce.packs.schema.asye import Evidence, LeadTime
from workforce.packs.schema.asye import Milestone as MilestoneRule
from workforce.sentences import count, day, silence
from workforce.verdict import Answer

FULL_YEAR = 12


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of somebody's year. A `step` is one on the way: it is shown and dated like a milestone, but is none."""

    key: str
    label: str
    on: date
    rule: str
    because: str
    kind: Literal["milestone", "step"]
    review: bool
    final: bool
    window_from: date
    window_to: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Answer):
    on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position(Answer):
    """Where in the year a day is, and the year's milestones without its steps."""

    month: int
    week: int
    ends_on: date
    milestones: tuple[Milestone, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """Evidence of one kind: how much is asked for, of that by the assessor, and who may observe."""

    key: str
    label: str
    minimum: int
    by_assessor: int
    by_milestone: str
    observers: frozenset[str]
    rule: str


def milestones(pack: Pack, clock: Clock) -> tuple[Milestone, ...]:
    """Every milestone and step of the pack for this clock, in the order of their days."""
    rules = [(key, rule, True) for key, rule in pack.asye.milestones.items()]
    rules += [(key, rule, False) for key, rule in pack.asye.steps.items()]
    return tuple(
        sorted(
            (_milestone(pack, clock, key, rule, main) for key, rule, main in rules),
            key=lambda milestone: (milestone.on, milestone.key),
        )
    )


def position(pack: Pack, clock: Clock, on: date) -> Position:
    """Month, week, last day and milestones as seen on a day (CLK-01, CLK-02, CLK-04, CLK-05)."""
    month, week, ends = clock.month(on), clock.week(on), clock.ends_on
    main = tuple(_milestone(pack, clock, key, rule, True) for key, rule in pack.asye.milestones.items())
    paused = sum(end - begin for begin, end in clock.spans)
    moved = f", moved by {count(paused, 'paused day')}" if paused else ""
    return Position(
        rules=("CLK-01", "CLK-02", *(("CLK-03", "CLK-04") if paused else ()), "CLK-05"),
        because=f"{day(on)} is in month {month} and week {week} of the programme that began on {began(clock)}; "
        f"it ends on {day(ends)}{moved}",
        figures={
            "start": clock.start,
            "on": on,
            "effective": clock.effective(on),
            "months": clock.months,
            "paused_days": paused,
        },
        month=month,
        week=week,
        ends_on=ends,
        milestones=main,
    )


def submit_by(pack: Pack, panel_on: date, *, start: date | None = None) -> Dated:
    """The last day a portfolio may be submitted for a panel (MOD-02), on a working day.

    `start` is needed only where the pack counts from the anniversary of the start.
    """
    rule = pack.asye.submission
    if rule is None or (rule.anchor == "after_anniversary" and start is None):
        return Dated(
            rules=("MOD-02",), because=silence(pack.title, "when portfolios are submitted"), silent=True, on=None
        )
    submit = _submission(rule, panel_on, start)
    unit = count(rule.lead, rule.unit.rstrip("s").replace("_", " "))
    anchor = (
        f"before the panel on {day(panel_on)}"
        if rule.anchor == "before_panel"
        else "after the anniversary of the start"
    )
    return Dated(
        rules=(rule.rule, "CLK-05"),
        because=f"Portfolios are submitted {unit} {anchor}: by {day(submit)}",
        figures={"panel_on": panel_on, "lead": rule.lead, "unit": rule.unit, "anchor": rule.anchor},
        on=submit,
    )


def evidence_needed(pack: Pack, *, by_milestone: str = "") -> tuple[Needed, ...]:
    """The evidence minimums for the year, or those due by one milestone."""
    return tuple(
        _needed(key, rule) for key, rule in pack.asye.evidence.items() if (rule.by_milestone or "") == by_milestone
    )


def _milestone(pack: Pack, clock: Clock, key: str, rule: MilestoneRule, main: bool) -> Milestone:
    months = _months(pack, clock, rule)
    exact = clock.milestone(months) if months else clock.start
    on = working_day_on_or_before(exact) if rule.deadline else exact
    moved = f", moved to the working day before {day(exact)}" if on != exact else ""
    after = after_start(clock, months)
    return Milestone(
        key=key,
        label=rule.label,
        on=on,
        rule=rule.rule,
        because=f"{after}{moved}",
        kind="milestone" if main else "step",
        review=rule.review,
        final=rule.final,
        window_from=on - timedelta(days=rule.window_days_before),
        window_to=on + timedelta(days=rule.window_days_after),
    )


def began(clock: Clock) -> str:
    """The first day, and what was done before it with another employer."""
    return f"{day(clock.start)} with {count(clock.done, 'day')} done before" if clock.done else day(clock.start)


def after_start(clock: Clock, months: int) -> str:
    """From where a day of the year is counted."""
    if not months:
        return f"At the start on {day(clock.start)}"
    if clock.done:
        here = day(clock.start)
        return (
            f"{count(months, 'month')} of the year, {count(clock.done, 'day')} of it done before it went on on {here}"
        )
    return f"{count(months, 'month')} after the start on {day(clock.start)}"


def _months(pack: Pack, clock: Clock, rule: MilestoneRule) -> int:
    """A milestone keeps its place in a programme of another length (CLK-06)."""
    if not rule.pro_rata or clock.months == pack.programme.months:
        return rule.after_months
    return rule.after_months * clock.months // pack.programme.months


def _submission(rule: LeadTime, panel_on: date, start: date | None) -> date:
    if rule.anchor == "after_anniversary" and start is not None:
        return working_day_on_or_before(add_months(start, FULL_YEAR) + timedelta(days=rule.lead))
    if rule.unit == "working_days":
        return working_days_before(panel_on, rule.lead)
    return working_day_on_or_before(panel_on - timedelta(days=rule.lead))


def _needed(key: str, rule: Evidence) -> Needed:
    return Needed(key, rule.label, rule.minimum, rule.by_assessor, rule.by_milestone or "", rule.observers, rule.rule)
