"""The rota of a generated authority: half a year of MASH and duty held, and some weeks to come."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from caseloads.models import Slot, SlotMove
from caseloads.policy import rota as policy
from caseloads.queries.rota import taker_of
from caseloads.queries.rota_weeks import monday_of
from workforce.clock import is_working_day
from workforce.demo import moment
from workforce.facts import Facts, facts_of
from workforce.generate import Plan, key, write, written
from workforce.models import AuditEntry, Person, Registration, Relationship
from workforce.packs import Pack
from workforce.policy_in_force import pack_on

ORDER = 32
CHUNK = 500
BEHIND, AHEAD = 26, 4  # weeks
KINDS = ("mash", "duty")
OFTEN = {"mash": 1, "duty": 4}  # every how many weeks somebody comes
OPEN = 0.05
PLANNED_BEFORE = dt.timedelta(days=21)
DAYS = 5


def generate(plan: Plan) -> str:
    dice = plan.dice("rota")
    slots = write(Slot, _slots(plan, dice), lambda slot: _entry(slot, "caseloads.plan_slot"))
    write(SlotMove, _moves())
    return f"{slots} slots on the rota"


def _slots(plan: Plan, dice: random.Random) -> Iterator[Slot]:
    managers = dict(Relationship.objects.filter(kind="manages").values_list("person", "holder"))
    registered = set(Registration.objects.open_on(plan.on).values_list("person", flat=True))
    people = list(Person.objects.employed_on(plan.on).filter(pk__in=managers).order_by("pk"))
    pack, monday = pack_on(plan.on), monday_of(plan.on)
    for start in range(0, len(people), CHUNK):
        for pk, known in facts_of(people[start : start + CHUNK], plan.on).items():
            if known.post is not None and known.post.team is not None and known.stage is not None:
                for kind, on, seat in _days(pack, known, pk in registered, monday, dice):
                    yield _slot(pack, known, managers[pk], kind, on, seat, dice, plan.at)


def _days(
    pack: Pack, known: Facts, registered: bool, monday: dt.date, dice: random.Random
) -> Iterator[tuple[str, dt.date, str]]:
    """The days somebody comes: in the first seat the rules leave them, while they are in post and in this stage."""
    assert known.post is not None and known.stage is not None
    began = max(known.post.started_on, known.stage.started_on)
    ended = min(filter(None, (known.post.ended_on, known.stage.ended_on)), default=dt.date.max)
    offsets = {kind: (dice.randrange(DAYS), dice.randrange(OFTEN[kind])) for kind in KINDS}
    taken: set[dt.date] = set()
    for week in range(-BEHIND, AHEAD):
        for kind, (weekday, turn) in offsets.items():
            on = monday + dt.timedelta(weeks=week, days=weekday)
            if week % OFTEN[kind] != turn or on in taken or not is_working_day(on) or not began <= on <= ended:
                continue
            seat = _seat(pack, known, kind, on, registered)
            if seat is not None:
                taken.add(on)
                yield kind, on, seat


def _seat(pack: Pack, known: Facts, kind: str, on: dt.date, registered: bool) -> str | None:
    taker = taker_of(known, on, registered=registered)
    if policy.months_for(pack, kind, taker) is None:
        return None
    for seat in pack.caseloads.rota[kind].seats:
        if policy.taking(pack, policy.Asked(kind, on, seat=seat), taker).allowed:
            return seat
    return None


def _slot(
    pack: Pack, known: Facts, manager: int, kind: str, on: dt.date, seat: str, dice: random.Random, plan_at: dt.datetime
) -> Slot:
    assert known.post is not None and known.post.team is not None
    is_open = dice.random() < OPEN
    return Slot(
        sent_key=key(dice),
        kind=kind,
        label=pack.caseloads.rota[kind].label,
        service_id=known.post.team.service_id,
        team=known.post.team,
        on=on,
        part="day",
        seat=seat,
        status=Slot.Status.OPEN if is_open else Slot.Status.HELD,
        holder=None if is_open else known.person,
        planned_by_id=manager,
        planned_at=min(moment(on - PLANNED_BEFORE, 10), plan_at),
    )


def _moves() -> Iterator[SlotMove]:
    rows: Iterable[Slot] = Slot.objects.order_by("pk")
    for slot in rows:
        told = {"slot": slot, "by_id": slot.planned_by_id, "at": slot.planned_at}
        yield SlotMove(to_status=Slot.Status.OPEN, **told)
        if slot.holder_id is not None:
            yield SlotMove(from_status="open", to_status="held", to_holder_id=slot.holder_id, **told)


def _entry(slot: Slot, deed: str) -> AuditEntry:
    return written(slot.planned_by_id, deed, slot, slot.planned_at)
