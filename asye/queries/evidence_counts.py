"""How many pieces of each kind of evidence a portfolio holds. Each subject adds its counter to the table."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Count

from asye.models import Feedback, Observation, Reflection

Counter = Callable[[Collection[int]], dict[int, int]]


def reflections(portfolios: Collection[int]) -> dict[int, int]:
    """Reflections the assessor has accepted."""
    rows = Reflection.objects.filter(portfolio__in=portfolios, status=Reflection.Status.ACCEPTED).order_by()
    return dict(rows.values_list("portfolio").annotate(number=Count("pk")))


def observations(portfolios: Collection[int]) -> dict[int, int]:
    """Observations signed by both."""
    rows = Observation.objects.filter(portfolio__in=portfolios, status=Observation.Status.SIGNED).order_by()
    return dict(rows.values_list("portfolio").annotate(number=Count("pk")))


def feedback_from_families(portfolios: Collection[int]) -> dict[int, int]:
    """Answers of children, young people, parents and carers."""
    return _feedback(portfolios, Feedback.FAMILIES)


def feedback_from_professionals(portfolios: Collection[int]) -> dict[int, int]:
    """Answers of people of other services."""
    return _feedback(portfolios, [Feedback.Kind.PROFESSIONAL])


def _feedback(portfolios: Collection[int], kinds: Collection[str]) -> dict[int, int]:
    rows = Feedback.objects.filter(portfolio__in=portfolios, answered_at__isnull=False, kind__in=kinds).order_by()
    return dict(rows.values_list("portfolio").annotate(number=Count("pk")))


COUNTERS: dict[str, Counter] = {
    "reflection": reflections,
    "observation": observations,
    "feedback_family": feedback_from_families,
    "feedback_professional": feedback_from_professionals,
}


def counts_of(portfolios: Collection[int]) -> dict[int, dict[str, int]]:
    """By portfolio and kind; a kind that nothing counts yet is left out. One query a kind."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in portfolios}
    for kind, counter in COUNTERS.items():
        numbers = counter(portfolios)
        for pk in portfolios:
            found[pk][kind] = numbers.get(pk, 0)
    return found
