"""The questions about the assessed year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from asye import policy
from asye.policy import self_assessment
from workforce import explain
from workforce.clock import ONE_DAY, Clock
from workforce.explain import Field, Mark, Payload, Question, Reply, Stretch, Timeline
from workforce.packs import Pack
from workforce.sentences import count


def _asye_clock(payload: Payload) -> Reply:
    pack, on = explain.pack(payload), explain.day(payload, "on")
    found = policy.position(pack, explain.clock(payload, pack, on=on), on)
    return explain.told(
        found,
        {
            "month": found.month,
            "week": found.week,
            "ends_on": found.ends_on.isoformat(),
            "milestones": {milestone.key: milestone.on.isoformat() for milestone in found.milestones},
            "steps": _steps(pack, explain.clock(payload, pack)),
            "programmes": _days(payload, pack, "on"),
            "due": _days(payload, pack, "due_on"),
            "self_assessments": _self_assessments(payload, pack),
        },
    )


def _steps(pack: Pack, clock: Clock) -> dict[str, str]:
    """The day of every step on the way that is no milestone, such as the move to a main group."""
    return {one.key: one.on.isoformat() for one in policy.milestones(pack, clock) if one.kind == "step"}


def _self_assessments(payload: Payload, pack: Pack) -> dict[str, dict[str, str]]:
    """By when each self-assessment is done, by programme."""
    found = {}
    for code in policy.template_codes(pack):
        template = policy.resolved(pack, code)
        asked = self_assessment.times(template, replace(explain.clock(payload, pack), months=template.months))
        found[code] = {one.key: one.due_on.isoformat() for one in asked}
    return found


def _days(payload: Payload, pack: Pack, of: str) -> dict[str, dict[str, str]]:
    """The day (`on`) or last day (`due_on`) of every meeting, by programme; each in a year of its own length."""
    found = {}
    for code in policy.template_codes(pack):
        template = policy.resolved(pack, code)
        clock = replace(explain.clock(payload, pack), months=template.months)
        found[code] = {one.key: getattr(one, of).isoformat() for one in policy.meetings(template, clock)}
    return found


def _year(payload: Payload) -> Timeline:
    pack = explain.pack(payload)
    clock = explain.clock(payload, pack)
    months = range(1, clock.months + 1)
    firsts = [clock.date_of_month(month) for month in months]
    lasts = [first - ONE_DAY for first in firsts[1:]] + [clock.ends_on]
    stretches = (
        Stretch(first, last, f"month {month}", _running(clock, first, last))
        for month, first, last in zip(months, firsts, lasts, strict=True)
    )
    marks = (Mark(milestone.on, milestone.label) for milestone in policy.milestones(pack, clock))
    return Timeline(tuple(stretches), tuple(marks))


def _running(clock: Clock, first: date, last: date) -> str:
    paused = sum(
        min(end, last.toordinal() + 1) - max(begin, first.toordinal())
        for begin, end in clock.spans
        if begin <= last.toordinal() and end > first.toordinal()
    )
    return f"the clock stands still on {count(paused, 'day')}" if paused else "the clock runs"


def _moderation_deadlines(payload: Payload) -> Reply:
    found = policy.submit_by(explain.pack(payload), explain.day(payload, "panel_on"))
    return explain.told(found, {"submit_by": explain.iso(found.on)})


QUESTIONS = (
    Question(
        "asye-clock",
        "month, week, end and milestones of somebody's year",
        (explain.PACK, explain.START, explain.ON, explain.PAUSES),
        _asye_clock,
        _year,
    ),
    Question(
        "moderation-deadlines",
        "by when portfolios are submitted for a panel",
        (explain.PACK, Field("panel_on", "date", "the day of the panel")),
        _moderation_deadlines,
    ),
)


def register() -> None:
    explain.register(QUESTIONS)
