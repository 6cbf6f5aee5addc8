"""The cases of a generated authority: what each worker holds now, near their limit, and what they have closed."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from caseloads.models import Allocation, Case
from workforce.demo import moment
from workforce.generate import Plan, key, write, written
from workforce.models import AuditEntry, Relationship, Stage

ORDER = 30
HELD = {
    Stage.Kind.TRAINEE: (4, 9),
    Stage.Kind.NQSW: (4, 9),
    Stage.Kind.SOCIAL_WORKER: (12, 19),
    Stage.Kind.SENIOR: (10, 17),
}
MORE_LATER = 6  # children a newly qualified worker holds more in the second half of the year
OVER = 0.05
CLOSED_A_YEAR = 6
TYPES = (Case.Type.CIN, Case.Type.CIN, Case.Type.CP, Case.Type.CLA, Case.Type.S47)
MOST_CHILDREN = 4


@dataclass(frozen=True, slots=True)
class Holder:
    """A worker during one stage; `holds` is how many children they hold today, nothing in a stage that is over."""

    worker: int
    manager: int
    first: dt.date
    last: dt.date
    holds: int


def generate(plan: Plan) -> str:
    dice = plan.dice("caseloads")
    numbers = count(1)
    held = [one for holder in holders(plan, dice) for one in of_one(holder, plan, dice, numbers)]
    write(Case, (allocation.case for allocation in held))
    write(Allocation, held, entry)
    return f"{len(held)} cases and allocations"


def holders(plan: Plan, dice: random.Random) -> Iterator[Holder]:
    managers = dict(Relationship.objects.filter(kind="manages").values_list("person", "holder"))
    rows = Stage.objects.filter(kind__in=HELD, person__in=managers).order_by("pk")
    for worker, kind, began, ended in rows.values_list("person", "kind", "started_on", "ended_on"):
        here = ended is None and began <= plan.on
        most = dice.randint(*HELD[Stage.Kind(kind)]) if here else 0
        if here and kind == Stage.Kind.NQSW and (plan.on - began).days > 182:
            most += MORE_LATER
        if here and dice.random() < OVER:
            most += 10
        yield Holder(worker, managers[worker], max(began, plan.began), min(ended or plan.on, plan.on), most)


def of_one(holder: Holder, plan: Plan, dice: random.Random, numbers: Iterator[int]) -> Iterator[Allocation]:
    days = (holder.last - holder.first).days
    for _ in range(days * CLOSED_A_YEAR // 365):
        first = holder.first + dt.timedelta(days=dice.randrange(days))
        last = min(first + dt.timedelta(days=dice.randrange(20, 400)), holder.last)
        yield allocation(holder, dice.randint(1, MOST_CHILDREN), first, last, dice, next(numbers))
    left = holder.holds
    while left > 0:
        children = min(dice.randint(1, MOST_CHILDREN), left)
        first = max(holder.first, plan.on - dt.timedelta(days=dice.randrange(1, 300)))
        yield allocation(holder, children, first, None, dice, next(numbers))
        left -= children


def allocation(
    holder: Holder, children: int, first: dt.date, last: dt.date | None, dice: random.Random, number: int
) -> Allocation:
    case = Case(
        reference=f"GEN-{number:07d}",
        type=dice.choice(TYPES),
        children=children,
        complexity=dice.randint(1, 3),
        opened_on=first,
        closed_on=last,
    )
    return Allocation(
        sent_key=key(dice),
        case=case,
        worker_id=holder.worker,
        role=Allocation.Role.CO if dice.random() < 0.15 else Allocation.Role.ALLOCATED,
        started_on=first,
        ended_on=last,
        discussed=True,
        agreed_by_id=holder.manager,
        recorded_at=moment(first, 10),
    )


def entry(row: Allocation) -> AuditEntry:
    return written(row.agreed_by_id, "caseloads.allocate", row, row.recorded_at)
