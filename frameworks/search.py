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
    """Count the words a row has, then how well it has them: ts_rank alone does not know that a rare word says more."""
    groups = [" or ".join(f'"{name}"' for name in word.names) for word in words]
    has = " + ".join(f"({COLUMN} @@ websearch_to_tsquery('english', %s))::int" for _ in groups)
    query = (
        f"WITH asked AS (SELECT websearch_to_tsquery('english', %s) AS words) "
        f"SELECT id FROM {table}, asked WHERE {COLUMN} @@ asked.words "
        f"ORDER BY {has} + ts_rank({COLUMN}, asked.words, 1) DESC, id LIMIT %s"
    )
    return query, [" or ".join(groups), *groups, limit]


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
    """Search the library: topics by their own words and by those of the resources under them. At most five queries."""
    words = sought(typed)
    keys = ranked(Resource, words, MOST_RESOURCES + 1)
    rows = Resource.objects.visible_to(access).defer("file", "file_name", "media_type").prefetch_related("topics")
    found = in_order(rows.filter(pk__in=keys), keys)
    topics = _topics(access, words, found)
    return FoundInLibrary(tuple(topics), tuple(found[:MOST_RESOURCES]), more=len(found) > MOST_RESOURCES)


def _topics(access: Any, words: Sequence[Sought], resources: Sequence[Resource]) -> list[Topic]:
    own = ranked(Topic, words, MOST_TOPICS * 2)
    score: dict[int, float] = {pk: OWN_WORDS / (NEAR + n) for n, pk in enumerate(own)}
    for n, resource in enumerate(resources):
        for topic in resource.topics.all():
            score[topic.pk] = score.get(topic.pk, 0.0) + 1 / (NEAR + n)
    best = sorted(score, key=lambda pk: (-score[pk], pk))[:MOST_TOPICS]
    return in_order(Topic.objects.visible_to(access).filter(pk__in=best), best)
