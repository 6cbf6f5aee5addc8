"""When a supervision agreement is reviewed (SUP-15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workforce.clock import add_months
from workforce.packs import Pack
from workforce.sentences import count, day, silence
from workforce.verdict import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Answer):
    """When a supervision agreement is to be reviewed; `due_on` is None where the policy sets no rhythm for it."""

    due_on: date | None


def agreement_review(pack: Pack, *, agreed_on: date) -> Review:
    """The last day on which the agreement is reviewed without being late (SUP-15)."""
    rule = pack.supervision.agreement
    if rule is None:
        return Review(
            rules=("SUP-15",), because=silence(pack.title, "when an agreement is reviewed"), silent=True, due_on=None
        )
    due_on = add_months(agreed_on, rule.reviewed_every_months)
    every = count(rule.reviewed_every_months, "month")
    return Review(
        rules=(rule.rule,),
        because=f"Both signed the agreement on {day(agreed_on)}; it is reviewed every {every}, so by {day(due_on)}",
        figures={"agreed_on": agreed_on, "reviewed_every_months": rule.reviewed_every_months},
        due_on=due_on,
    )
