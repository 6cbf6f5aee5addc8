"""Whose next session will be late as things are booked: said before it is late, with the reason."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from django.db.models import Exists, OuterRef, Q

from reminders.models import Duty
from supervision import policy
from supervision.models import Session
from supervision.queries.standing import RULED_AS, Standing, counts_as, standing_of
from workforce.access import Access
from workforce.facts import Facts, facts_of
from workforce.home import Todo
from workforce.models import Person, Stage
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

HOME_AHEAD = dt.timedelta(days=14)


def risks_of(
    facts: Mapping[int, Facts], standings: Mapping[int, Standing], on: dt.date, rows: Iterable[Session] | None = None
) -> dict[int, policy.Risk]:
    """Return the risk of each person: one query, none where the bookings are known as `rows`."""
    pack = pack_on(on)
    booked: dict[int, list[Session]] = defaultdict(list)
    for row in planned(facts, on) if rows is None else rows:
        booked[row.worker_id].append(row)
    return {
        pk: policy.risk(standing.due, booked=list(_counting(facts[pk], booked[pk], pack)), on=on)
        for pk, standing in standings.items()
    }


def planned(people: Iterable[int], on: dt.date) -> Iterable[Session]:
    """Return the bookings of these people that are still to come."""
    rows = Session.objects.filter(worker__in=people, outcome=Session.Outcome.PLANNED, date__gte=on)
    return rows.only("worker_id", "date", "kind").order_by("date")


def _counting(facts: Facts, booked: Iterable[Session], pack: Pack) -> Iterator[dt.date]:
    """The days of bookings of a kind that counts in the stage they lie in."""
    ruled_as = RULED_AS.get(Stage.Kind(facts.stage.kind)) if facts.stage else None
    if ruled_as is None or facts.clock is None:
        return
    spells, kinds = policy.timeline(pack, stage=ruled_as, clock=facts.clock), counts_as(pack)
    for row in booked:
        spell = next((one for one in reversed(spells) if one.from_on <= row.date), None)
        if spell is not None and kinds[row.kind] in spell.counts:
            yield row.date


def todos(access: Access) -> Iterator[Todo]:
    """Each session this person owes within a fortnight that nothing is booked for in time."""
    on = access.on
    booked = Session.objects.filter(
        worker=OuterRef("about"), outcome=Session.Outcome.PLANNED, date__range=(on, OuterRef("due_on"))
    )
    alone = Q(kind=Session.Kind.ONE_TO_ONE)
    owed = Duty.objects.open().filter(kind="supervision", owner=access.person, due_on__range=(on, on + HOME_AHEAD))
    owed = owed.filter(~Exists(booked.filter(alone))).annotate(others=Exists(booked.exclude(alone)))
    duties = list(owed.select_related("about").order_by("due_on", "pk"))
    averted = _averted([duty.about for duty in duties if duty.others], on)  # type: ignore[attr-defined]
    for duty in duties:
        if duty.about_id not in averted:
            yield Todo(
                title=f"Book supervision: {duty.about.name}",
                url=duty.address,
                due_on=duty.due_on,
                late=True,
                mark="At risk",
                because=f"{duty.because}, and nothing that counts is booked by then",
                rule=duty.rule,
            )


def _averted(people: list[Person], on: dt.date) -> set[int]:
    """Return who has a group session booked that counts in their stage and comes in time."""
    if not people:
        return set()
    facts = facts_of(people, on)
    risks = risks_of(facts, standing_of(people, on, facts), on)
    return {pk for pk, risk in risks.items() if not risk.at_risk}
