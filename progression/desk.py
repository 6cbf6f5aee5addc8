"""What is on record about somebody's grade and pay, for the policy desk. Statements others sign are not filled in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from caseloads.queries import loads_of
from workforce.access import Access, may
from workforce.desk import Known
from workforce.models import Person, Post

CHILDREN_HIDDEN = "How many children they hold is left out: you may not see their caseload."


def increment_facts(access: Access, person: Person, on: dt.date) -> Known | None:
    post = Post.objects.open_on(on).filter(person=person, grade__isnull=False).first()
    if post is None:
        return None
    return Known({"grade": post.grade, "start": post.started_on, "scp": post.scp})


def applicant_facts(access: Access, person: Person, on: dt.date) -> Known | None:
    """For the grade above their own."""
    post = Post.objects.open_on(on).filter(person=person, grade__isnull=False).first()
    if post is None or post.grade is None:
        return None
    facts: dict[str, Any] = {"grade": post.grade + 1, "on": on, "qualified_on": person.qualified_on}
    if post.contract == Post.Contract.PERMANENT:
        facts["permanent_since"] = post.started_on
    if not may("caseloads.see", access, person):
        return Known(facts, (CHILDREN_HIDDEN,))
    return Known({**facts, "children": loads_of([person], on)[person.pk].own})
