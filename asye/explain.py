"""The questions about the assessed year."""

from __future__ import annotations

from asye import policy
from workforce import explain
from workforce.explain import Field, Payload, Question, Reply


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
        },
    )


def _moderation_deadlines(payload: Payload) -> Reply:
    found = policy.submit_by(explain.pack(payload), explain.day(payload, "panel_on"))
    return explain.told(found, {"submit_by": explain.iso(found.on)})


QUESTIONS = (
    Question(
        "asye-clock",
        "month, week, end and milestones of somebody's year",
        (explain.PACK, explain.START, explain.ON, explain.PAUSES),
        _asye_clock,
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
