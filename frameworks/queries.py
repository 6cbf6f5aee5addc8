"""What the pages and the command show about the frameworks held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q

from frameworks.models import CrosswalkLink, Framework, Resource, Section, Statement, Topic
from frameworks.policy import crosswalk


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
            statements=tuple(section.size for section in row.counted if section.size),  # type: ignore[attr-defined]
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition with the levels it is held at; `sizes` is the number of statements of each."""

    code: str
    levels: tuple[Framework, ...]
    sizes: tuple[int, ...]
    in_force: bool

    @property
    def first(self) -> Framework:
        return self.levels[0]

    @property
    def rows(self) -> list[tuple[Framework, int]]:
        return list(zip(self.levels, self.sizes, strict=True))


def editions(access: Any, *, on: date) -> list[Edition]:
    """Every edition this person may see, its levels together: one query."""
    rows = (
        Framework.objects.visible_to(access)
        .annotate(size=Count("sections__statements"))
        .order_by("order", "code", "level")  # a grouped query forgets the order the model gives
    )
    found = []
    for code, group in groupby(rows, key=lambda row: row.code):
        levels = tuple(group)
        sizes = tuple(row.size for row in levels)  # type: ignore[attr-defined]
        found.append(Edition(code=code, levels=levels, sizes=sizes, in_force=levels[0].is_in_force(on)))
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """A section as the page shows it; a group (key role, focal area) has no statements of its own."""

    section: Section
    statements: tuple[Statement, ...]
    has_parts: bool


def parts(framework: Framework, *, words: str = "") -> list[Part]:
    """The sections of a framework in order, or only those with statements that match: two queries."""
    statements = Statement.objects.matching(words).order_by("order")
    rows = list(
        framework.sections.select_related("parent")
        .order_by("order")
        .prefetch_related(Prefetch("statements", queryset=statements, to_attr="shown"))
    )
    parents = {row.parent_id for row in rows}
    found = [Part(section=row, statements=tuple(row.shown), has_parts=row.pk in parents) for row in rows]  # type: ignore[attr-defined]
    return [part for part in found if part.statements or not (words or part.has_parts)]


@dataclass(frozen=True, slots=True)
class Column:
    """One level's statements of a domain."""

    framework: Framework
    section: Section
    statements: tuple[Statement, ...]


def side_by_side(access: Any, *, code: str, number: str) -> list[Column]:
    """A domain at every level it is held at, lowest level first: two queries."""
    rows = (
        Section.objects.visible_to(access)
        .filter(framework__code=code, number=number, kind=Section.Kind.DOMAIN)
        .select_related("framework")
        .order_by("framework__order")
        .prefetch_related(Prefetch("statements", queryset=Statement.objects.order_by("order"), to_attr="shown"))
    )
    return [Column(framework=row.framework, section=row, statements=tuple(row.shown)) for row in rows]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: Any
    after: Any


def neighbours(rows: Sequence[Any], number: str) -> Neighbours:
    """What stands before and after a number in a list of rows with numbers; None at either end."""
    at = next(n for n, row in enumerate(rows) if row.number == number)
    return Neighbours(before=rows[at - 1] if at else None, after=rows[at + 1] if at + 1 < len(rows) else None)


def topics_by_heading(statement: Statement) -> list[tuple[str, list[Topic]]]:
    """The Toolkit topics of a statement under their headings, in the Toolkit's order: one query."""
    rows = statement.topics.order_by("order")
    return [
        (str(heading), list(group)) for heading, group in groupby(rows, key=lambda topic: topic.get_heading_display())
    ]


@dataclass(frozen=True, slots=True)
class Relative:
    """A statement of another framework that says the same, overlaps or touches; `links` of one step have a note."""

    statement: Statement
    strength: str
    note: str
    is_ours: bool
    is_direct: bool

    @property
    def strength_text(self) -> str:
        return str(CrosswalkLink.Strength(self.strength).label)


def relatives(access: Any, statement: Statement) -> list[Relative]:
    """The crosswalk of one statement by framework, strongest first, by way of others that say the same: two queries."""
    links = list(CrosswalkLink.objects.held())
    found = crosswalk.relatives(((k.from_statement_id, k.to_statement_id, k.strength) for k in links), statement.pk)
    own = {k.to_statement_id if k.from_statement_id == statement.pk else k.from_statement_id: k
           for k in links if statement.pk in (k.from_statement_id, k.to_statement_id)}  # fmt: skip
    rows = (
        Statement.objects.visible_to(access)
        .filter(pk__in=found)
        .select_related("section__framework")
        .order_by("section__framework__order", "section__order", "order")
    )
    shown = [_relative(row, found[row.pk], own.get(row.pk)) for row in rows]
    return sorted(shown, key=_place)


def _place(relative: Relative) -> tuple[int, int]:
    return relative.statement.section.framework.order, crosswalk.STRENGTHS.index(relative.strength)


def _relative(row: Statement, strength: str, link: CrosswalkLink | None) -> Relative:
    if link is None or link.strength != strength:
        return Relative(row, strength, note="", is_ours=link.is_ours if link else False, is_direct=link is not None)
    return Relative(row, strength, note=link.note, is_ours=link.is_ours, is_direct=True)


MOST_HELPFUL = 20


def resources_for(access: Any, statement: Statement, relatives: Sequence[Relative]) -> list[Resource]:
    """Resources that help with a statement, then those for what it is related to: one query."""
    mapped = Resource.statements.through.objects.filter(resource=OuterRef("pk"))
    near = [statement.pk, *(relative.statement.pk for relative in relatives)]
    rows = (
        Resource.objects.visible_to(access)
        .filter(Exists(mapped.filter(statement__in=near)))
        .annotate(is_own=Exists(mapped.filter(statement=statement)))
        .order_by("-is_own", "title", "pk")
    )
    return list(rows[:MOST_HELPFUL])


@dataclass(frozen=True, slots=True)
class TopicLine:
    topic: Topic
    resources: int


def topic_headings(access: Any) -> list[tuple[str, list[TopicLine]]]:
    """The library's topics under their five headings, each with its number of resources: one query."""
    rows = Topic.objects.visible_to(access).order_by("order").annotate(
        held=Count("resources", filter=Q(resources__withdrawn_at=None))
    )  # fmt: skip
    return [
        (str(heading), [TopicLine(row, row.held) for row in group])  # type: ignore[attr-defined]
        for heading, group in groupby(rows, key=lambda row: row.get_heading_display())
    ]


def statements_of(access: Any, subject: Topic | Resource) -> list[tuple[Framework, list[Statement]]]:
    """The statements a resource is mapped to; a topic itself, or by what is kept under it. By framework: one query."""
    if isinstance(subject, Topic):
        under = Resource.objects.visible_to(access).filter(topics=subject, statements=OuterRef("pk"))
        mapped = Q(topics=subject) | Q(Exists(under))
    else:
        mapped = Q(resources=subject)
    rows = (
        Statement.objects.visible_to(access)
        .filter(mapped)
        .distinct()
        .select_related("section__framework")
        .order_by("section__framework__order", "section__order", "order")
    )
    return [(framework, list(group)) for framework, group in groupby(rows, key=lambda row: row.section.framework)]
