"""Concerns about somebody's progress: the stages in order, by when they meet, what a stage may end in (WRK-11)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from workforce.clock import working_day_on_or_before
from workforce.packs import Pack
from workforce.sentences import count, day
from workforce.verdict import Verdict

IMPROVED, GO_ON, NEXT, NOT_MET = "improved", "go_on", "next", "not_met"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage as it begins on a day: `meet_by` is the last day to meet."""

    code: str
    label: str
    led_by: str
    read_by: tuple[str, ...]
    meet_by: date
    rule: str
    because: str


def stage(pack: Pack, code: str, began_on: date) -> Stage:
    """Return a stage that begins on a day; KeyError where the pack has none of that name."""
    rule = pack.people.progress_concerns
    if rule is None:
        raise KeyError(code)
    found = rule.stages[code]
    meet_by = working_day_on_or_before(began_on + timedelta(days=found.meet_within_days))
    because = (
        f"{found.label}: it began on {day(began_on)}, and they meet within {count(found.meet_within_days, 'day')}."
    )
    return Stage(code, found.label, found.led_by, found.read_by, meet_by, f"{found.rule}, CLK-05", because)


def first_stage(pack: Pack) -> str | None:
    rule = pack.people.progress_concerns
    return next(iter(rule.stages), None) if rule else None


def next_stage(pack: Pack, code: str) -> str | None:
    """The stage after this one; None after the last."""
    rule = pack.people.progress_concerns
    codes = list(rule.stages) if rule else []
    place = codes.index(code) + 1 if code in codes else len(codes)
    return codes[place] if place < len(codes) else None


def latest_review(pack: Pack, code: str, met_on: date) -> date:
    """The last day to look again after a meeting of this stage."""
    rule = pack.people.progress_concerns
    days = rule.stages[code].review_within_days if rule and code in rule.stages else 0
    return working_day_on_or_before(met_on + timedelta(days=days))


def results(pack: Pack, code: str) -> tuple[str, ...]:
    """What this stage may end in: the last one cannot go on to another, and only it says that it is not met."""
    return (IMPROVED, GO_ON, NEXT) if next_stage(pack, code) else (IMPROVED, GO_ON, NOT_MET)


def may_end(pack: Pack, code: str, result: str, *, met: bool, actions_open: int) -> Verdict:
    """Whether a stage may end so: they have met, and what is improved leaves no action open."""
    if result not in results(pack, code):
        return Verdict(False, "WRK-11", "This stage cannot end like that. Choose one of those listed")
    if not met:
        return Verdict(False, "WRK-11", "Record the meeting first: nobody decides without having met")
    if result == IMPROVED and actions_open:
        return Verdict(False, "WRK-11", f"{count(actions_open, 'action')} not done yet: say of each what became of it")
    return Verdict(True, "WRK-11", "They have met")


def next_to_sign(pack: Pack, signed: Collection[str]) -> str | None:
    rule = pack.people.progress_concerns
    return next((party for party in rule.signed_by if party not in signed), None) if rule else None


def may_recommend(pack: Pack, *, open_concern: bool) -> Verdict:
    """The procedure ends ahead of the final assessment, because its outcome is part of it."""
    rule = pack.people.progress_concerns
    if rule and rule.before_final and open_concern:
        return Verdict(
            False, "WRK-11", "A concern about progress is not settled yet. It ends, and is signed, before you recommend"
        )
    return Verdict(True, "WRK-11", "No concern about progress is open")
