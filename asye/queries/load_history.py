"""On which days somebody held more children than the policy allowed (CSL-01 to CSL-04), for a review's record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from caseloads.models import Allocation
from caseloads.queries import limit_for
from workforce.clock import ONE_DAY
from workforce.facts import Facts
from workforce.policy_in_force import pack_on
from workforce.sentences import count, day


@dataclass(frozen=True, slots=True)
class Over:
    """Days in a row above the limit, both ends included; `most` is the most children held in them."""

    from_on: dt.date
    to_on: dt.date
    most: int
    limit: int

    def __str__(self) -> str:
        days = (self.to_on - self.from_on).days + 1
        return f"{day(self.from_on)} to {day(self.to_on)} ({count(days, 'day')}): up to {self.most}, limit {self.limit}"


def over_the_limit(facts: Facts, first: dt.date, last: dt.date) -> list[Over]:
    """The spells above the limit from `first` to `last`: one query; none where two reviews stand on one day."""
    if last < first:
        return []
    rows = (
        Allocation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=first), worker=facts.person, started_on__lte=last)
        .filter(Q(case__closed_on=None) | Q(case__closed_on__gte=first))
        .values_list("started_on", "ended_on", "case__closed_on", "case__children")
    )
    held: dict[dt.date, int] = {}
    for started, ended, closed, children in rows:
        until = min(one for one in (ended, closed, last) if one is not None)
        begins = max(started, first)
        if begins <= until:
            held[begins] = held.get(begins, 0) + children
            held[until + ONE_DAY] = held.get(until + ONE_DAY, 0) - children
    return _spells(facts, held, first, last)


def _spells(facts: Facts, changes: dict[dt.date, int], first: dt.date, last: dt.date) -> list[Over]:
    pack = pack_on(last)
    months = range(1, facts.clock.months + 2) if facts.clock else ()
    edges = {first, *changes, *(facts.clock.date_of_month(month) for month in months if facts.clock)}
    days = sorted(edge for edge in edges if first <= edge <= last)
    found: list[Over] = []
    now = 0
    for begins, after in zip(days, [*days[1:], last + ONE_DAY], strict=True):
        now += changes.get(begins, 0)
        limit = limit_for(facts, begins, pack)
        most = int(limit.maximum) if limit and limit.maximum is not None else None
        if most is None or now <= most:
            continue
        until = after - ONE_DAY
        if found and found[-1].to_on == begins - ONE_DAY and found[-1].limit == most:
            found[-1] = Over(found[-1].from_on, until, max(found[-1].most, now), most)
        else:
            found.append(Over(begins, until, now, most))
    return found
