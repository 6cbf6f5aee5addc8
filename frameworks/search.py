"""Finding statements, topics and resources by words: the database's full text on either engine, best first.

Any of the words will do, and the more of them a row has, the rarer they are and the higher up they stand, the further
up it comes. Words of the trade are widened by fixtures/frameworks/synonyms.toml, endings are cut by the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from frameworks.models import Resource, Statement, Topic
from frameworks.policy.words import Sought, is_number, sought
from frameworks.searchable import COLUMN, index_of

MOST_STATEMENTS = 50
MOST_RESOURCES = 20
MOST_TOPICS = 5
SHOWN = ("slug", "title", "kind", "minutes", "broken_since")  # of a resource in a list
TITLE_COUNTS = 4.0  # beside 1 for the body
NEAR = 3  # the first of a list of hits counts for 1/NEAR, the next for 1/(NEAR + 1), and so on
OWN_WORDS = 2.5  # a topic that has the words itself, beside 1 for a resource under it that has them


def ranked(model: type[models.Model], words: Sequence[Sought], limit: int) -> list[int]:
    """Primary keys of the rows that have any of the words, best first: one query, none without words."""
    if not words:
        return []
    ask = _postgresql if connection.vendor == "postgresql" else _sqlite
    with connection.cursor() as cursor:
        cursor.execute(*ask(model._meta.db_table, words, limit))
        return [pk for (pk,) in cursor.fetchall()]


def _sqlite(table: str, words: Sequence[Sought], limit: int) -> tuple[str, list[Any]]:
    index = index_of(table)
    asked = " OR ".join(f'"{name}"' for word in words for name in word.names)
    query = (
        f"SELECT rowid FROM {index} WHERE {index} MATCH %s ORDER BY bm25({index}, {TITLE_COUNTS}, 1.0), rowid LIMIT %s"
    )
    return query, [asked, limit]


def _postgresql(table: str, words: Sequence[Sought], limit: int) -> tuple[str, list[Any]]:
    """Count the words a row has, then how well it has them: ts_rank alone does not know that a rare word says more.

    The index counts the words; only rows that have as many as the last one shown are ranked, which reads each whole.
    """
    groups = [" or ".join(f'"{name}"' for name in word.names) for word in words]
    if len(groups) == 1:
        query = (
            f"SELECT id FROM {table}, websearch_to_tsquery('english', %s) AS asked WHERE {COLUMN} @@ asked "
            f"ORDER BY ts_rank({COLUMN}, asked, 1) DESC, id LIMIT %s"
        )
        return query, [groups[0], limit]
    one = f"SELECT id FROM {table} WHERE {COLUMN} @@ websearch_to_tsquery('english', %s)"
    hits = " UNION ALL ".join([one] * len(groups))
    query = f"""
        WITH has AS (SELECT id, count(*) AS words FROM ({hits}) AS hits GROUP BY id),
        most AS (SELECT words FROM has ORDER BY words DESC LIMIT %s)
        SELECT id FROM has JOIN {table} USING (id), websearch_to_tsquery('english', %s) AS asked
        WHERE has.words >= (SELECT min(words) FROM most)
        ORDER BY has.words DESC, ts_rank({COLUMN}, asked, 1) DESC, id LIMIT %s"""
    return query, [*groups, limit, " or ".join(groups), limit]


def in_order(rows: Iterable[Any], keys: Sequence[int]) -> list[Any]:
    place = {key: n for n, key in enumerate(keys)}
    return sorted(rows, key=lambda row: place[row.pk])


@dataclass(frozen=True, slots=True)
class FoundStatements:
    """At most MOST_STATEMENTS, best first; `more` says that there are others."""

    statements: tuple[Statement, ...]
    more: bool


def statements(access: Any, typed: str) -> FoundStatements:
    """Statements with any of the words, or those of a number such as 5.3, newest editions first: two queries."""
    rows = Statement.objects.visible_to(access).select_related("section__framework")
    if is_number(typed):
        by_number = rows.filter(number=typed.strip()).order_by("section__framework__order", "section__order", "order")
        return _cut(list(by_number[: MOST_STATEMENTS + 1]))
    keys = ranked(Statement, sought(typed), MOST_STATEMENTS + 1)
    return _cut(in_order(rows.filter(pk__in=keys), keys))


def _cut(rows: Sequence[Statement]) -> FoundStatements:
    return FoundStatements(statements=tuple(rows[:MOST_STATEMENTS]), more=len(rows) > MOST_STATEMENTS)


@dataclass(frozen=True, slots=True)
class FoundInLibrary:
    """Resources with any of the words, best first, and the topics the question is about."""

    topics: tuple[Topic, ...]
    resources: tuple[Resource, ...]
    more: bool


def library(access: Any, typed: str) -> FoundInLibrary:
    """Search the library: topics by their own words and by those of the resources under them. Five queries."""
    words = sought(typed)
    keys = ranked(Resource, words, MOST_RESOURCES + 1)
    found = in_order(Resource.objects.visible_to(access).only(*SHOWN).filter(pk__in=keys), keys)
    topics = _topics(access, words, [resource.pk for resource in found])
    return FoundInLibrary(tuple(topics), tuple(found[:MOST_RESOURCES]), more=len(found) > MOST_RESOURCES)


def _topics(access: Any, words: Sequence[Sought], resources: Sequence[int]) -> list[Topic]:
    """Topics by their own words and by those of the resources under them, which come best first."""
    own = ranked(Topic, words, MOST_TOPICS * 2)
    score: dict[int, float] = {pk: OWN_WORDS / (NEAR + n) for n, pk in enumerate(own)}
    place = {pk: n for n, pk in enumerate(resources)}
    for resource, topic in _under(resources):
        score[topic] = score.get(topic, 0.0) + 1 / (NEAR + place[resource])
    best = sorted(score, key=lambda pk: (-score[pk], pk))[:MOST_TOPICS]
    return in_order(Topic.objects.visible_to(access).filter(pk__in=best), best)


def _under(resources: Sequence[int]) -> list[tuple[int, int]]:
    """Each of these resources with each of its topics; in plain SQL, which takes a fifth of the time here."""
    if not resources:
        return []
    table, marks = Resource.topics.through._meta.db_table, ", ".join(["%s"] * len(resources))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT resource_id, topic_id FROM {table} WHERE resource_id IN ({marks})", list(resources))
        return list(cursor.fetchall())
