"""The crosswalk as those who edit it see it: links by pair of frameworks, and what was changed by whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from asye.models import CrosswalkChange
from frameworks.models import CrosswalkLink, Statement, short_name
from workforce.access import Access

ENDS = ("from_statement__section__framework", "to_statement__section__framework")


@dataclass(frozen=True, slots=True)
class Step:
    """Two frameworks that are linked."""

    key: str
    label: str
    links: int


def steps() -> list[Step]:
    """Each pair of frameworks with the number of links between them: one query."""
    rows = (
        CrosswalkLink.objects.held()
        .order_by(f"{ENDS[0]}__order", f"{ENDS[1]}__order")
        .values_list(*ENDS, *(f"{end}__{name}" for end in ENDS for name in ("code", "order")))
        .annotate(links=Count("pk"))
    )
    return [Step(f"{row[0]}-{row[1]}", f"{short_name(row[2])} and {short_name(row[4])}", row[-1]) for row in rows]


def links(step: str = "") -> QuerySet[CrosswalkLink]:
    """The links that count, in the order of the sources; of one step such as "3-1" only, if given."""
    rows = CrosswalkLink.objects.held().select_related(*ENDS)
    if step:
        start, _, end = step.partition("-")
        rows = rows.filter(**{ENDS[0]: int(start), ENDS[1]: int(end)})
    order = [f"{side}__{name}" for side in ("from_statement", "to_statement")
             for name in ("section__framework__order", "section__order", "order")]  # fmt: skip
    return rows.order_by(*order)


def links_of(statement: Statement) -> list[CrosswalkLink]:
    return list(links().filter(Q(from_statement=statement) | Q(to_statement=statement)))


def changes(access: Access) -> QuerySet[CrosswalkChange]:
    """What was changed, the latest first; `may_undo` says whether nothing was changed on top of it."""
    joined = [f"{side}__{end}" for side in ("before", "after") for end in ENDS]
    held = CrosswalkLink.objects.held()
    on_top = held.filter(
        Q(from_statement=OuterRef("before__from_statement"), to_statement=OuterRef("before__to_statement"))
    )
    return (
        CrosswalkChange.objects.visible_to(access)
        .select_related("by", *joined)
        .annotate(
            may_undo=Q(Exists(held.filter(pk=OuterRef("after")))) | (Q(after=None) & ~Q(Exists(on_top))),
        )
    )


def changes_of(statement: Statement, access: Access) -> list[CrosswalkChange]:
    ends = Q()
    for side in ("before", "after"):
        ends |= Q(**{f"{side}__from_statement": statement}) | Q(**{f"{side}__to_statement": statement})
    return list(changes(access).filter(ends)[:50])
