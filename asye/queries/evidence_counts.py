"""How many pieces of each kind of evidence a portfolio holds. Each subject adds its counter to the table."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.db.models import Count, QuerySet, Value

from asye.models import BroughtRecord, Feedback, Observation, Reflection, WrittenWork

Rows = QuerySet[Any]
Counter = Callable[[], Rows]


def reflections() -> Rows:
    """Reflections the assessor has accepted."""
    return Reflection.objects.filter(status=Reflection.Status.ACCEPTED)


def observations() -> Rows:
    """Observations signed by both."""
    return Observation.objects.filter(status=Observation.Status.SIGNED)


def written_work() -> Rows:
    """Pieces of written work signed by both, whose judgement counts."""
    return WrittenWork.objects.filter(status=WrittenWork.Status.SIGNED, counts=True)


def feedback_from_families() -> Rows:
    """Answers of children, young people, parents and carers."""
    return Feedback.objects.filter(answered_at__isnull=False, kind__in=Feedback.FAMILIES)


def feedback_from_professionals() -> Rows:
    """Answers of people of other services."""
    return Feedback.objects.filter(answered_at__isnull=False, kind=Feedback.Kind.PROFESSIONAL)


# Each gives the rows that count, of whatever has a field `portfolio`.
COUNTERS: dict[str, Counter] = {
    "reflection": reflections,
    "observation": observations,
    "feedback_family": feedback_from_families,
    "feedback_professional": feedback_from_professionals,
    "document": written_work,
}


def counts_of(portfolios: Collection[int]) -> dict[int, dict[str, int]]:
    """By portfolio and kind; a kind that nothing counts yet is left out. One query, however many kinds.

    What was accepted or signed at another authority counts as it did there.
    """
    first, *others = count_rows(portfolios)
    return summed(portfolios, first.union(*others, all=True))


def count_rows(portfolios: Collection[int]) -> list[Rows]:
    """Rows of portfolio, kind and number, for one union with whatever else a page asks."""
    return [*(_numbers(kind, counter(), portfolios) for kind, counter in COUNTERS.items()), _brought(portfolios)]


def summed(portfolios: Collection[int], rows: Iterable[tuple[int, str, int]]) -> dict[int, dict[str, int]]:
    found = {pk: dict.fromkeys(COUNTERS, 0) for pk in portfolios}
    for portfolio, kind, number in rows:
        if kind in COUNTERS:
            found[portfolio][kind] += number
    return found


def _numbers(kind: str, rows: Rows, portfolios: Collection[int]) -> Rows:
    grouped = rows.filter(portfolio__in=portfolios).order_by().values("portfolio")
    return grouped.annotate(kind=Value(kind), number=Count("pk")).values_list("portfolio", "kind", "number")


def _brought(portfolios: Collection[int]) -> Rows:
    rows = BroughtRecord.objects.filter(portfolio__in=portfolios).exclude(counts_as="").order_by()
    return (
        rows.values("portfolio", "counts_as")
        .annotate(number=Count("pk"))
        .values_list("portfolio", "counts_as", "number")
    )
