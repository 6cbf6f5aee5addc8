"""Loading what ships beside the frameworks: the crosswalk's first draft and the library's first resources.

What the authority has changed is its own from then on: a second load never puts our words back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from dateutil.relativedelta import relativedelta

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
    there = {row.slug: row for row in Resource.objects.all()}
    mapped = _mapped_now()
    new, changed = [], []
    for shipped in given:
        row, wanted = there.get(shipped.slug), _mapped(shipped, held, topics)
        if row is None:
            new.append((_new(shipped, at), wanted))
        elif _is_untouched(row) and (mapped.get(row.pk, (set(), set())) != wanted or _differs(row, shipped)):
            changed.append((_filled(row, shipped), wanted))
    Resource.objects.bulk_create([row for row, _ in new])
    for row, _ in changed:
        row.save()
    _map([*new, *changed])
    return len(new), len(changed), len(given) - len(new) - len(changed)


Mapped = tuple[set[int], set[int]]  # topics and statements


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


def _is_untouched(row: Resource) -> bool:
    return row.is_ours and row.edited_at is None and row.withdrawn_at is None


def _differs(row: Resource, shipped: ShippedResource) -> bool:
    return any(getattr(row, name) != value for name, value in _values(shipped).items())


def _filled(row: Resource, shipped: ShippedResource) -> Resource:
    for name, value in _values(shipped).items():
        setattr(row, name, value)
    return row


def _new(shipped: ShippedResource, at: datetime) -> Resource:
    """Its day of review is counted from the day it is loaded."""
    review_on = (at + relativedelta(months=shipped.review_months)).date()
    return _filled(Resource(slug=shipped.slug, is_ours=True, added_at=at, review_on=review_on), shipped)


def _mapped(shipped: ShippedResource, held: Held, topics: Mapping[str, int]) -> Mapped:
    statements = {held[framework][number] for framework, rows in shipped.statements.items() for number in rows}
    return {topics[slug] for slug in shipped.topics}, statements


def _mapped_now() -> dict[int, Mapped]:
    """What every resource is mapped to, from the rows between: the ORM's `set` asks once for each resource."""
    found: dict[int, Mapped] = {}
    for resource, topic in Resource.topics.through.objects.values_list("resource", "topic"):
        found.setdefault(resource, (set(), set()))[0].add(topic)
    for resource, statement in Resource.statements.through.objects.values_list("resource", "statement"):
        found.setdefault(resource, (set(), set()))[1].add(statement)
    return found


def _map(rows: Sequence[tuple[Resource, Mapped]]) -> None:
    of_topic, of_statement = Resource.topics.through, Resource.statements.through
    keys = [row.pk for row, _ in rows]
    of_topic.objects.filter(resource__in=keys).delete()
    of_statement.objects.filter(resource__in=keys).delete()
    of_topic.objects.bulk_create(of_topic(resource_id=r.pk, topic_id=pk) for r, (topics, _) in rows for pk in topics)
    of_statement.objects.bulk_create(
        of_statement(resource_id=r.pk, statement_id=pk) for r, (_, statements) in rows for pk in statements
    )
