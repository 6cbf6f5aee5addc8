"""A slot changes hands: its holder asks, a colleague takes it, the manager agrees (WRK-04)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from caseloads import rota_duties
from caseloads.models import Slot, Swap
from caseloads.queries.rota import judged, people_of_rota
from caseloads.services import rota
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

Status = Swap.Status


@transaction.atomic
def ask(
    *,
    slot: Slot,
    to: Person | None,
    in_return: Slot | None,
    words: str,
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> Swap:
    """Ask a colleague, or anybody of the rota (`to` None), to hold one's slot. A form sent twice asks once.

    Raises:
        Refused: it is not one's own slot, its day is over, somebody is asked already, or the slot in return is not
            that colleague's.
    """
    already = Swap.objects.filter(sent_key=sent_key).first()
    if already is not None:
        return already
    if slot.holder_id != by.pk or slot.status != Slot.Status.HELD:
        raise Refused("You do not hold this slot")
    if slot.on < on:
        raise Refused("The day of this slot is over")
    if to is not None:
        _require_fit(slot, to, without=(in_return.pk,) if in_return else ())
    if in_return is not None:
        _require_return(slot, in_return, to, by, on)
    swap = Swap(slot=slot, asked_by=by, to=to, in_return=in_return, words=words, asked_at=at, turn_on=on)
    swap.sent_key = sent_key
    swap, new = insert_once(swap, clash="A colleague is asked about this slot already")
    if new:
        swap.moves.create(to_status=Status.ASKED, by=by, at=at)
        audit.record(by=by, deed="caseloads.ask_to_swap", subject=swap, at=at)
        _settle(swap, on=on, at=at)
    return swap


def _require_fit(slot: Slot, to: Person, *, without: tuple[int, ...]) -> None:
    """Say no more of a colleague than that they cannot: why not is not the asker's to know."""
    if judged(slot, [to], without=without)[to.pk].taking.blocks:
        raise Refused(f"{to.name} cannot hold this slot. Choose somebody else")


def _require_return(slot: Slot, in_return: Slot, to: Person | None, by: Person, on: dt.date) -> None:
    theirs = in_return.status == Slot.Status.HELD and to is not None and in_return.holder_id == to.pk
    if not theirs or in_return.on < on:
        raise Refused("Choose a coming slot of that colleague in return")
    answer = judged(in_return, [by], without=(slot.pk,))[by.pk].taking
    if answer.blocks:
        raise Refused("; ".join(f"{one.message} ({one.rule})" for one in answer.blocks))


@transaction.atomic
def take(*, swap: Swap, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say yes as the colleague; it is then with the manager.

    Raises:
        Refused: one is not asked, may not hold it, or somebody else was first.
    """
    if by.pk == swap.asked_by_id or (swap.to_id is not None and swap.to_id != by.pk):
        raise Refused("This is for somebody else to answer")
    if swap.to_id is None and not people_of_rota(swap.slot).filter(pk=by.pk).exists():
        raise Refused("This is for somebody of the same rota")
    if swap.slot.on < on:
        raise Refused("The day of this slot is over")
    answer = judged(swap.slot, [by], without=_without(swap))[by.pk].taking
    if answer.blocks:
        raise Refused("; ".join(f"{one.message} ({one.rule})" for one in answer.blocks))
    Swap.objects.filter(pk=swap.pk, status=Status.ASKED).update(to=by, turn_on=on)
    swap.to, swap.turn_on = by, on
    move(swap, Status.TAKEN, by=by, at=at)
    audit.record(by=by, deed="caseloads.take_swap", subject=swap, at=at)
    _settle(swap, on=on, at=at)


@transaction.atomic
def decline(*, swap: Swap, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say no as the colleague who was asked by name."""
    if swap.to_id != by.pk:
        raise Refused("This is for somebody else to answer")
    move(swap, Status.DECLINED, by=by, at=at, why=why)
    audit.record(by=by, deed="caseloads.decline_swap", subject=swap, at=at)
    _settle(swap, on=on, at=at)


@transaction.atomic
def withdraw(*, swap: Swap, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take it back as whoever asked. A second time changes nothing."""
    if swap.asked_by_id != by.pk:
        raise Refused("Only whoever asked takes it back")
    if swap.status == Status.WITHDRAWN:
        return
    move(swap, Status.WITHDRAWN, by=by, at=at)
    audit.record(by=by, deed="caseloads.withdraw_swap", subject=swap, at=at)
    _settle(swap, on=on, at=at)


@transaction.atomic
def agree(*, swap: Swap, reason: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Agree as the manager: the slot, and the one in return, change hands at once.

    Raises:
        Refused: it is not the manager's turn, it is one's own, a rule bars one of the two, or a warning is passed
            without a reason.
    """
    if by.pk in (swap.asked_by_id, swap.to_id):
        raise Refused("Somebody else agrees to your own swap")
    if swap.to is None:
        raise Refused("No colleague has taken it yet")
    if swap.slot.holder_id != swap.asked_by_id:
        raise Refused("The slot is no longer with whoever asked")
    passed = rota.require_taking(swap.slot, swap.to, reason, without=_without(swap))
    back = ""
    if swap.in_return is not None:
        if swap.in_return.holder_id != swap.to.pk:
            raise Refused("The slot in return is no longer with that colleague")
        back = rota.require_taking(swap.in_return, swap.asked_by, reason, without=_without(swap))
    _decided(swap, Status.AGREED, reason, by=by, on=on, at=at)
    if swap.in_return is not None:
        rota.hand_over(swap.in_return, None, passed="", reason="", by=by, at=at)
    rota.hand_over(swap.slot, swap.to, passed=passed, reason=reason if passed else "", by=by, at=at)
    if swap.in_return is not None:
        rota.hand_over(swap.in_return, swap.asked_by, passed=back, reason=reason if back else "", by=by, at=at)
        rota.lapse([swap.in_return], by=by, on=on, at=at)
    audit.record(by=by, deed="caseloads.agree_to_swap", subject=swap, at=at)


@transaction.atomic
def refuse(*, swap: Swap, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say no as the manager, with the reason."""
    if not why.strip():
        raise Refused("Say why you do not agree")
    _decided(swap, Status.REFUSED, why, by=by, on=on, at=at)
    audit.record(by=by, deed="caseloads.refuse_swap", subject=swap, at=at)


def _decided(swap: Swap, to: Swap.Status, words: str, *, by: Person, on: dt.date, at: dt.datetime) -> None:
    move(swap, to, by=by, at=at, why=words)
    Swap.objects.filter(pk=swap.pk).update(decided_by=by, decision=words)
    _settle(swap, on=on, at=at)


def _without(swap: Swap) -> tuple[int, ...]:
    """The slots that change hands, which stand in nobody's way."""
    return tuple(filter(None, (swap.slot_id, swap.in_return_id)))


def _settle(swap: Swap, *, on: dt.date, at: dt.datetime) -> None:
    owners = [swap.to, *rota_duties.planners_of([swap.slot], on).values()]
    rota_duties.settle(rota_duties.SWAP, owners, on=on, at=at)
