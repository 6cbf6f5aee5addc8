"""The rota: plan slots, give them, take somebody off, change and cancel them. The policy decides who may (WRK-04)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from caseloads import rota_duties
from caseloads.models import Slot, Swap
from caseloads.policy import rota as policy
from caseloads.queries.rota import judged
from workforce import audit
from workforce.models import Person, Service, Team
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused

MOST_SLOTS = 200
LONGEST = dt.timedelta(days=366)
Status = Slot.Status
STALE = "Somebody else has just changed this. Reload the page and try again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Slots as a manager asks for them: `people` seats on each day, every so many weeks (0: once) until a day."""

    service: Service
    team: Team | None
    kind: str
    on: dt.date
    part: str
    seat: str
    place: str = ""
    people: int = 1
    every_weeks: int = 0
    until: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Planned:
    """What was planned, and the bank holidays that were left out."""

    slots: tuple[Slot, ...]
    left_out: tuple[dt.date, ...]


@transaction.atomic
def plan(asked: Plan, *, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime) -> Planned:
    """Write the slots, each needing somebody. A form sent twice writes them once.

    Raises:
        Refused: the policy has no such kind, part or seat; the day is over or no working day; there are too many.
    """
    label = _require_known(asked)
    if asked.on < on:
        raise Refused("Enter a day from today on")
    until = asked.until or asked.on
    if until < asked.on or until > asked.on + LONGEST:
        raise Refused("Repeat it until a day after the first, at most a year later")
    days, left_out = policy.days_planned(asked.on, every_weeks=asked.every_weeks, until=until)
    if asked.on in left_out:
        raise Refused("The first day is a weekend or a bank holiday. Enter a working day")
    if len(days) * asked.people > MOST_SLOTS:
        raise Refused(f"These are {len(days) * asked.people} slots. Plan at most {MOST_SLOTS} at once")
    series = sent_key if len(days) > 1 else None
    slots = []
    for number, (day, _) in enumerate([(day, seat) for day in days for seat in range(asked.people)]):
        slot = Slot(
            kind=asked.kind,
            label=label,
            service=asked.service,
            team=asked.team,
            on=day,
            part=asked.part,
            seat=asked.seat,
            place=asked.place.strip(),
            series=series,
            planned_by=by,
            planned_at=at,
            sent_key=uuid.uuid5(sent_key, str(number)),
        )
        slot, new = insert_once(slot, clash=STALE)
        if new:
            slot.moves.create(to_status=Status.OPEN, by=by, at=at)
            audit.record(by=by, deed="caseloads.plan_slot", subject=slot, at=at)
        slots.append(slot)
    return Planned(tuple(slots), left_out)


def _require_known(asked: Plan) -> str:
    """Return what the kind is called."""
    kind = pack_on(asked.on).caseloads.rota.get(asked.kind)
    if kind is None:
        raise Refused("The policy has no such kind of slot")
    if asked.part not in kind.parts:
        raise Refused(f"{kind.label} is not planned as this part of the day")
    if asked.seat not in kind.seats:
        raise Refused(f"{kind.label} has no such seat")
    return kind.label


@transaction.atomic
def give(*, slot: Slot, to: Person, reason: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Give the slot to somebody, in the place of whoever held it. Given to them already, nothing changes.

    Raises:
        Refused: a rule bars them (the rule is named), a warning is passed without a reason, or it is cancelled.
    """
    if slot.status == Status.HELD and slot.holder_id == to.pk:
        return
    passed = require_taking(slot, to, reason)
    before = slot.holder
    _change(slot, Status.HELD, to, by=by, at=at, why=reason, passed=passed, reason=reason if passed else "")
    audit.record(by=by, deed="caseloads.give_slot", subject=slot, at=at)
    lapse([slot], by=by, on=on, at=at)
    _lapse_returns(slot, before, by=by, on=on, at=at)
    rota_duties.settle_gap(slot, on=on, at=at)


def require_taking(slot: Slot, to: Person, reason: str, *, without: Collection[int] = ()) -> str:
    """Return what is warned about and passed with this reason, with the rules; nothing where nothing is."""
    if slot.status == Status.CANCELLED:
        raise Refused("This slot is cancelled")
    # Two managers at once: the second waits here, and then sees what the first gave.
    Person.objects.select_for_update().get(pk=to.pk)
    answer = judged(slot, [to], without=without)[to.pk].taking
    if answer.blocks:
        raise Refused("; ".join(f"{one.message} ({one.rule})" for one in answer.blocks))
    said = "; ".join(f"{one.message} ({one.rule})" for one in answer.warnings)
    if said and not reason.strip():
        raise Refused(f"Say why {to.name} takes it all the same. {said}")
    return said


@transaction.atomic
def free(*, slot: Slot, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take its holder off, before the day or after it where they were not there; it needs somebody again."""
    if slot.status != Status.HELD:
        raise Refused("Nobody holds this slot")
    before = slot.holder
    _change(slot, Status.OPEN, None, by=by, at=at, why=why, lost=Slot.Lost.FREED)
    audit.record(by=by, deed="caseloads.free_slot", subject=slot, at=at)
    lapse([slot], by=by, on=on, at=at)
    _lapse_returns(slot, before, by=by, on=on, at=at)
    rota_duties.settle_gap(slot, on=on, at=at)


@transaction.atomic
def lose(*, slot: Slot, lost: Slot.Lost, why: str, on: dt.date, at: dt.datetime) -> None:
    """Take the slot from whoever can no longer hold it, as the system: they have left, are away or paused."""
    before = slot.holder
    _change(slot, Status.OPEN, None, by=None, at=at, why=why, lost=lost)
    audit.record(by=None, deed="caseloads.lose_slot", subject=slot, at=at)
    lapse([slot], by=None, on=on, at=at)
    _lapse_returns(slot, before, by=None, on=on, at=at)
    rota_duties.settle_gap(slot, on=on, at=at)


@transaction.atomic
def cancel(*, slot: Slot, why: str, later: bool, by: Person, on: dt.date, at: dt.datetime) -> int:
    """Cancel a slot, with `later` those repeated after it too; return how many. Cancelled already, nothing changes."""
    slots = [slot]
    if later and slot.series is not None:
        rest = Slot.objects.live().filter(series=slot.series, on__gt=slot.on)
        slots += list(rest.select_related("holder", "planned_by"))
    live = [one for one in slots if one.status != Status.CANCELLED]
    for one in live:
        before = one.holder
        _change(one, Status.CANCELLED, None, by=by, at=at, why=why)
        audit.record(by=by, deed="caseloads.cancel_slot", subject=one, at=at)
        _lapse_returns(one, before, by=by, on=on, at=at)
    lapse(live, by=by, on=on, at=at)
    rota_duties.settle(rota_duties.GAP, rota_duties.planners_of(live, on).values(), on=on, at=at)
    return len(live)


@transaction.atomic
def change(*, slot: Slot, part: str, place: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Move it to another part of its day or to another place; its holder keeps it if they may.

    Raises:
        Refused: it is cancelled, the policy does not plan it so, or its holder holds something else then.
    """
    if slot.status == Status.CANCELLED:
        raise Refused("This slot is cancelled")
    kind = pack_on(slot.on).caseloads.rota.get(slot.kind)
    if kind is None or part not in kind.parts:
        raise Refused(f"{slot.label} is not planned as this part of the day")
    if (slot.part, slot.place) == (part, place.strip()):
        return
    was = Slot.objects.filter(pk=slot.pk, status=slot.status, holder=slot.holder_id, part=slot.part)
    slot.part, slot.place = part, place.strip()
    if slot.holder is not None:
        require_taking(slot, slot.holder, slot.reason or "It was agreed when it was given")
    if not was.update(part=slot.part, place=slot.place):
        raise Refused(STALE)
    told = ", ".join(filter(None, (slot.get_part_display(), slot.place)))
    slot.moves.create(
        from_status=slot.status,
        to_status=slot.status,
        from_holder=slot.holder,
        to_holder=slot.holder,
        by=by,
        at=at,
        why=f"Now: {told}",
    )
    audit.record(by=by, deed="caseloads.change_slot", subject=slot, at=at)


def lapse(slots: Collection[Slot], *, by: Person | None, on: dt.date, at: dt.datetime) -> None:
    """End the swaps under way about slots that have changed."""
    _end(Swap.objects.under_way().filter(slot__in=slots), by=by, on=on, at=at)


def _lapse_returns(slot: Slot, before: Person | None, *, by: Person | None, on: dt.date, at: dt.datetime) -> None:
    """End the swaps in which somebody gives this slot in return: it is no longer theirs."""
    if before is not None:
        _end(Swap.objects.under_way().filter(in_return=slot), by=by, on=on, at=at)


def _end(swaps: object, *, by: Person | None, on: dt.date, at: dt.datetime) -> None:
    rows = swaps.select_related("to", "slot__planned_by")  # type: ignore[attr-defined]
    for swap in rows:
        if Swap.objects.under_way().filter(pk=swap.pk, status=swap.status).update(status=Swap.Status.LAPSED):
            swap.moves.create(from_status=swap.status, to_status=Swap.Status.LAPSED, by=by, at=at)
            owners = [swap.to, *rota_duties.planners_of([swap.slot], on).values()]
            rota_duties.settle(rota_duties.SWAP, owners, on=on, at=at)


def hand_over(slot: Slot, to: Person | None, *, passed: str, reason: str, by: Person, at: dt.datetime) -> None:
    """Put a slot into other hands as part of a swap; nobody's for the moment in which two change places."""
    _change(slot, Status.HELD if to else Status.OPEN, to, by=by, at=at, why=reason, passed=passed, reason=reason)


def _change(
    slot: Slot,
    to: Slot.Status,
    holder: Person | None,
    *,
    by: Person | None,
    at: dt.datetime,
    why: str = "",
    lost: str = "",
    passed: str = "",
    reason: str = "",
) -> None:
    """Change status and holder as MOVES allows, once; the WHERE clause is the lock. Keep the move as a row."""
    was, before = slot.status, slot.holder
    if to not in slot.MOVES[was]:
        raise Refused(f"This slot is {slot.get_status_display().lower()} and cannot be changed in that way")
    told = {"status": to, "holder": holder, "lost": lost, "passed": passed, "reason": reason}
    same = Slot.objects.filter(pk=slot.pk, status=was)
    same = same.filter(holder=before) if before else same.filter(holder__isnull=True)
    try:
        with transaction.atomic():
            done = same.update(**told)
    except IntegrityError as clash:
        raise Refused("They already hold a slot then") from clash
    if not done:
        raise Refused(STALE)
    for name, value in told.items():
        setattr(slot, name, value)
    slot.moves.create(
        from_status=was, to_status=to, from_holder=before, to_holder=holder, by=by, at=at, why=why.strip()
    )
