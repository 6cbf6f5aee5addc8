"""Who may take a slot of the rota: everybody of its team or service, each with what the rules say (WRK-04, CSL-07)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import cast

from django.db.models import QuerySet

from caseloads.models import Slot
from caseloads.policy import rota as policy
from caseloads.policy import who_in
from caseloads.queries.loads import RULED_AS
from workforce.access import Access
from workforce.bands import Standing, Who
from workforce.facts import Facts, facts_of
from workforce.models import Person, Post, Registration, Stage
from workforce.models.period import holds_on
from workforce.packs import Pack
from workforce.packs.schema.rota import Part, Seat
from workforce.policy_in_force import pack_on
from workforce.why import Why, why

Job = Post.Job
TAKES_SLOTS = (Job.TRAINEE, Job.SOCIAL_WORKER, Job.SENIOR)
RECENTLY = dt.timedelta(weeks=12)
A_WEEK = dt.timedelta(days=7)
Holds = list[tuple[int, policy.Held]]  # the slot's primary key, and the slot


@dataclass(frozen=True, slots=True)
class Candidate:
    """One person beside a slot. `recent` are the days of the kind held in the twelve weeks before it."""

    facts: Facts
    taking: policy.Taking
    recent: float
    why: Why

    @property
    def person(self) -> Person:
        return self.facts.person

    @property
    def stage(self) -> str:
        return self.facts.stage.get_kind_display() if self.facts.stage else ""


def people_of_rota(slot: Slot) -> QuerySet[Person]:
    """Return those with a post in the team or service of the slot on its day who carry cases."""
    there = {"posts__team": slot.team_id} if slot.team_id else {"posts__team__service": slot.service_id}
    held = Person.objects.filter(holds_on(slot.on, "posts__"), posts__job__in=TAKES_SLOTS, **there)
    return Person.objects.filter(pk__in=held.order_by().values("pk")).order_by("name", "pk")


def candidates(slot: Slot, access: Access) -> list[Candidate]:
    """Return whom this planner could give the slot to: nothing against it first, then who has held fewest lately."""
    people = people_of_rota(slot).filter(pk__in=Person.objects.visible_to(access).order_by().values("pk"))
    found = judged(slot, people)
    return sorted(
        found.values(),
        key=lambda one: (bool(one.taking.blocks), bool(one.taking.warnings), one.recent, one.person.name),
    )


def judged(
    slot: Slot, people: Iterable[Person], *, without: Collection[int] = (), alone: bool = False
) -> dict[int, Candidate]:
    """Return each person beside the slot, by primary key: seven queries or fewer.

    Slots `without` count as not held; `alone` asks as if nobody held anything besides.
    """
    pack, on = pack_on(slot.on), slot.on
    facts = facts_of(people, on)
    registered, held = _registered(facts, on), _held([] if alone else facts, on)
    asked = asked_for(slot, accompanied=slot.seat == Slot.Seat.MAIN or _accompanied(slot))
    return {
        pk: _candidate(pack, asked, known, pk in registered, held[pk], {slot.pk, *without})
        for pk, known in facts.items()
    }


def asked_for(slot: Slot, *, accompanied: bool = True) -> policy.Asked:
    return policy.Asked(
        kind=slot.kind,
        on=slot.on,
        part=cast(Part, slot.part),
        seat=cast(Seat, slot.seat),
        accompanied=accompanied,
    )


def taker_of(known: Facts, on: dt.date, *, registered: bool, held: Iterable[policy.Held] = ()) -> policy.Taker:
    """Return what the rules are asked with about a person on a day."""
    ruled_as = RULED_AS.get(Stage.Kind(known.stage.kind), "") if known.stage else ""
    clock = known.clock if ruled_as else None
    return policy.Taker(
        stage=ruled_as,
        who=who_in(known.service_code or "", clock) if clock else Who(),
        standing=Standing(clock) if clock else None,
        employed=known.post is not None,
        registered=registered,
        away=any(first <= on <= last for first, last in known.absences),
        held=tuple(held),
    )


def _candidate(
    pack: Pack, asked: policy.Asked, known: Facts, registered: bool, held: Holds, without: set[int]
) -> Candidate:
    others = [one for pk, one in held if pk not in without]
    answer = policy.taking(pack, asked, taker_of(known, asked.on, registered=registered, held=others))
    recent = policy.days_of([one.part for one in others if one.kind == asked.kind and one.on < asked.on])
    return Candidate(facts=known, taking=answer, recent=recent, why=why(answer, pack))


def _registered(people: Collection[int], on: dt.date) -> set[int]:
    rows = Registration.objects.open_on(on).filter(person__in=list(people)).order_by()
    return set(rows.values_list("person", flat=True))


def _held(people: Collection[int], on: dt.date) -> dict[int, Holds]:
    """Return what each person holds in the weeks before the day, and in the week of it."""
    found: dict[int, Holds] = defaultdict(list)
    rows = Slot.objects.filter(status=Slot.Status.HELD, holder__in=list(people), on__range=(on - RECENTLY, on + A_WEEK))
    for pk, holder, kind, day, part in rows.order_by("on").values_list("pk", "holder", "kind", "on", "part"):
        found[holder].append((pk, policy.Held(kind, day, cast(Part, part))))
    return found


def _accompanied(slot: Slot) -> bool:
    """Whether somebody holds the main seat of the same rota then."""
    main = Slot.objects.filter(
        status=Slot.Status.HELD,
        seat=Slot.Seat.MAIN,
        kind=slot.kind,
        on=slot.on,
        service=slot.service_id,
        team=slot.team_id,
    )
    parts = main.values_list("part", flat=True)
    return any(policy.overlap(cast(Part, part), cast(Part, slot.part)) for part in parts)
