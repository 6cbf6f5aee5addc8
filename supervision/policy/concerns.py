"""Whom a concern may be put to, by when it is answered, and when it may go further up (WRK-12)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from workforce.clock import add_months, working_day_on_or_before
from workforce.packs import Pack
from workforce.sentences import count, day, listed, silence
from workforce.verdict import Answer, Verdict

RULE = "WRK-12"
LABELS: Mapping[str, str] = {
    "manager": "line manager",
    "supervisor": "supervisor",
    "group_manager": "group manager",
    "lead": "service development lead",
    "principal": "principal social worker",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One tier above a worker, and the primary key of who holds it."""

    tier: str
    holder: int

    @property
    def label(self) -> str:
        return LABELS[self.tier]


def rungs(pack: Pack, *, worker: int, holders: Mapping[str, int]) -> tuple[Rung, ...]:
    """The tiers of the policy that somebody holds, lowest first: nobody twice, and never the worker."""
    rule = pack.people.concerns
    found: dict[int, Rung] = {}
    for tier in rule.tiers if rule else ():
        holder = holders.get(tier)
        if holder is not None and holder != worker:
            found.setdefault(holder, Rung(tier, holder))
    return tuple(found.values())


def may_put_to(line: Sequence[Rung], tier: str, *, about: Collection[str], tried: str) -> Verdict:
    """Whether a concern may go to this tier. Nobody below is passed by, unless it is about them or they were told."""
    names = [rung.tier for rung in line]
    if tier not in names:
        return Verdict(False, RULE, "Choose one of the people above you")
    if tier in about:
        return Verdict(False, RULE, "A concern about somebody is put to somebody else")
    passed = [rung for rung in line[: names.index(tier)] if rung.tier not in about]
    if passed and not tried.strip():
        named = listed([f"your {rung.label}" for rung in passed])
        return Verdict(False, RULE, f"Say what you have tried with {named}, or that your concern is about them")
    return Verdict(True, RULE, "Nobody is passed by without a reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerBy(Answer):
    """The last day for an answer; None where the policy sets no days."""

    due_on: date | None


def answer_by(pack: Pack, *, put_on: date) -> AnswerBy:
    """When an answer is due to what was put to somebody on a day."""
    rule = pack.people.concerns
    if rule is None:
        return AnswerBy(
            rules=(RULE,), because=silence(pack.title, "when a concern is answered"), silent=True, due_on=None
        )
    due_on = working_day_on_or_before(put_on + timedelta(days=rule.answered_within_days))
    within = count(rule.answered_within_days, "day")
    return AnswerBy(
        rules=(rule.rule, "CLK-05"),
        because=f"It was put to them on {day(put_on)} and is answered within {within}, so by {day(due_on)}",
        figures={"put_on": put_on, "answered_within_days": rule.answered_within_days},
        due_on=due_on,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a concern stands with the person it was last put to. `is_here` is false once they have left."""

    answer_by: date
    answered: bool
    settled: bool | None
    is_here: bool = True


def may_escalate(stands: Stands, above: Rung | None, *, on: date) -> Verdict:
    """Whether the worker may take it to the tier above on a day."""
    if above is None:
        return Verdict(False, RULE, "Nobody above them is named in the record. HR can say who it is")
    if stands.answered:
        if stands.settled is False:
            return Verdict(True, RULE, f"The answer did not settle it, so it may go to your {above.label}")
        return Verdict(False, RULE, "It was answered. Say first whether the answer settles it")
    if not stands.is_here:
        return Verdict(True, RULE, f"The person it was put to has left, so it may go to your {above.label}")
    if on > stands.answer_by:
        return Verdict(
            True, RULE, f"It was not answered by {day(stands.answer_by)}, so it may go to your {above.label}"
        )
    return Verdict(False, RULE, f"They have until {day(stands.answer_by)} to answer")


def above(pack: Pack, line: Sequence[Rung], tier: str, *, asked: Collection[int]) -> Rung | None:
    """The next rung above a tier whose holder has not been asked yet."""
    rule = pack.people.concerns
    order = rule.tiers if rule else ()
    height = order.index(tier) if tier in order else -1
    higher = (rung for rung in line if order.index(rung.tier) > height)
    return next((rung for rung in higher if rung.holder not in asked), None)


def shown_total(pack: Pack, number: int, of: int | None = None) -> int | None:
    """A total that may be shown; None for one so small that it could point at somebody.

    With `of`, `number` is a part of it: then what is left over must not be small either.
    """
    rule = pack.people.concerns
    if rule is None:
        return None
    parts = (number,) if of is None else (number, of - number, of)
    small = any(0 < part < rule.totals_shown_from for part in parts)
    return None if small else number


def kept_since(pack: Pack, *, on: date) -> date | None:
    """Concerns of people who left before this day are no longer kept; None where the policy sets no years."""
    kept = pack.retention.get("concern")
    return add_months(on, -12 * kept.years) if kept and kept.years else None
