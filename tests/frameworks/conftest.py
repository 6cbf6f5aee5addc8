from datetime import UTC, date, datetime

import pytest
from django.test import Client

from frameworks import services
from frameworks.models import Framework, Resource, Section, Statement
from workforce.models import Person, Post

LOADED_AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


@pytest.fixture
def shipped(db: None) -> services.Loaded:
    return services.load_shipped(at=LOADED_AT)


@pytest.fixture
def somebody(db: None) -> Person:
    """A person with a post and nothing more: the standards need no permission beyond being signed in."""
    person = Person.objects.create(email="reader@example.org", name="Robin Reader")
    Post.objects.create(person=person, job=Post.Job.OTHER, title="Administrator", started_on=date(2020, 1, 6))
    return person


@pytest.fixture
def reader(somebody: Person, client: Client) -> Client:
    client.force_login(somebody)
    return client


def make_framework(code: str = "made-2020", level: str = "", order: int = 900, **fields: object) -> Framework:
    values = {
        "title": f"Made standards {code}",
        "edition": "2020",
        "nation": "england",
        "kind": "capabilities",
        "in_force_from": date(2020, 1, 1),
        "source": "Made for a test",
        "loaded_at": LOADED_AT,
    } | fields
    return Framework.objects.create(code=code, level=level, order=order, **values)


def make_section(framework: Framework, number: str, statements: int, **fields: object) -> Section:
    values = {"kind": "domain", "title": f"Part {number}", "order": int(number)} | fields
    section = Section.objects.create(framework=framework, number=number, **values)
    Statement.objects.bulk_create(
        Statement(section=section, number=f"{number}.{n}", summary=f"Does thing {n} of part {number}.", order=n)
        for n in range(1, statements + 1)
    )
    return section


def make_resource(slug: str = "rowing", **fields: object) -> Resource:
    values = {
        "title": f"About {slug}",
        "summary": "How to row a boat with other people.",
        "kind": "guide",
        "minutes": 20,
        "licence": "own",
        "owner_role": "development_officer",
        "review_on": date(2099, 1, 1),
        "added_at": LOADED_AT,
    } | fields
    return Resource.objects.create(slug=slug, **values)
