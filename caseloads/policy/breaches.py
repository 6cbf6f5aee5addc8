"""What is agreed when a limit is passed: by whom, until when, and how the load comes down again (CSL-13)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workforce.packs import Pack
from workforce.sentences import count, day
from workforce.verdict import Answer, Verdict

RULE = "CSL-13"


@dataclass(frozen=True, slots=True)
class Terms:
    """What a manager puts down: why, whether somebody who may has authorised it, its last day, and the way back."""

    reason: str
    authorised: bool
    ends_on: dt.date | None
    plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueBy(Answer):
    """The day by which something is done; None where the policy sets none."""

    due_on: dt.date | None = None


def terms_hold(pack: Pack, terms: Terms, *, on: dt.date) -> Verdict:
    """Whether a passed limit is fully accounted for: a reason, an authoriser, a last day in time, a plan."""
    rule = pack.caseloads.over_limit
    if not terms.reason.strip():
        return Verdict(False, RULE, "Say why this worker should hold more than the limit")
    if rule is not None and not terms.authorised:
        return Verdict(False, RULE, "Choose who has authorised it: the policy says who may")
    if terms.ends_on is None:
        return Verdict(False, RULE, "Enter the day by which the load is back within the limit")
    if terms.ends_on <= on:
        return Verdict(False, RULE, "Enter a day after today for the load to be back within the limit")
    if rule is not None and terms.ends_on > on + dt.timedelta(days=rule.longest_days):
        last = day(on + dt.timedelta(days=rule.longest_days))
        return Verdict(
            False, RULE, f"Enter a day up to {last}: a passed limit is agreed for at most {rule.longest_days} days"
        )
    if not terms.plan.strip():
        return Verdict(False, RULE, "Say how the load comes down again")
    return Verdict(True, RULE, "The reason, the authoriser, the last day and the plan are on the record")


def completed_by(pack: Pack, *, opened_on: dt.date, ends_on: dt.date | None) -> DueBy:
    """When a manager next owes something about a passed limit: its completion, then its agreed end."""
    if ends_on is not None:
        return DueBy(
            rules=(RULE,),
            because=f"It was agreed that the load is back within the limit by {day(ends_on)}",
            figures={"agreed_until": ends_on},
            due_on=ends_on,
        )
    rule = pack.caseloads.over_limit
    if rule is None:
        return DueBy(rules=(RULE,), because="The policy does not say when the record is complete", silent=True)
    return DueBy(
        rules=(RULE,),
        because=f"The limit has been passed since {day(opened_on)}; the record with reason, authoriser, last day and "
        f"plan is complete within {count(rule.completed_within_days, 'day')}",
        figures={"since": opened_on, "days": rule.completed_within_days},
        due_on=opened_on + dt.timedelta(days=rule.completed_within_days),
    )
