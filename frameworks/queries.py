"""What the pages and the command show about the frameworks held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch

from frameworks.models import Framework, Section


@dataclass(frozen=True, slots=True)
class Held:
    """One framework at one level; `statements` is their number per section that has any, in the source's order."""

    code: str
    level: str | None
    title: str
    edition: str
    nation: str
    in_force_from: date
    in_force_to: date | None
    supersedes: str | None
    statements: tuple[int, ...]


def held() -> list[Held]:
    """Every framework held, in a fixed order, at two queries however many there are."""
    counted = Section.objects.annotate(size=Count("statements")).order_by("order")
    rows = Framework.objects.select_related("supersedes").prefetch_related(
        Prefetch("sections", queryset=counted, to_attr="counted")
    )
    return [
        Held(
            code=row.code,
            level=row.level or None,
            title=row.title,
            edition=row.edition,
            nation=row.nation,
            in_force_from=row.in_force_from,
            in_force_to=row.in_force_to,
            supersedes=row.supersedes.code if row.supersedes else None,
            statements=tuple(section.size for section in row.counted if section.size),
        )
        for row in rows
    ]
