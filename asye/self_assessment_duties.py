"""By when somebody assesses themselves against the standards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.urls import reverse

from asye.models import Portfolio, SelfAssessment
from asye.queries.self_assessment import times_of
from reminders.owed import Owed
from workforce.models import Person

SELF_ASSESSMENT = "self_assessment"


def self_assessments_owed(people: Iterable[Person], on: dt.date) -> Iterator[Owed]:
    """One for each that is not finished, of each open portfolio: three queries, however many people."""
    portfolios = list(
        Portfolio.objects.filter(practitioner__in=people, status=Portfolio.Status.OPEN)
        .select_related("practitioner", "stage", "programme")
        .prefetch_related("stage__pauses")
    )
    rows = SelfAssessment.objects.filter(portfolio__in=portfolios, sealed=True).order_by()
    finished = set(rows.values_list("portfolio", "key"))
    for portfolio in portfolios:
        for asked in times_of(portfolio):
            if (portfolio.pk, asked.key) not in finished:
                yield Owed(
                    kind=SELF_ASSESSMENT,
                    key=f"{SELF_ASSESSMENT}:{portfolio.pk}:{asked.key}",
                    about=portfolio.practitioner,
                    owner=portfolio.practitioner,
                    due_on=asked.due_on,
                    address=reverse("asye:self_assessments", args=[portfolio.pk]),
                    rule=asked.rule,
                    because=f"{asked.label}: {asked.because[:1].lower()}{asked.because[1:]}",
                )
