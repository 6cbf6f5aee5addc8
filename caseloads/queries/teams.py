"""The teams somebody answers for, the people in them, and the contingency actions that are open for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q, QuerySet

from workforce.access import Access, Job
from workforce.models import Person, Post, Team
from workforce.models.period import holds_on

LEADS = frozenset({Job.PRINCIPAL, Job.DEVELOPMENT_LEAD})


def teams_of(access: Access) -> list[Team]:
    """Return the teams this person manages or is group manager above; every team to those who answer for all."""
    return list(_teams(access))


def _teams(access: Access) -> QuerySet[Team]:
    found = Team.objects.select_related("service").order_by("service__name", "name", "pk")
    if access.jobs & LEADS:
        return found
    led = Post.objects.open_on(access.on).filter(person=access.person, job=Job.PRACTICE_MANAGER).order_by()
    return found.filter(Q(pk__in=led.values("team")) | Q(service__in=access.service_ids))


@dataclass(frozen=True, slots=True)
class Action:
    """An open contingency action of a team (CSL-15)."""

    pk: int
    team: Team
    what: str
    owner: str
    due_on: dt.date


def teams_with_actions(access: Access) -> tuple[list[Team], list[Action]]:
    """Return the teams and their open actions by day: one query, a row for each action of a team.

    Whoever answers for a team may see its actions, as `Contingency.objects.visible_to` has it.
    """
    rows = _teams(access).annotate(
        live=FilteredRelation("contingencies", condition=Q(contingencies__closed_on__isnull=True)),
        action=F("live__pk"),
        what=F("live__what"),
        owner=F("live__owner__name"),
        due_on=F("live__due_on"),
    )
    found = list(rows)
    actions = [Action(row.action, row, row.what, row.owner, row.due_on) for row in found if row.action is not None]
    teams = {row.pk: row for row in found}
    return list(teams.values()), sorted(actions, key=lambda action: (action.due_on, action.pk))


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
