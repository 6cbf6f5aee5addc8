"""People who hold a post here and are not in the file: reported, and ended only when that was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from workforce.imports.changes import Changes
from workforce.models import Person, Post, Relationship, Stage
from workforce.models.period import holds_on

ONE_DAY = dt.timedelta(days=1)


def missing(numbers: Collection[str], on: dt.date) -> list[Person]:
    """Return who has an employee number and a post today and is not among these numbers."""
    here = Person.objects.filter(holds_on(on, "posts__"), employee_number__isnull=False).distinct()
    return [person for person in here if person.employee_number not in numbers]


def end_all(people: Collection[Person], on: dt.date, changes: Changes) -> None:
    """End posts, stages and relationships of these people with yesterday; access ends with the last post (WRK-13)."""
    last = on - ONE_DAY
    mine = Q(person__in=people)
    led = Q(holder__in=people, kind=Relationship.Kind.GROUP_MANAGES)
    rows = [
        *Post.objects.filter(mine, ended_on__isnull=True),
        *Stage.objects.filter(mine, ended_on__isnull=True),
        *Relationship.objects.filter(mine | led, ended_on__isnull=True),
    ]
    for row in rows:
        changes.put(row, ends=True, ended_on=max(row.started_on, last))
    changes.write()
