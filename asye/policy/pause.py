"""Pauses of one year together: whether one more fits, whose turn it is to agree (CLK-03)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from workforce import policy
from workforce.clock import Clock, Pause
from workforce.packs import Pack
from workforce.sentences import day
from workforce.verdict import Verdict

ROLES = {
    "manager": "practice manager",
    "assessor": "assessor",
    "group_manager": "group manager",
    "lead": "programme lead",
}


def may_pause(pack: Pack, *, start: date, pause: Pause, others: Sequence[Pause], months: int) -> Verdict:
    """Whether the pause may be agreed beside the others: reason and length, no overlap, in the year, under the cap."""
    found = policy.check_pause(pack, pause)
    if not found:
        return found
    if pause.from_on < start:
        return Verdict(False, "CLK-03", f"The year begins on {day(start)}: a pause cannot begin before it")
    if pause.from_on > Clock(start, tuple(others), months).ends_on:
        return Verdict(False, "CLK-03", "The year is over by then, so there is nothing to pause")
    for other in others:
        if pause.from_on <= other.to_on and other.from_on <= pause.to_on:
            told = f"{day(other.from_on)} to {day(other.to_on)}"
            return Verdict(
                False, "CLK-03", f"There is a pause from {told} already. Ask for another last day of that one"
            )
    policy.clock(pack, start=start, pauses=[*others, pause], months=months)
    return found


def next_to_agree(pack: Pack, agreed: Collection[str]) -> str | None:
    """The next of those the pack names, in its order; None once all have agreed."""
    return next((role for role in pack.programme.pauses.agreed_in_order if role not in agreed), None)
