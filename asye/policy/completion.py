"""Whether a year was completed, and what that means for a permanent post (ASY-08, PRG-05)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from workforce.clock import Clock
from workforce.packs import Pack
from workforce.sentences import day, silence
from workforce.verdict import Answer, Verdict

State = Literal["completed", "running", "unfinished"]
PASSED, SUBMITTED, ENDED = "passed", "submitted", frozenset({"failed", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion(Answer):
    """`allows_post` says whether this year stands in the way of a permanent post; null where the pack says nothing."""

    state: State
    allows_post: bool | None


def completion(pack: Pack, *, clock: Clock, status: str, on: date, recorded_on: date | None = None) -> Completion:
    """How a year ended as seen on a day. `recorded_on` is when exceptional circumstances were recorded.

    A year with the panel is not held to have ended: what the panel decides is not known yet.
    """
    rule = pack.asye.completion
    state = _state(clock, status, on)
    if rule is None:
        told = silence(pack.title, "what an unfinished year means for a permanent post")
        return Completion(rules=("ASY-08",), because=told, silent=True, state=state, allows_post=None)
    lifts = state == "unfinished" and rule.exceptional_circumstances and recorded_on is not None
    allows = state == "completed" or lifts or (state == "unfinished" and not rule.bars_permanent_post)
    return Completion(
        rules=(rule.rule, "PRG-05"),
        because=_because(state, status, clock, allows, recorded_on if lifts else None),
        figures={"ends_on": clock.ends_on, "on": on, "recorded_on": recorded_on},
        state=state,
        allows_post=allows,
    )


def may_record(pack: Pack, found: Completion) -> Verdict:
    """Whether exceptional circumstances can be recorded for a year."""
    if pack.asye.completion is None or not pack.asye.completion.exceptional_circumstances:
        return Verdict(False, "ASY-08", f"The policy {pack.title} knows no exceptional circumstances")
    because = {
        "completed": "This year was completed. There is nothing to record",
        "running": "This year has not ended. Wait for its last day or for the panel",
        "unfinished": found.because,
    }
    return Verdict(found.state == "unfinished", "ASY-08", because[found.state])


def _state(clock: Clock, status: str, on: date) -> State:
    if status == PASSED:
        return "completed"
    return "unfinished" if status in ENDED or (status != SUBMITTED and on > clock.ends_on) else "running"


def _because(state: State, status: str, clock: Clock, allows: bool, recorded_on: date | None) -> str:
    if state == "completed":
        return "The year was passed, so it does not stand in the way of a permanent post"
    if state == "running":
        there = "It is with the panel" if status == SUBMITTED else f"The year runs to {day(clock.ends_on)}"
        return f"{there}. A permanent post comes after it is completed"
    ended = {"failed": "The year was not passed", "withdrawn": "The year was ended before its time"}
    told = ended.get(status, f"The year was not completed by {day(clock.ends_on)}")
    if recorded_on is not None:
        return f"{told}. Exceptional circumstances were recorded on {day(recorded_on)}, so a permanent post is open"
    return f"{told}, so a permanent post is {'open all the same' if allows else 'not open'}"
