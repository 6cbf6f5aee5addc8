"""The demonstration's library: what the practitioner saved, what somebody found broken, what is due for review."""

from __future__ import annotations

import datetime as dt

from asye.services import library
from frameworks.models import Resource, Statement
from workforce.demo import DOMAIN, Story, moment
from workforce.models import Person
from workforce.versions import Save

LIBRARY = 60
OVERDUE = dt.timedelta(days=9)
SAVED = (("genogram-ecomap", "plan", "6.2"), ("questions-for-supervision", "supervision", ""))


def load_library(story: Story) -> str:
    practitioner, lead = (Person.objects.get(email=f"{name}@{DOMAIN}") for name in ("nqsw", "lead"))
    on = story.on - dt.timedelta(days=2)
    for slug, purpose, number in SAVED:
        gap = Statement.objects.filter(section__framework__code="kss-2018", number=number).first() if number else None
        library.save_resource(
            resource=Resource.objects.get(slug=slug), purpose=purpose, gap=gap, by=practitioner, at=moment(on, 16)
        )
    _look_after(Resource.objects.get(slug="telephone-first-call"), lead, story, story.on - OVERDUE)
    broken = Resource.objects.get(slug="evidence-for-portfolio")
    _look_after(broken, lead, story, story.on + OVERDUE)
    library.report_broken(resource=broken, by=practitioner, at=moment(on, 16, 20))
    return f"{Resource.objects.count()} resources in the library"


def _look_after(resource: Resource, by: Person, story: Story, review_on: dt.date) -> None:
    """Somebody took a resource on by name, half a year ago, and set a day to look at it again."""
    words = {name: getattr(resource, name) for name in library.WORDS} | {"review_on": review_on}
    library.edit_resource(
        resource=resource,
        words=words,
        topics=list(resource.topics.all()),
        statements=list(resource.statements.all()),
        owner=by,
        upload=None,
        media_type="",
        save=Save(version=1),
        by=by,
        at=moment(story.on - dt.timedelta(days=180), 11),
    )
