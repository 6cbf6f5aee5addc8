"""Finding statements, topics and resources by words: the database's full text on either engine, best first.

Any of the words will do, and the more of them a row has, the rarer they are and the higher up they stand, the further
up it comes. What people call one thing is one subject (`policy.words`), endings are cut by the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection, models
from django.urls import reverse

from frameworks.models import Resource, Statement, Topic
from frameworks.policy.words import Sought, is_number, sought, telling
from frameworks.searchable import COLUMN, index_of

MOST_STATEMENTS = 50
MOST_RESOURCES = 20
MOST_TOPICS = 5
TITLE_COUNTS = 4.0  # beside 1 for the body
NEAR = 3  # the first of a list of hits counts for 1/NEAR, the next for 1/(NEAR + 1), and so on
OWN_WORDS = 2.5  # a topic that has the words itself, beside 1 for a resource under it that has them
TSQUERY = "websearch_to_tsquery('english', %s)"
Ask = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class FoundStatements:
    """At most MOST_STATEMENTS, best first; `more` says that there are others, `mended` which words were misspelt."""

    statements: tuple[Statement, ...]
    more: bool
    mended: tuple[Sought, ...] = ()


def statements(access: Any, typed: str) -> FoundStatements:
    """Statements with any of the words, or those of a number such as 5.3, newest editions first: two queries."""
    rows = Statement.objects.visible_to(access)
    whole = rows.select_related("section__framework")
    if is_number(typed):
        by_number = whole.filter(number=typed.strip()).order_by("section__framework__order", "section__order", "order")
        return _cut(list(by_number[: MOST_STATEMENTS + 1]), [])
    words = telling(sought(typed))
    keys = [pk for (pk,) in _rows(_best(rows, words, ["id"], MOST_STATEMENTS + 1))] if words else []
    place = {pk: n for n, pk in enumerate(keys)}
    return _cut(sorted(whole.filter(pk__in=keys), key=lambda row: place[row.pk]), words)


def _cut(rows: Sequence[Statement], words: Sequence[Sought]) -> FoundStatements:
    return FoundStatements(tuple(rows[:MOST_STATEMENTS]), more=len(rows) > MOST_STATEMENTS, mended=_mended(words))


@dataclass(frozen=True, slots=True)
class FoundResource:
    """What a list shows of a resource: making whole rows of the model takes longer than the search."""

    slug: str
    title: str
    kind: str
    minutes: int
    summary: str
    is_broken: bool

    def get_absolute_url(self) -> str:
        return reverse("frameworks:resource", args=[self.slug])

    def get_kind_display(self) -> str:
        return str(Resource.Kind(self.kind).label)


@dataclass(frozen=True, slots=True)
class FoundInLibrary:
    """Resources with any of the words, best first, and the topics the question is about."""

    topics: tuple[Topic, ...]
    resources: tuple[FoundResource, ...]
    more: bool
    mended: tuple[Sought, ...] = ()


def library(access: Any, typed: str) -> FoundInLibrary:
    """Search the library: topics by their own words and by those of the resources under them.

    Two queries, and two more where only the common words of the question are found.
    """
    words = sought(typed)
    best = telling(words)
    found = _library(access, best)
    if len(best) < len(words) and not (found.topics or found.resources):
        return _library(access, words)
    return found


def _library(access: Any, words: Sequence[Sought]) -> FoundInLibrary:
    if not words:
        return FoundInLibrary((), (), more=False)
    resources, under = _resources(access, words)
    topics = _topics(access, words, under[:MOST_RESOURCES])
    more = len(resources) > MOST_RESOURCES
    return FoundInLibrary(tuple(topics), tuple(resources[:MOST_RESOURCES]), more=more, mended=_mended(words))


def _mended(words: Iterable[Sought]) -> tuple[Sought, ...]:
    return tuple(word for word in words if word.typed)


def _resources(access: Any, words: Sequence[Sought]) -> tuple[list[FoundResource], list[list[int]]]:
    """The best resources, one more than are shown, and the topics of each."""
    through = Resource.topics.through._meta.db_table
    gathered = "array_agg(topic_id)" if connection.vendor == "postgresql" else "json_group_array(topic_id)"
    under = f"(SELECT {gathered} FROM {through} WHERE resource_id = {Resource._meta.db_table}.id)"
    columns = ["slug", "title", "kind", "minutes", "summary", "broken_since IS NOT NULL", under]
    rows = _rows(_best(Resource.objects.visible_to(access), words, columns, MOST_RESOURCES + 1))
    return (
        [
            FoundResource(slug, title, kind, minutes, about, bool(bad))
            for slug, title, kind, minutes, about, bad, _ in rows
        ],
        [json.loads(row[-1]) if isinstance(row[-1], str) else row[-1] or [] for row in rows],
    )


def _topics(access: Any, words: Sequence[Sought], under: Sequence[Sequence[int]]) -> list[Topic]:
    """Topics by their own words and by the resources under them, which come best first."""
    columns = ["id", "slug", "heading", "title"]
    rows = {row[1]: row for row in _rows(_every(Topic.objects.visible_to(access), words, columns))}
    own = [pk for pk, row in rows.items() if row[0]][: MOST_TOPICS * 2]
    score: dict[int, float] = {pk: OWN_WORDS / (NEAR + n) for n, pk in enumerate(own)}
    for place, topics in enumerate(under):
        for topic in topics:
            score[topic] = score.get(topic, 0.0) + 1 / (NEAR + place)
    best = sorted(score.keys() & rows.keys(), key=lambda pk: (-score[pk], pk))[:MOST_TOPICS]
    return [Topic.from_db(connection.alias, columns, rows[pk][1:]) for pk in best]


def _rows(ask: Ask) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*ask)
        return list(cursor.fetchall())


def _best(rows: models.QuerySet[Any], words: Sequence[Sought], columns: Sequence[str], limit: int) -> Ask:
    """The best of these rows that have any of the words."""
    if connection.vendor == "postgresql":
        return _best_postgresql(rows, words, columns, limit)
    table, (seen, params) = rows.model._meta.db_table, _condition(rows)
    hits, asked = _hits(table, words)
    return (
        f"SELECT {', '.join(columns)} FROM {table} JOIN {hits} ON found = id WHERE {seen} ORDER BY place LIMIT %s",
        [asked, *params, limit],
    )


def _every(rows: models.QuerySet[Any], words: Sequence[Sought], columns: Sequence[str]) -> Ask:
    """All of these rows, first those that have any of the words, best first; the first column says whether."""
    if connection.vendor == "postgresql":
        return _every_postgresql(rows, words, columns)
    table, (seen, params) = rows.model._meta.db_table, _condition(rows)
    hits, asked = _hits(table, words)
    return (
        f"SELECT found IS NOT NULL, {', '.join(columns)} FROM {table} LEFT JOIN {hits} ON found = id "
        f"WHERE {seen} ORDER BY place NULLS LAST",
        [asked, *params],
    )


def _hits(table: str, words: Sequence[Sought]) -> tuple[str, str]:
    """SQLite's index asked for the words; BM25 knows that a rare word says more."""
    index = index_of(table)
    hits = (
        f"(SELECT rowid AS found, rank AS place FROM {index} "
        f"WHERE {index} MATCH %s AND rank MATCH 'bm25({TITLE_COUNTS}, 1.0)')"
    )
    return hits, " OR ".join(f'"{term}"' for word in words for term in word.terms)


def _best_postgresql(rows: models.QuerySet[Any], words: Sequence[Sought], columns: Sequence[str], limit: int) -> Ask:
    """Count the words a row has, then how well it has them: ts_rank alone does not know that a rare word says more.

    The index is asked word by word. Asked for all at once it is often passed over for the whole table: PostgreSQL
    expects more rows than there are.
    """
    table, (seen, params) = rows.model._meta.db_table, _condition(rows)
    order = "ORDER BY words DESC, rank DESC, id"
    ask = f"""
        SELECT {", ".join(columns)} FROM (
            SELECT id AS found, count(*) AS words, sum(ts_rank({COLUMN}, word, 1)) AS rank
            FROM unnest(ARRAY[{", ".join([TSQUERY] * len(words))}]) AS word JOIN {table} ON {COLUMN} @@ word
            WHERE {seen} GROUP BY id {order} LIMIT %s
        ) AS best JOIN {table} ON id = found {order}"""
    return ask, [*map(_tsquery, words), *params, limit]


def _every_postgresql(rows: models.QuerySet[Any], words: Sequence[Sought], columns: Sequence[str]) -> Ask:
    table, (seen, params) = rows.model._meta.db_table, _condition(rows)
    has = " + ".join([f"({COLUMN} @@ {TSQUERY})::int"] * len(words))
    ask = f"""
        SELECT {COLUMN} @@ any_word, {", ".join(columns)} FROM {table}, {TSQUERY} AS any_word
        WHERE {seen} ORDER BY 1 DESC, ({has}) DESC, ts_rank({COLUMN}, any_word, 1) DESC, id"""
    asked = [_tsquery(word) for word in words]
    return ask, [" or ".join(asked), *params, *asked]


def _tsquery(word: Sought) -> str:
    return " or ".join(f'"{term}"' for term in word.terms)


def _condition(rows: models.QuerySet[Any]) -> Ask:
    """What `visible_to` asks of a row, as SQL: who may see what is decided in one place."""
    try:
        where, params = rows.query.get_compiler(connection=connection).compile(rows.query.where)
    except FullResultSet:
        return "TRUE", []
    except EmptyResultSet:
        return "FALSE", []
    return where, list(params)
