"""The search of the library over 5,000 resources, against the database's bare full-text query, on either engine.

The bare query asks the same index for the words as they were typed, without the small ones, any of which will do, and
brings title and summary of the best twenty. Ours reads the question (subjects, slips of the pen), ranks, brings what a
list shows and works out the topics of the question. By turns in one process; of each question the least time of all
turns counts, because what is above it is other work on the machine, and the median is printed beside it. And how many
of the expected topics are among the first five, per set of questions, over the resources that ship. `--resources` sets
how many; fails on nothing.
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
from functools import cache
from typing import Any

from support.ground import ROOT, Ground, ground, run

TURNS = 31
BUDGET = 3.0
SHOWN = 20
SETS = {
    name: tomllib.loads((ROOT / f"tests/frameworks/{name}.toml").read_text("utf-8"))["questions"]
    for name in ("questions", "questions-second", "questions-held-out")
}


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
    for name, recall in found["recall"]:
        print(f"recall@5, {name}: {recall:.3f}")
    print(f"{'':44} {'ours ms':>8} {'bare ms':>8} {'ratio':>6}   budget {BUDGET}")
    for name, ours, bare in found["rows"]:
        print(f"{name:44} {ours:8.2f} {bare:8.2f} {ours / bare:6.2f}")
    print(
        f"within {BUDGET} times: {found['within']} of {found['full']} questions for which the bare query fills a list"
    )


def inside(resources: int) -> None:
    import django

    django.setup()
    from frameworks import search

    recall = [(name, statistics.mean(map(found_of, sets))) for name, sets in SETS.items()]
    fill(resources)
    asked = [question["ask"] for questions in SETS.values() for question in questions]
    bare = bare_query()
    (usual, usual_bare), (ours, typed) = by_turns(asked, lambda words: search.library(None, words), bare)
    full = [n for n, words in enumerate(asked) if len(bare(words)) == SHOWN]
    order = sorted(full, key=lambda n: ours[n] / typed[n])
    rows = [
        ("all questions, median", statistics.median(ours), statistics.median(typed)),
        ("all questions, sum", sum(ours), sum(typed)),
        ("all questions, median of medians", statistics.median(usual), statistics.median(usual_bare)),
    ]
    for place, n in (("median ratio", order[len(order) // 2]), ("worst ratio", order[-1])):
        rows.append((f"{place}: {asked[n][:28]}", ours[n], typed[n]))
    slowest = max(range(len(asked)), key=lambda n: ours[n])
    rows.append((f"slowest: {asked[slowest][:32]}", ours[slowest], typed[slowest]))
    few = [n for n in range(len(asked)) if n not in full]
    if few:
        worst = max(few, key=lambda n: ours[n])
        rows.append((f"slowest where bare finds few: {asked[worst][:12]}", ours[worst], typed[worst]))
    within = sum(ours[n] <= BUDGET * typed[n] for n in full)
    print(json.dumps({"questions": len(asked), "recall": recall, "rows": rows, "within": within, "full": len(full)}))


def found_of(question: dict[str, Any]) -> float:
    """How many of the expected topics are among the first five."""
    from frameworks import search

    found = {topic.slug for topic in search.library(None, question["ask"]).topics[:5]}
    return len(found & set(question["topics"])) / len(question["topics"])


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


def bare_query() -> Callable[[str], Any]:
    """The engine's own words for it: rank, title and summary of the best twenty."""
    from django.db import connection

    from frameworks.policy.words import vocabulary, words_of

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
    small = vocabulary().small

    @cache  # what to ask is ready before the clock starts
    def asked(words: str) -> str:
        return glue.join(f'"{word}"' for word in words_of(words) if word not in small)

    def ask(words: str) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(query, [asked(words)])
            return cursor.fetchall()

    return ask


def by_turns(asked: list[str], *works: Callable[[str], Any]) -> tuple[list[list[float]], list[list[float]]]:
    """Milliseconds of each question for each of the works: the median of all turns, and the least."""
    taken: list[list[list[float]]] = [[[] for _ in asked] for _ in works]
    for turn in range(TURNS + 1):
        for n, words in enumerate(asked):
            for times, work in zip(taken, works, strict=True):
                begun = time.perf_counter()
                work(words)
                if turn:  # the first round warms the caches
                    times[n].append((time.perf_counter() - begun) * 1000)
    return tuple([[least(times) for times in each] for each in taken] for least in (statistics.median, min))


if __name__ == "__main__":
    main()
