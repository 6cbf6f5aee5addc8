"""How many pieces of evidence the programme of a portfolio asks for, beside how many there are (ASY-02, ASY-03)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from asye.models import Observation, Portfolio
from asye.queries.evidence_counts import counts_of
from asye.queries.programme import template_of
from workforce.models import Person
from workforce.packs.schema.templates import Template
from workforce.policy_in_force import pack_on
from workforce.sentences import count
from workforce.why import Why, why_of

USUAL = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """One kind: what the programme calls it, how many it asks for over its whole length, how many count."""

    label: str
    minimum: int
    by_assessor: int
    held: int
    why: Why


def asked_of(portfolio: Portfolio, *keys: str, on: dt.date) -> dict[str, Asked]:
    """By key those of these kinds that the portfolio's own programme asks for: one query.

    A newer edition of the policy changes nothing in a programme that is kept.
    """
    template = template_of(portfolio)
    wanted = [key for key in keys if template is not None and key in template.evidence]
    if template is None or not wanted:
        return {}
    held, pack = counts_of([portfolio.pk])[portfolio.pk], pack_on(on)
    found = {}
    for key in wanted:
        asked, known = template.evidence[key], pack.asye.evidence.get(key)
        share = f", at least {asked.by_assessor} of them by the assessor" if asked.by_assessor else ""
        because = f"The programme “{template.label}” asks for {asked.minimum} {over(template)}{share}."
        why = why_of(known.rule if known else "ASY-02", because, pack)
        found[key] = Asked(asked.label, asked.minimum, asked.by_assessor, held.get(key, 0), why)
    return found


def over(template: Template) -> str:
    """Over what time a programme asks for its evidence: “in the year”, “in its 24 months”."""
    return "in the year" if template.months == USUAL else f"in its {count(template.months, 'month')}"


def observed_by_assessor(portfolio: Portfolio) -> int:
    """Signed observations by whoever assessed this practitioner at any time."""
    assessors = Person.objects.filter(holds__kind="assesses", holds__person=portfolio.practitioner_id)
    signed = Observation.objects.filter(portfolio=portfolio, status=Observation.Status.SIGNED)
    return signed.filter(observer__in=assessors.order_by().values("pk")).count()
