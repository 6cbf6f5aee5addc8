"""What a new day changes by itself: a stage, a post or a policy begins or ends, and nobody has done a deed for it."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from reminders.settling import settle_people
from supervision.models import KeptGap
from supervision.services.replan import replan_all
from workforce.models import Person, PolicyVersion, Post, Registration, Relationship, Stage

LOOKED_BACK = dt.timedelta(days=45)  # longer than any outage: a night that was missed is made up for


def follow_the_day(*, on: dt.date, at: dt.datetime) -> int:
    """Settle the duties of whomever the calendar has changed, then re-plan every series; return how many had drifted.

    Run twice it writes nothing the second time.
    """
    since = on - LOOKED_BACK
    if PolicyVersion.objects.filter(takes_effect_on__range=(since, on)).exists():
        people: QuerySet[Person] = Person.objects.employed_on(on)
    else:
        people = Person.objects.filter(_changed(since, on)).distinct()
    settle_people(list(people), on, at)
    return replan_all(on=on, at=at)


def _changed(since: dt.date, on: dt.date) -> Q:
    turned = Q(started_on__range=(since, on)) | Q(ended_on__range=(since, on))
    registration = Registration.objects.filter(turned).order_by().values("person")  # of whoever stands over them
    found = Q()
    for rows, name in (
        (Stage.objects.filter(turned), "person"),
        (Post.objects.filter(turned), "person"),
        (Relationship.objects.filter(turned, person__isnull=False), "person"),
        (KeptGap.objects.filter(turned), "worker"),
        (Relationship.objects.filter(person__isnull=False, holder__in=registration), "person"),
    ):
        found |= Q(pk__in=rows.order_by().values(name))
    return found
