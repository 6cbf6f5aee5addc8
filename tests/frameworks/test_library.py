"""The library of learning resources: what ships, what a second load leaves alone, and its pages."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.urls import resolve

from frameworks import services
from frameworks.models import Resource, Statement, Topic
from frameworks.policy.library import read_library
from frameworks.policy.shipped import FileWrong
from frameworks.queries import relatives, resources_for, statements_of
from tests.frameworks.conftest import LOADED_AT, make_resource

FILE = """
[[resources]]
slug = "rowing"
title = "Rowing together"
kind = "guide"
minutes = 20
summary = "How to row a boat with other people."
topics = ["boats"]
statements = { "made-2020" = ["1.1"] }
"""
HELD = {"made-2020": ["1.1"]}


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["boats"]', '["trains"]', "resources.0.topics: there is no topic trains"),
        ('["1.1"]', '["1.9"]', "resources.0.statements: made-2020 has no statement 1.9"),
        ('"made-2020"', '"lost"', "resources.0.statements: no framework lost is held"),
        ("minutes = 20", "minutes = 0", "resources.0.minutes"),
        ("minutes = 20", 'minutes = 20\nlink = "https://example.org/"', "resources.0.link"),
        ('"guide"', '"song"', "resources.0.kind"),
        ("[[resources]]", FILE + "[[resources]]", "resources: rowing is there twice"),
        ("[[resources]]", "[[resources]", "made.toml"),
    ],
)
def test_a_faulty_file_is_refused_with_its_name_and_key(old, new, says):
    assert read_library(FILE, name="made.toml", held=HELD, topics=["boats"])[0].slug == "rowing"
    with pytest.raises(FileWrong) as wrong:
        read_library(FILE.replace(old, new), name="made.toml", held=HELD, topics=["boats"])
    assert "made.toml" in str(wrong.value) and says in str(wrong.value)


@pytest.mark.rule("FRW-10")
def test_what_ships_serves_every_topic(shipped):
    assert Resource.objects.count() == 81
    assert {topic.slug: topic.resources.count() for topic in Topic.objects.all() if topic.resources.count() < 2} == {}
    assert not Resource.objects.filter(statements=None).exists()
    assert all(topic.about for topic in Topic.objects.all())


def test_links_of_what_ships_lead_to_pages_of_this_service(shipped):
    links = set(Resource.objects.exclude(link="").values_list("link", flat=True))
    assert links and all(resolve(link) for link in links)


@pytest.mark.rule("FRW-10")
def test_every_statement_of_the_assessed_year_has_something_that_helps(shipped):
    """From a gap to what helps, directly or by a statement that is linked to it."""
    rows = Statement.objects.filter(section__framework__code__in=("pcf-2018", "kss-2018")).exclude(
        section__framework__level__in=("social-worker", "experienced")
    )
    assert [row.number for row in rows if not resources_for(None, row, relatives(None, row))] == []


LATER = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)


def test_a_second_load_mends_our_words_but_not_the_day_of_review(shipped):
    row = Resource.objects.get(slug="first-visit")
    assert row.review_on == date(2027, 9, 1)
    Resource.objects.filter(pk=row.pk).update(title="Older words of ours")
    row.topics.clear()
    done = services.load_shipped(at=LATER)
    again = Resource.objects.get(slug="first-visit")
    assert (done.created, done.changed) == (0, 1)
    assert (again.title, again.review_on, again.topics.count()) == (row.title, row.review_on, 1)


@pytest.mark.parametrize("fields", [{"edited_at": LATER}, {"withdrawn_at": LATER}, {"is_ours": False}])
def test_what_the_authority_has_changed_is_left_alone(shipped, fields):
    Resource.objects.filter(slug="first-visit").update(title="Our own title", **fields)
    done = services.load_shipped(at=LATER)
    assert (done.created, done.changed) == (0, 0)
    assert Resource.objects.get(slug="first-visit").title == "Our own title"


@pytest.mark.parametrize(
    "fields",
    [{"minutes": 0}, {"title": ""}, {"summary": ""}, {"kind": "song"}, {"link": "javascript:alert(1)"}],
)
def test_the_database_refuses_a_resource_that_cannot_be(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_resource(**fields)
    make_resource(link="https://example.org/")


@pytest.mark.parametrize(
    ("fields", "needs"),
    [
        ({"review_on": date(2026, 1, 20)}, False),
        ({"review_on": date(2026, 1, 19)}, True),
        ({"broken_since": LOADED_AT}, True),
    ],
)
def test_what_needs_care(db, fields, needs):
    make_resource(**fields)
    assert Resource.objects.needing_care(date(2026, 1, 20)).exists() is needs


def test_the_library_shows_topics_under_their_headings(shipped, reader):
    headings = reader.get("/frameworks/library/").context["headings"]
    assert [heading for heading, _ in headings] == [str(label) for label in Topic.Heading.labels]
    assert sum(len(lines) for _, lines in headings) == 19
    counts = {line.topic.slug: line.resources for _, lines in headings for line in lines}
    Resource.objects.filter(topics__slug="endings").update(withdrawn_at=LATER)
    headings = reader.get("/frameworks/library/").context["headings"]
    assert counts["endings"] > 0
    assert {line.topic.slug: line.resources for _, lines in headings for line in lines}["endings"] == 0


def test_a_topic_leads_to_its_resources_and_statements(shipped, reader):
    shown = reader.get("/frameworks/library/topics/endings/").content.decode()
    assert 'href="/frameworks/library/resources/ending-well/"' in shown
    assert 'href="/frameworks/nos-2002/5.5/"' in shown


@pytest.mark.rule("FRW-10")
def test_a_topic_leads_to_the_statements_its_resources_help_with(shipped):
    topic, resource = Topic.objects.get(slug="endings"), Resource.objects.get(slug="ending-well")
    helped = {row.pk for row in resource.statements.all()}
    assert helped <= {row.pk for _, rows in statements_of(None, topic) for row in rows}
    assert {framework.code for framework, _ in statements_of(None, topic)} >= {"nos-2002", "pcf-2018", "kss-2018"}
    Resource.objects.filter(topics=topic).update(withdrawn_at=LATER)
    assert {framework.code for framework, _ in statements_of(None, topic)} == {"nos-2002"}


def test_a_resource_says_what_it_takes_and_what_it_helps_with(shipped, reader, today):
    shown = reader.get("/frameworks/library/resources/writing-a-chronology/").content.decode()
    for text in ("40 minutes", "Own work of the authority", "Learning and development officer", "Worked example"):
        assert text in shown
    for address in ("/frameworks/library/topics/tools/", "/frameworks/kss-2018/6.2/", "/frameworks/pcf-2018/asye/7.4/"):
        assert f'href="{address}"' in shown
    assert "Overdue" not in shown and "Reported broken" not in shown
    Resource.objects.update(review_on=date(2020, 1, 1), broken_since=LOADED_AT)
    shown = reader.get("/frameworks/library/resources/writing-a-chronology/").content.decode()
    assert "Overdue" in shown and "Reported broken" in shown


@pytest.mark.rule("FRW-10")
def test_from_a_statement_to_what_helps_and_the_gap_goes_along(shipped, reader):
    statement = Statement.objects.get(section__framework__code="kss-2018", number="6.2")
    shown = reader.get(statement.get_absolute_url()).content.decode()
    address = f"/frameworks/library/resources/genogram-ecomap/?for={statement.pk}"
    assert f'href="{address}"' in shown
    assert "You came from" in reader.get(address).content.decode()


@pytest.mark.parametrize("given", ["x", "9" * 30, "-1", "0", "１"])
def test_a_gap_that_is_none_is_left_out(shipped, reader, given):
    response = reader.get("/frameworks/library/resources/first-visit/", {"for": given})
    assert (response.status_code, response.context["gap"]) == (200, None)


def test_what_is_withdrawn_is_not_found(shipped, reader):
    Resource.objects.filter(slug="first-visit").update(withdrawn_at=LATER)
    assert reader.get("/frameworks/library/resources/first-visit/").status_code == 404
    found = reader.get("/frameworks/library/", {"q": "first visit"}).context["found"].resources
    assert found and "first-visit" not in [resource.slug for resource in found]


def test_a_file_is_sent_to_be_saved(db, reader):
    resource = make_resource(file=ContentFile(b"%PDF-1.7", "x"), file_name="row.pdf", media_type="application/pdf")
    response = reader.get(f"{resource.get_absolute_url()}file/")
    assert b"".join(response) == b"%PDF-1.7"
    assert response["Content-Disposition"] == 'attachment; filename="row.pdf"'
    assert (response["Content-Type"], response["Content-Security-Policy"]) == (
        "application/pdf",
        "sandbox; default-src 'none'",
    )
