"""How many pieces of each kind of evidence a portfolio holds. Each subject adds its counter to the table."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.db.models import Count

from asye.models import Reflection

Counter = Callable[[Collection[int]], dict[int, int]]


def reflections(portfolios: Collection[int]) -> dict[int, int]:
    """Reflections the assessor has accepted."""
    rows = Reflection.objects.filter(portfolio__in=portfolios, status=Reflection.Status.ACCEPTED).order_by()
    return dict(rows.values_list("portfolio").annotate(number=Count("pk")))


COUNTERS: dict[str, Counter] = {"reflection": reflections}


def counts_of(portfolios: Collection[int]) -> dict[int, dict[str, int]]:
    """By portfolio and kind; a kind that nothing counts yet is left out. One query a kind."""
    found: dict[int, dict[str, int]] = {pk: {} for pk in portfolios}
    for kind, counter in COUNTERS.items():
        numbers = counter(portfolios)
        for pk in portfolios:
            found[pk][kind] = numbers.get(pk, 0)
    return found
