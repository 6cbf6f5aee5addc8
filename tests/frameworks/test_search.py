"""Searching: words of the trade, endings, order, rows written in any way, and 40 questions people would ask."""

import sys
import tomllib
from pathlib import Path

import pytest
from django.db import connection

from frameworks import search, services
from frameworks.models import Resource, Statement, Topic
from frameworks.policy.words import (
    SHIPPED,
    SYNONYMS,
    Sought,
    read_vocabulary,
    sought,
    subjects_of,
    telling,
    vocabulary,
)
from tests.frameworks.conftest import LOADED_AT, make_framework, make_resource, make_section

SETS = ("questions", "questions-second", "questions-held-out")
KNOWN = read_vocabulary("""
small = ["the", "of", "in", "now"]
common = ["family"]
groups = [
  ["genogram", "family tree"],
  ["stress", "burnout", "strain"],
  ["portfolio", "evidence"],
  ["court", "evidence in court", "evidence"],
  ["record", "case notes"],
  ["house move", "housing"],
]
""")
STRESS, GENOGRAM, RECORD = ("subjectstress",), ("subjectgenogram",), ("subjectrecord",)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", []),
        ("the of in", []),
        ("The Stress", [Sought("stress", STRESS)]),
        ("burnout and strains", [Sought("burnout", STRESS), Sought("and", ("and",))]),
        ("family tree", [Sought("family tree", GENOGRAM)]),
        ("tree of the family", [Sought("tree", ("tree",)), Sought("family", ("family",), is_common=True)]),
        ("evidence in court", [Sought("evidence in court", ("subjectcourt",))]),
        ("evidence", [Sought("evidence", ("subjectportfolio", "subjectcourt"))]),
        ("recorded case note", [Sought("recorded", RECORD)]),
        ("houses housing", [Sought("houses", ("houses",)), Sought("housing", ("subjecthousemove",))]),
        ("boat boat", [Sought("boat", ("boat",))]),
        ("child’s boat?! (now)", [Sought("child's", ("child's",)), Sought("boat", ("boat",))]),
        ('"boat" OR NEAR(*', [Sought(name, (name,)) for name in ("boat", "or", "near")]),
        ("a_b\x00c", [Sought(name, (name,)) for name in "abc"]),
    ],
)
def test_what_is_looked_for(typed, found):
    assert sought(typed, KNOWN) == found


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("genagram", "genogram"),
        ("genogrm", "genogram"),
        ("gennogram", "genogram"),
        ("genorgam", "genogram"),
        ("genograms", ""),
        ("penogram", ""),
        ("gonagram", ""),
        ("strss", ""),
        ("portfolos", "portfolio"),
    ],
)
def test_one_slip_of_the_pen_is_mended(typed, name):
    """A longer word, the first letter right; what is spelt as some known word stays."""
    found = sought(typed, KNOWN)
    assert [(each.name, each.typed) for each in found] == [(name, typed) if name else (typed, "")]


def test_common_words_are_looked_for_only_alone():
    words = sought("tree family", KNOWN)
    assert [each.name for each in telling(words)] == ["tree"]
    assert telling(words[1:]) == words[1:]
    assert telling([]) == []


def test_a_long_text_is_cut_to_its_first_words():
    assert len(sought(" ".join(f"word{n}" for n in range(1000)), KNOWN)) == 12


def test_the_vocabulary_that_ships_is_sound():
    known = vocabulary()
    assert not (known.small | known.common) & {" ".join(phrase) for phrase in known.subjects}
    assert not known.small & known.common
    groups = tomllib.loads((SHIPPED / SYNONYMS).read_text("utf-8"))["groups"]
    assert len({group[0] for group in groups}) == len({subjects_of(group[0]).split()[0] for group in groups})


def test_a_text_says_what_it_is_about_as_often_as_it_does():
    assert subjects_of("Dads and fathers. A family tree!") == "subjectfather subjectfather subjectgenogram"
    assert subjects_of("") == ""


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


def test_the_library_mends_what_was_misspelt_and_says_so(db, reader):
    make_resource("one", summary="Drawing a genogram with a family.")
    found = search.library(None, "genagram")
    assert [(each.typed, each.name) for each in found.mended] == [("genagram", "genogram")]
    assert [row.slug for row in found.resources] == ["one"]
    for address in ("/frameworks/library/", "/frameworks/"):
        shown = reader.get(address, {"q": "genagram"}).content.decode()
        assert "“genagram” was read as “genogram”" in " ".join(shown.split())


def test_common_words_are_asked_for_where_the_others_find_nothing(db):
    make_resource("one", summary="About a family.")
    make_resource("two", summary="About a zeppelin and a family.")
    assert slugs("family zeppelin") == ["two"]
    assert slugs("family submarine") == ["one", "two"]


def test_what_has_been_taken_out_takes_no_place(db):
    for n in range(21):
        make_resource(f"boat-{n:02}", title="Boats, boats", withdrawn_at=LOADED_AT)
    make_resource("last", title="Something else", summary="A boat.")
    assert slugs("boat") == ["last"]


def test_other_words_find_what_was_written_past_the_services_after_a_refresh(db):
    row = make_resource("one", summary="About a genogram.")
    Resource.objects.filter(pk=row.pk).update(summary="About dads.")
    assert slugs("father") == []
    assert (services.refresh_subjects(), services.refresh_subjects()) == (1, 0)
    assert slugs("father") == ["one"]


def test_what_is_searched_costs_two_queries(shipped, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert search.library(None, "how do I write a chronology").resources


@pytest.mark.rule("FRW-10")
@pytest.mark.parametrize("name", SETS)
def test_forty_questions_lead_to_their_topics(shipped, capsys, name):
    questions = tomllib.loads((Path(__file__).parent / f"{name}.toml").read_text("utf-8"))["questions"]
    recall = []
    for question in questions:
        found = [topic.slug for topic in search.library(None, question["ask"]).topics][:5]
        recall.append(len(set(found) & set(question["topics"])) / len(question["topics"]))
    assert len({question["ask"] for question in questions}) == 40
    assert {slug for question in questions for slug in question["topics"]} <= set(
        Topic.objects.values_list("slug", flat=True)
    )
    with capsys.disabled():
        sys.stdout.write(f"\nrecall@5, {name}, 40 questions, {connection.vendor}: {sum(recall) / 40:.3f}\n")
    assert sum(recall) / 40 >= 0.8
