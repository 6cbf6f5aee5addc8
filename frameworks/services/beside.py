"""Loading what ships beside the frameworks: the crosswalk's first draft and the library's first resources.

What the authority has changed is its own from then on: a second load never puts our words back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from dateutil.relativedelta import relativedelta
from django.db.models import Model

from frameworks.models import CrosswalkLink, Resource, Statement, Topic
from frameworks.policy.crosswalk import ShippedLink, read_crosswalk
from frameworks.policy.library import ShippedResource, read_library

CROSSWALK, LIBRARY, SYNONYMS = "crosswalk.toml", "resources.toml", "synonyms.toml"
BESIDE = frozenset({CROSSWALK, LIBRARY, SYNONYMS})
Held = Mapping[str, Mapping[str, int]]  # framework, number: the statement's key


def statements_by_framework() -> dict[str, dict[str, int]]:
    """Every statement held, by `code` or `code/level` and number, in the order of the sources: one query."""
    rows = Statement.objects.order_by("section__framework__order", "section__order", "order").values_list(
        "section__framework__code", "section__framework__level", "number", "pk"
    )
    held: dict[str, dict[str, int]] = {}
    for code, level, number, pk in rows:
        held.setdefault(f"{code}/{level}" if level else code, {})[number] = pk
    return held


def load_crosswalk(folder: Path, *, at: datetime) -> tuple[int, int, int]:
    """Links created, changed and unchanged. Raises FileWrong before anything is written."""
    path = folder / CROSSWALK
    if not path.exists():
        return 0, 0, 0
    held = statements_by_framework()
    given = read_crosswalk(path.read_text("utf-8"), name=path.name, held={k: list(v) for k, v in held.items()})
    there: dict[tuple[int, int], CrosswalkLink] = {
        (row.from_statement_id, row.to_statement_id): row for row in CrosswalkLink.objects.order_by("pk")
    }
    new, ended = [], []
    for link in given:
        ends = held[link.from_framework][link.from_number], held[link.to_framework][link.to_number]
        row = there.get(ends)
        if row is not None and (not row.is_ours or row.ended_at or _same(row, link)):
            continue
        if row is not None:
            ended.append(row.pk)
        new.append(_link(ends, link, at))
    CrosswalkLink.objects.filter(pk__in=ended).update(ended_at=at)
    CrosswalkLink.objects.bulk_create(new)
    return len(new) - len(ended), len(ended), len(given) - len(new)


def _same(row: CrosswalkLink, link: ShippedLink) -> bool:
    return (row.strength, row.note) == (link.strength, link.note)


def _link(ends: tuple[int, int], link: ShippedLink, at: datetime) -> CrosswalkLink:
    return CrosswalkLink(
        from_statement_id=ends[0],
        to_statement_id=ends[1],
        strength=link.strength,
        note=link.note,
        is_ours=True,
        added_at=at,
    )


def load_library(folder: Path, *, at: datetime) -> tuple[int, int, int]:
    """Resources created, changed and unchanged. Raises FileWrong before anything is written."""
    path = folder / LIBRARY
    if not path.exists():
        return 0, 0, 0
    held, topics = statements_by_framework(), dict(Topic.objects.values_list("slug", "pk"))
    numbers = {framework: list(rows) for framework, rows in held.items()}
    given = read_library(path.read_text("utf-8"), name=path.name, held=numbers, topics=topics)
    there = {row.slug: row for row in Resource.objects.prefetch_related("topics", "statements")}
    created = changed = 0
    for shipped in given:
        row = there.get(shipped.slug)
        if row is None:
            _put(Resource(slug=shipped.slug, is_ours=True, added_at=at), shipped, held, topics, at=at)
            created += 1
        elif (
            row.is_ours and row.edited_at is None and row.withdrawn_at is None and _differs(row, shipped, held, topics)
        ):
            _put(row, shipped, held, topics, at=None)
            changed += 1
    return created, changed, len(given) - created - changed


def _values(shipped: ShippedResource) -> dict[str, object]:
    return {
        "title": shipped.title,
        "summary": shipped.summary,
        "kind": shipped.kind,
        "link": shipped.link,
        "minutes": shipped.minutes,
        "licence": Resource.Licence.OWN,
        "owner_role": shipped.owner,
    }


def _mapped(shipped: ShippedResource, held: Held, topics: Mapping[str, int]) -> tuple[set[int], set[int]]:
    statements = {held[framework][number] for framework, rows in shipped.statements.items() for number in rows}
    return {topics[slug] for slug in shipped.topics}, statements


def _differs(row: Resource, shipped: ShippedResource, held: Held, topics: Mapping[str, int]) -> bool:
    mapped = {topic.pk for topic in row.topics.all()}, {statement.pk for statement in row.statements.all()}
    return mapped != _mapped(shipped, held, topics) or any(
        getattr(row, name) != value for name, value in _values(shipped).items()
    )


def _put(
    row: Resource, shipped: ShippedResource, held: Held, topics: Mapping[str, int], *, at: datetime | None
) -> None:
    """Write a resource; `at` is given for a new one, whose day of review is counted from there."""
    for name, value in _values(shipped).items():
        setattr(row, name, value)
    if at is not None:
        row.review_on = (at + relativedelta(months=shipped.review_months)).date()
    row.save()
    of_topics, of_statements = _mapped(shipped, held, topics)
    _relate(Resource.topics.through, row, "topic_id", of_topics)
    _relate(Resource.statements.through, row, "statement_id", of_statements)


def _relate(through: type[Model], row: Resource, name: str, wanted: set[int]) -> None:
    """Make a resource's relations exactly these, without reading rows in the order they are shown in."""
    there = through._default_manager.filter(resource_id=row.pk)
    there.exclude(**{f"{name}__in": wanted}).delete()
    new = [through(**{"resource_id": row.pk, name: key}) for key in sorted(wanted)]
    through._default_manager.bulk_create(new, ignore_conflicts=True)
