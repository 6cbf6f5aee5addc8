"""The teams somebody answers for, and the people in them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from workforce.access import Access, Job
from workforce.models import Person, Post, Team
from workforce.models.period import holds_on

LEADS = frozenset({Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})


def teams_of(access: Access) -> list[Team]:
    """Return the teams this person manages or is group manager above; every team to those who answer for all."""
    if access.jobs & LEADS:
        return list(Team.objects.select_related("service").order_by("service__name", "name"))
    led = Post.objects.open_on(access.on).filter(person=access.person, job=Job.PRACTICE_MANAGER).order_by()
    mine = Q(pk__in=led.values("team")) | Q(service__in=access.service_ids)
    return list(Team.objects.filter(mine).select_related("service").order_by("service__name", "name"))


def people_of(access: Access, team: Team | None) -> QuerySet[Person]:
    """Return a team's people: for a practice manager those they manage too, wherever their post stands."""
    here = Person.objects.none()
    if team is not None:
        here = Person.objects.filter(holds_on(access.on, "posts__"), posts__team=team).order_by()
    found = Q(pk__in=here.values("pk"))
    if not access.service_ids and not access.jobs & LEADS:
        found |= Q(pk__in=access.manages)
    seen = Person.objects.visible_to(access).exclude(pk=access.person.pk)
    return seen.filter(found).employed_on(access.on).order_by("name")
