"""Whether a practitioner needs a registered professional supervisor beside the line manager, and by when (SUP-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workforce.packs import Pack
from workforce.sentences import count, day, silence
from workforce.verdict import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional(Answer):
    """`due_on` is the last day to arrange it without being late; None where nobody is missing or no time is set."""

    needed: bool
    missing: bool
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Who stands over a practitioner: whether each is on the register; None where there is nobody.

    `without_since` is the first day on which there was a line manager off the register and nobody registered beside.
    """

    manager: bool | None
    supervisor: bool | None
    professional: bool | None
    without_since: date


def professional(pack: Pack, *, stage: str, lines: Lines) -> Professional:
    """Whether a registered professional supervisor is needed, and whether there is one.

    Somebody on the register who supervises in the line manager's place is one. Nobody is needed where there is no
    line manager yet: that is another gap.
    """
    rule = pack.supervision.professional
    if rule is None:
        about = "who needs a registered professional supervisor"
        return Professional(
            rules=("SUP-11",), because=silence(pack.title, about), silent=True, needed=False, missing=False
        )
    if stage not in rule.stages:
        return _not_needed(rule.rule, "This is asked of practitioners alone")
    if lines.manager is None:
        return _not_needed(rule.rule, "There is no line manager to stand beside")
    if lines.manager:
        return _not_needed(rule.rule, "The line manager is a registered social worker, so nobody beside is needed")
    if lines.professional or lines.supervisor:
        because = "The line manager is no registered social worker; a registered social worker supervises beside"
        return Professional(rules=(rule.rule,), because=because, needed=True, missing=False)
    due_on = lines.without_since + timedelta(days=rule.arranged_within_days)
    within = count(rule.arranged_within_days, "day")
    return Professional(
        rules=(rule.rule,),
        because=f"Since {day(lines.without_since)} the line manager is no registered social worker and nobody "
        f"registered supervises beside; it is arranged within {within}, so by {day(due_on)}",
        figures={"since": lines.without_since, "arranged_within_days": rule.arranged_within_days},
        needed=True,
        missing=True,
        due_on=due_on,
    )


def _not_needed(rule: str, because: str) -> Professional:
    return Professional(rules=(rule,), because=because, needed=False, missing=False)
