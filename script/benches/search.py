"""The search of the library over 5,000 resources, against the database's bare full-text query, on either engine.

The bare query asks the same index for the same words, widened by the synonyms or as they were typed, and brings title
and summary of the best twenty. Ours widens the words, ranks, reads the rows and works out the topics of the question.
By turns in one process; medians and ratios. `--resources` sets how many; fails on nothing.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
import tomllib
from collections.abc import Callable
from typing import Any

from support.ground import ROOT, Ground, ground, run

TURNS = 15
BUDGET = 3.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--resources", type=int, default=5000)
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside:
        inside(given.resources)
        return
    with ground() as on:
        engines = [on, Ground(on.scratch, None)] if on.port else [on]
        for engine in engines:
            show(engine.engine, given.resources, measured(engine, given.resources))


def measured(on: Ground, resources: int) -> Any:
    name = f"search{resources}"
    if on.port:
        run([on.program("createdb"), "-h", "127.0.0.1", "-p", str(on.port), "-U", "bench", name])
    run([sys.executable, "manage.py", "prepare"], env=on.environment(name))
    return on.measure(name, __file__, ["--resources", str(resources)])


def show(engine: str, resources: int, found: Any) -> None:
    print(f"\n{engine}, {resources} resources, {found['questions']} questions, {TURNS} turns")
    print(f"{'':34} {'ours ms':>8} {'bare ms':>8} {'ratio':>6} {'as typed':>9} {'ratio':>6}   budget {BUDGET}")
    for name, ours, bare, typed in found["rows"]:
        print(f"{name:34} {ours:8.2f} {bare:8.2f} {ours / bare:6.2f} {typed:9.2f} {ours / typed:6.2f}")


def inside(resources: int) -> None:
    import django

    django.setup()
    from frameworks import search

    fill(resources)
    asked = [
        q["ask"] for q in tomllib.loads((ROOT / "tests/frameworks/questions.toml").read_text("utf-8"))["questions"]
    ]
    works = (lambda words: search.library(None, words), bare_query(widened=True), bare_query(widened=False))
    taken = by_turns(asked, *works)
    order = sorted(range(len(asked)), key=lambda n: taken[0][n] / taken[1][n])
    rows = [("the median of the questions", *(statistics.median(each) for each in taken))]
    for name, n in (("middle", order[len(order) // 2]), ("worst", order[-1])):
        rows.append((f"{name}: {asked[n][:24]}", *(each[n] for each in taken)))
    print(json.dumps({"questions": len(asked), "rows": rows}))


def fill(resources: int) -> None:
    """Shipped resources with their words mixed, so that every word is about as rare as it is there."""
    from django.db import connection

    from frameworks.models import Resource, Topic

    dice, shipped, topics = random.Random(1), list(Resource.objects.order_by("pk")), list(Topic.objects.all())
    through = Resource.topics.through
    made = []
    for n in range(resources - len(shipped)):
        title, summary, other = dice.choice(shipped), dice.choice(shipped), dice.choice(shipped)
        words = f"{summary.summary} {other.summary}".split()
        dice.shuffle(words)
        made.append(
            Resource(
                slug=f"made-{n}",
                title=title.title,
                summary=" ".join(words[: len(words) // 2]),
                kind=title.kind,
                minutes=20,
                licence="own",
                owner_role=title.owner_role,
                review_on=title.review_on,
                added_at=title.added_at,
            )
        )
    Resource.objects.bulk_create(made, batch_size=500)
    through.objects.bulk_create(
        (through(resource_id=row.pk, topic_id=topic.pk) for row in made for topic in dice.sample(topics, 2)),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def bare_query(*, widened: bool) -> Callable[[str], Any]:
    """The engine's own words for it: rank, title and summary of the best twenty."""
    from django.db import connection

    if connection.vendor == "postgresql":
        query = (
            "SELECT id, title, summary FROM frameworks_resource, websearch_to_tsquery('english', %s) AS asked "
            "WHERE search_words @@ asked ORDER BY ts_rank(search_words, asked) DESC LIMIT 20"
        )
        glue = " or "
    else:
        query = (
            "SELECT r.id, r.title, r.summary FROM frameworks_resource_search s "
            "JOIN frameworks_resource r ON r.id = s.rowid "
            "WHERE frameworks_resource_search MATCH %s ORDER BY s.rank LIMIT 20"
        )
        glue = " OR "
    from frameworks.policy.words import sought

    def ask(words: str) -> Any:
        with connection.cursor() as cursor:
            names = [name for word in sought(words) for name in (word.names if widened else (word.typed,))]
            cursor.execute(query, [glue.join(f'"{name}"' for name in names)])
            return cursor.fetchall()

    return ask


def by_turns(asked: list[str], *works: Callable[[str], Any]) -> list[list[float]]:
    """Median milliseconds of each question for each of the works."""
    taken: list[list[list[float]]] = [[[] for _ in asked] for _ in works]
    for turn in range(TURNS + 1):
        for n, words in enumerate(asked):
            for times, work in zip(taken, works, strict=True):
                begun = time.perf_counter()
                work(words)
                if turn:  # the first round warms the caches
                    times[n].append((time.perf_counter() - begun) * 1000)
    return [[statistics.median(times) for times in each] for each in taken]


if __name__ == "__main__":
    main()
