"""Written work as its pages show it: the form it is read against, who may assess, what is signed of each kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from asye.models import Portfolio, WorkAssessment, WrittenWork
from asye.policy import written_work as rules
from asye.queries.asked import over
from asye.queries.evidence_counts import counts_of, written_work
from asye.queries.parties import holders_of
from asye.queries.programme import template_from, template_of
from frameworks.models import Statement
from workforce.models import Person
from workforce.packs.schema.written_work import WrittenWork as Form
from workforce.verdict import Refused

KEY = "document"  # what the programmes call it where they ask for evidence
NO_FORM = "The programme of this portfolio has no form for written work"


def form_for(portfolio: Portfolio) -> Form:
    """The form of the portfolio's programme.

    Raises:
        Refused: it has none.
    """
    template = template_of(portfolio)
    if template is None or template.written_work is None:
        raise Refused(NO_FORM)
    return template.written_work


def form_of(work: WrittenWork) -> Form:
    """The form a piece is read against: that of the programme it was handed in under."""
    if work.programme is not None:
        kept = template_from(work.programme.content).written_work
        if kept is not None:
            return kept
    return form_for(work.portfolio)


def assessors_of(portfolio: Portfolio, form: Form, on: dt.date) -> dict[str, Person]:
    """By party the people of whom one may assess, as the form names them."""
    holders = holders_of([portfolio.practitioner], on)[portfolio.practitioner_id]
    return {party: holders[party].person for party in form.assessed_by if party in holders}


@dataclass(frozen=True, slots=True)
class Needed:
    """How many pieces the programme asks for and how many are signed and count; by kind where it names one."""

    minimum: int
    held: int
    kinds: tuple[rules.KindAsked, ...]
    rule: str
    because: str


def needed(portfolio: Portfolio) -> Needed | None:
    """Nothing where the programme asks for none."""
    template = template_of(portfolio)
    if template is None or template.written_work is None or KEY not in template.evidence:
        return None
    form, minimum = template.written_work, template.evidence[KEY].minimum
    kinds = list(written_work().filter(portfolio=portfolio).order_by().values_list("kind", flat=True))
    held = counts_of([portfolio.pk])[portfolio.pk][KEY]
    because = f"The programme “{template.label}” asks for {minimum} {over(template)}, assessed and signed by both."
    return Needed(minimum, held, rules.kinds_asked(form, kinds), form.rule, because)


def finished(work: WrittenWork) -> WorkAssessment | None:
    return work.assessments.filter(finished_at__isnull=False).select_related("author").first()


def shown_statements(work: WrittenWork, words: Mapping[str, str]) -> list[tuple[Statement, str]]:
    """The statements of the portfolio's own frameworks that the form says are shown, and why.

    While the year is on trial those it may be put back to are its own too (FRW-11).
    """
    whys = rules.shown(form_of(work), words)
    trial = work.portfolio.trial
    own = Q(section__framework__portfolios=work.portfolio_id)
    own |= Q(section__framework__in=trial.was["editions"] if trial else ())
    rows = Statement.objects.filter(own).distinct()
    found = [(row, whys.get(row.key)) for row in rows.select_related("section__framework")]
    return [(row, why) for row, why in found if why is not None]
