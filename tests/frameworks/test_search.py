"""Searching: words of the trade, endings, order, rows written in any way, and 40 questions people would ask."""

import sys
import tomllib
from pathlib import Path

import pytest
from django.db import connection

from frameworks import search
from frameworks.models import Resource, Statement, Topic
from frameworks.policy.words import Sought, Vocabulary, read_vocabulary, sought, vocabulary
from tests.frameworks.conftest import LOADED_AT, make_framework, make_resource, make_section

QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))["questions"]
KNOWN = Vocabulary(frozenset({"the", "of", "in"}), {"family tree": ("genogram",), "stress": ("burnout", "strain")})


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("the of in", []),
        ("The Stress", [Sought("stress", ("burnout", "strain"))]),
        ("family tree", [Sought("family tree", ("genogram",))]),
        ("tree of the family", [Sought("tree"), Sought("family")]),
        ("boat boat", [Sought("boat")]),
        ("child’s boat?! (now)", [Sought("child's"), Sought("boat"), Sought("now")]),
        ('"boat" OR NEAR(*', [Sought("boat"), Sought("or"), Sought("near")]),
        ("a_b\x00c", [Sought("a"), Sought("b"), Sought("c")]),
    ],
)
def test_what_is_looked_for(typed, found):
    assert sought(typed, KNOWN) == found


def test_a_long_text_is_cut_to_its_first_words():
    assert len(sought(" ".join(f"word{n}" for n in range(1000)), KNOWN)) == 12


def test_every_word_of_a_group_finds_the_others():
    read = read_vocabulary('small = ["the"]\ngroups = [["one", "two"], ["two", "three four"]]')
    assert read.wider == {"one": ("two",), "two": ("one", "three four"), "three four": ("two",)}
    assert read.longest == 2
    assert not vocabulary().small & set(vocabulary().wider)


def slugs(typed: str) -> list[str]:
    return [resource.slug for resource in search.library(None, typed).resources]


def test_any_word_will_do_and_more_words_come_first(db):
    make_resource("one", summary="A boat on the river.")
    make_resource("two", summary="A boat on the river with an oar.")
    make_resource("three", summary="Nothing of the kind at all.")
    assert slugs("river oar") == ["two", "one"]
    assert slugs("submarine") == []


def test_a_title_counts_more_than_a_summary(db):
    make_resource("body", title="Something else", summary="All about oars and what to do with them.")
    make_resource("title", title="Oars", summary="What to do with them in the water, and after.")
    assert slugs("oars") == ["title", "body"]


@pytest.mark.parametrize("typed", ["assessing", "assessed", "ASSESSES", "assessments"])
def test_endings_make_no_difference(db, typed):
    make_resource("one", summary="How to assess a family and write the assessment.")
    assert slugs(typed) == ["one"]


@pytest.mark.parametrize("typed", ["family tree", "genograms"])
def test_other_names_of_a_thing_find_it(db, typed):
    make_resource("one", summary="Drawing a genogram with a family.")
    assert slugs(typed) == ["one"]


def test_the_index_follows_rows_however_they_are_written(db):
    resource = make_resource("one", summary="About the oar.")
    Resource.objects.filter(pk=resource.pk).update(summary="About the rudder.")
    assert (slugs("oar"), slugs("rudder")) == ([], ["one"])
    resource.delete()
    assert slugs("rudder") == []
    make_section(make_framework(), "1", 3)
    assert len(search.statements(None, "parts").statements) == 3
    Statement.objects.filter(number="1.2").update(licensed="A zeppelin.", licensed_at=LOADED_AT)
    assert [row.number for row in search.statements(None, "zeppelins").statements] == ["1.2"]
    Topic.objects.create(slug="boats", heading="ethics", title="Boats", about="Rudders and oars", order=1)
    assert [topic.slug for topic in search.library(None, "rudder").topics] == ["boats"]


def test_the_index_is_the_databases_own(db):
    """A later change of one of these tables must lay the index again: SQLite drops the triggers with the old table."""
    tables = ("frameworks_statement", "frameworks_topic", "frameworks_resource")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tablename FROM pg_indexes WHERE indexname LIKE '%_search_words' ORDER BY 1")
            assert [name for (name,) in cursor.fetchall()] == sorted(tables)
        else:
            cursor.execute("SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' "
                           "AND name LIKE 'frameworks_%_search_%' GROUP BY 1 ORDER BY 1")  # fmt: skip
            assert cursor.fetchall() == [(name, 3) for name in sorted(tables)]


def test_a_topic_is_found_by_what_lies_under_it(db):
    topic = Topic.objects.create(slug="water", heading="ethics", title="Water", order=1)
    make_resource("one", summary="About the rudder.").topics.add(topic)
    assert [row.slug for row in search.library(None, "rudder").topics] == ["water"]


def test_at_most_twenty_resources_and_it_says_so(db):
    for n in range(21):
        make_resource(f"boat-{n:02}")
    found = search.library(None, "boat")
    assert (len(found.resources), found.more) == (20, True)


@pytest.mark.rule("FRW-10")
def test_forty_questions_lead_to_their_topics(shipped, capsys):
    recall = []
    for question in QUESTIONS:
        found = [topic.slug for topic in search.library(None, question["ask"]).topics][:5]
        recall.append(len(set(found) & set(question["topics"])) / len(question["topics"]))
    assert len(QUESTIONS) == 40
    assert {slug for question in QUESTIONS for slug in question["topics"]} <= set(
        Topic.objects.values_list("slug", flat=True)
    )
    with capsys.disabled():
        sys.stdout.write(f"\nrecall@5, {len(recall)} questions, {connection.vendor}: {sum(recall) / len(recall):.3f}\n")
    assert sum(recall) / len(recall) >= 0.8
