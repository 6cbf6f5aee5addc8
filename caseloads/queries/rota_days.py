"""Days on the rota that people have held and will hold, for their own page, their manager's, and the year's pathway."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from caseloads.models import Slot
from caseloads.policy import rota as policy
from caseloads.queries.rota import TAKES_SLOTS, taker_of
from workforce.access import Access
from workforce.facts import Facts, facts_of
from workforce.models import Person
from workforce.models.period import holds_on
from workforce.packs import Pack
from workforce.packs.schema.rota import Part
from workforce.policy_in_force import pack_on
from workforce.why import Why, why


@dataclass(slots=True)
class Days:
    """Days of one kind: held up to a day, and planned after it. A half day is half of one."""

    held: float = 0
    coming: float = 0


@dataclass(frozen=True, slots=True)
class Count:
    """Days of one kind in somebody's stage beside what the stage asks for; `wanted` None where it asks for none."""

    label: str
    days: Days
    wanted: float | None
    why: Why | None

    @property
    def short(self) -> bool:
        return self.wanted is not None and self.days.held < self.wanted


@dataclass(frozen=True, slots=True)
class Counted:
    """One person with their counts, in the order of the policy's kinds."""

    facts: Facts
    month: int | None
    counts: tuple[Count, ...]

    @property
    def person(self) -> Person:
        return self.facts.person


def days_held(person: Person, until: dt.date, since: dt.date | None = None) -> dict[str, float]:
    """Return the days a person has held by the end of `until`, by kind ("mash", "duty"): one query (WRK-04).

    Cancelled slots and those somebody was taken off do not count; `since` leaves out what came before it.
    """
    found = days_of([person.pk], until, {person.pk: since} if since else {})
    return {kind: days.held for kind, days in found[person.pk].items() if days.held}


def days_of(
    people: Iterable[int], until: dt.date, since: dict[int, dt.date] | None = None
) -> dict[int, dict[str, Days]]:
    """Return days by person and kind: one query, however many people."""
    begun = since or {}
    found: dict[int, dict[str, Days]] = defaultdict(lambda: defaultdict(Days))
    rows = Slot.objects.filter(status=Slot.Status.HELD, holder__in=list(people)).order_by()
    for holder, kind, on, part in rows.values_list("holder", "kind", "on", "part"):
        if holder in begun and on < begun[holder]:
            continue
        share, days = policy.days_of([cast(Part, part)]), found[holder][kind]
        if on <= until:
            days.held += share
        else:
            days.coming += share
    return found


def counts_of(people: Iterable[Person], on: dt.date) -> list[Counted]:
    """Return each person with the days of their present stage beside what it asks for: four queries."""
    pack = pack_on(on)
    facts = facts_of(people, on, absences=False)
    begun = {pk: known.stage.started_on for pk, known in facts.items() if known.stage}
    days = days_of(facts, on, begun)
    return [_counted(pack, known, days[pk], on) for pk, known in facts.items()]


def people_counted(access: Access) -> list[Person]:
    """Return those one plans for, or sees, who are in a team and carry cases."""
    here = Person.objects.filter(holds_on(access.on, "posts__"), posts__job__in=TAKES_SLOTS, posts__team__isnull=False)
    seen = Person.objects.visible_to(access).filter(pk__in=here.order_by().values("pk"))
    return list(seen.exclude(pk=access.person.pk).order_by("name", "pk"))


def _counted(pack: Pack, known: Facts, days: dict[str, Days], on: dt.date) -> Counted:
    taker = taker_of(known, on, registered=True)
    kinds = [*pack.caseloads.rota, *(kind for kind in days if kind not in pack.caseloads.rota)]
    counts = tuple(_count(pack, kind, taker, days.get(kind) or Days(), on) for kind in kinds)
    shown = known.clock is not None and taker.stage not in ("", "experienced")
    return Counted(known, known.clock.month(on) if known.clock and shown else None, counts)


def _count(pack: Pack, kind: str, taker: policy.Taker, days: Days, on: dt.date) -> Count:
    asked = policy.wanted(pack, kind, taker, on=on)
    told = not asked.silent and asked.from_on is not None
    return Count(policy.label_of(pack, kind), days, asked.days if told else None, why(asked, pack) if told else None)


def in_stage(counted: Iterable[Counted]) -> list[Counted]:
    """Those in a stage whose days are counted against something, the furthest behind first."""
    asked = [one for one in counted if any(count.wanted is not None for count in one.counts)]
    return sorted(asked, key=lambda one: (-_behind(one), one.person.name))


def _behind(one: Counted) -> float:
    return sum(max(count.wanted - count.days.held, 0) for count in one.counts if count.wanted is not None)
