"""The programme of a portfolio: the template it keeps, and the days of its meetings on the person's own clock."""

from __future__ import annotations

from functools import lru_cache

from asye import policy
from asye.models import Portfolio
from asye.policy import DatedMeeting
from workforce.clock import Clock
from workforce.facts import clock_of
from workforce.packs import Pack
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on


def template_of(portfolio: Portfolio) -> Template | None:
    """The template the portfolio keeps; where it keeps none, the one its first day's policy begins years with.

    Nothing where that policy has no programme.
    """
    if portfolio.programme_id is not None:
        assert portfolio.programme is not None
        return template_from(portfolio.programme.content)
    return first_template(pack_on(portfolio.started_on))


def first_template(pack: Pack) -> Template | None:
    """The resolved template that years begin with under a pack."""
    codes = policy.template_codes(pack)
    return policy.resolved(pack, codes[0]) if codes and pack.asye.begins_with else None


@lru_cache(maxsize=64)
def template_from(content: str) -> Template:
    return Template.model_validate_json(content)


def meetings_of(portfolio: Portfolio, clock: Clock | None = None) -> tuple[DatedMeeting, ...]:
    """Every meeting of the portfolio's programme with its days, on its clock or on another that is tried.

    Without those that were over before the year moved to it.
    """
    template = template_of(portfolio)
    every = policy.meetings(template, clock or clock_of(portfolio.stage)) if template else ()
    return tuple(one for one in every if portfolio.carried.get(one.key, 0) is not None)
