"""Demand on teams against what they have room for; above it an action with an owner is called for (CSL-15)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from caseloads import policy
from caseloads.models import Allegation
from caseloads.queries.boards import Line
from workforce.models import Post, Relationship, Team
from workforce.packs import Pack
from workforce.why import Why, why_of


@dataclass(frozen=True, slots=True)
class Demand:
    """Children held and waiting, children there is room for, and whether the policy calls for an action.

    `allegations` are (reference, received at, latest moment) of what waits, the oldest first.
    """

    held: int
    waiting: int
    room: int
    percent: int | None
    above: bool
    why: Why | None
    allegations: tuple[tuple[str, dt.datetime, dt.datetime | None], ...]

    @property
    def all(self) -> int:
        return self.held + self.waiting


def _heads(teams: Collection[Team], on: dt.date) -> object:
    """A subquery of the group managers of services whose teams are looked at together."""
    services = {team.service_id for team in teams}
    heads = Relationship.objects.open_on(on).filter(kind=Relationship.Kind.GROUP_MANAGES, service__in=services)
    return heads.order_by().values("holder")


def waiting_for(teams: Collection[Team], on: dt.date) -> QuerySet[Allegation]:
    """Narrow to the allegations that wait for whoever leads these teams."""
    leading = Post.objects.open_on(on).filter(team__in=teams, job=Post.Job.PRACTICE_MANAGER).order_by()
    theirs = Q(manager__in=leading.values("person"))
    if len(teams) > 1:
        theirs |= Q(manager__in=_heads(teams, on))
    return Allegation.objects.waiting().filter(theirs)


def demand_on(line: Line, teams: Collection[Team], on: dt.date, pack: Pack) -> Demand:
    """Return the demand on workers taken together: one query for what waits."""
    rows = list(waiting_for(teams, on))
    waiting = sum(row.children for row in rows)
    room, rule = int(line.room), pack.caseloads.contingency
    percent = round(100 * (line.held + waiting) / room) if room else None
    above = rule is not None and percent is not None and percent > rule.demand_percent
    said = f"{line.held} children are held and {waiting} wait; there is room for {room}"
    because = f"{said}. Above {rule.demand_percent} % an action with an owner is called for" if rule else said
    return Demand(
        held=line.held,
        waiting=waiting,
        room=room,
        percent=percent,
        above=above,
        why=why_of("CSL-15", because, pack) if room else None,
        allegations=tuple(
            (
                row.reference,
                row.received_at,
                policy.allegation_clock(pack, received_at=row.received_at, at=row.received_at).due_at,
            )
            for row in rows
        ),
    )
