"""Offer a case: what the worker says to it, the practice manager's yes, then the allocation (CSL-08)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.db import transaction

from caseloads import duties
from caseloads.models import Allegation, Allocation, Offer
from caseloads.queries.people import agreeing_manager
from caseloads.services import breaches
from caseloads.services.allocating import Proposal, ask, end_before, fit_colleague, refuse_blocks, true_to_case, write
from caseloads.services.breaches import OverLimit
from caseloads.services.transfers import keep_transfer
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

CLASH = "This case is on its way to this worker already"
Status = Offer.Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a manager sends. `talk` is "ask" (the worker answers in the app) or "told" (their words, written down)."""

    worker: Person
    reference: str
    type: str
    children: int
    role: str
    complexity: int = 1
    colleague: Person | None = None
    talk: str = "told"
    room: str = ""
    workers_view: str = ""
    agreed: bool = False
    terms: OverLimit = field(default_factory=OverLimit)
    moved_from: Allocation | None = None
    stays: bool = False
    stays_because: str = ""


@transaction.atomic
def make(draft: Draft, *, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime) -> Offer:
    """Offer a case; with the worker's words and the right yes it is allocated at once. Sent twice it is one offer.

    Raises:
        Refused: a rule blocks it, the case is another, the limit would be passed without an account of it, or the
            talk with the worker is not on the record.
    """
    already = Offer.objects.filter(sent_key=sent_key).first()
    if already is not None:
        return already
    offer = _offer(draft, sent_key=sent_key, by=by, on=on, at=at)
    told = _proposal(offer)
    if draft.moved_from is not None and draft.moved_from.ended_on is not None and draft.moved_from.ended_on < on:
        raise Refused(f"{draft.moved_from.worker.name} no longer has this case. Reload the page")
    true_to_case(told, on=on)
    fit_colleague(told, on=on)
    refuse_blocks(ask(_proposal(offer, discussed=True, agreed=True), on=on))
    if draft.talk != "ask":
        _require_talk(offer, on=on)
        offer.status, offer.told, offer.answered_at = Status.ANSWERED, True, at
    offer, new = insert_once(offer, clash=CLASH)
    if not new:
        return offer
    offer.moves.create(from_status="", to_status=offer.status, by=by, at=at)
    audit.record(by=by, deed="caseloads.offer", subject=offer, at=at)
    if offer.status == Status.ANSWERED:
        _complete(offer, draft.agreed, draft.terms, by=by, on=on, at=at)
    duties.settle(duties.OFFER, offer.worker, on=on, at=at)
    return offer


@transaction.atomic
def answer(*, offer: Offer, room: str, view: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say as the worker how they see it; or write down as the manager what they said."""
    told = by.pk != offer.worker_id
    Offer.objects.filter(pk=offer.pk, status=Status.ASKED).update(
        room=room, workers_view=view, told=told, answered_at=at, turn_on=on
    )
    move(offer, Status.ANSWERED, by=by, at=at)
    offer.refresh_from_db()
    audit.record(by=by, deed="caseloads.answer_offer", subject=offer, at=at)
    duties.settle(duties.OFFER, offer.worker, on=on, at=at)


@transaction.atomic
def complete(*, offer: Offer, agreed: bool, terms: OverLimit, by: Person, on: dt.date, at: dt.datetime) -> Offer:
    """Go on once the worker has answered: allocate, or ask the practice manager whose yes it takes."""
    if offer.status == Status.ALLOCATED:
        return offer
    if offer.status != Status.ANSWERED:
        raise Refused("The worker has not answered yet")
    _complete(offer, agreed, terms, by=by, on=on, at=at)
    duties.settle(duties.OFFER, offer.worker, on=on, at=at)
    return offer


@transaction.atomic
def decide(*, offer: Offer, yes: bool, words: str, by: Person, on: dt.date, at: dt.datetime) -> Offer:
    """Agree as the practice manager, which allocates the case; or say no, with the reason."""
    if offer.status == Status.ALLOCATED and yes:
        return offer
    if offer.waits_for_id != by.pk:
        raise Refused("Somebody else is asked to agree to this")
    if not yes and not words.strip():
        raise Refused("Say why you do not agree")
    Offer.objects.filter(pk=offer.pk, status=Status.AGREEING).update(decided_by=by, decided_at=at, decision=words)
    if yes:
        _give(offer, by=by, agreed_by=by, on=on, at=at)
    else:
        move(offer, Status.DECLINED, by=by, at=at, why=words)
        audit.record(by=by, deed="caseloads.decline_offer", subject=offer, at=at)
    duties.settle(duties.OFFER, offer.worker, on=on, at=at)
    return offer


@transaction.atomic
def withdraw(*, offer: Offer, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take an offer back before it is allocated. A second time changes nothing."""
    if offer.status == Status.WITHDRAWN:
        return
    move(offer, Status.WITHDRAWN, by=by, at=at, why=why)
    audit.record(by=by, deed="caseloads.withdraw_offer", subject=offer, at=at)
    duties.settle(duties.OFFER, offer.worker, on=on, at=at)


def _offer(draft: Draft, *, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime) -> Offer:
    return Offer(
        worker=draft.worker,
        reference=draft.reference,
        type=draft.type,
        children=draft.children,
        complexity=draft.complexity,
        role=draft.role,
        colleague=draft.colleague,
        by=by,
        made_on=on,
        made_at=at,
        turn_on=on,
        room=draft.room,
        workers_view=draft.workers_view,
        moved_from=draft.moved_from,
        stays=draft.stays,
        stays_because=draft.stays_because,
        sent_key=sent_key,
    )


def _proposal(offer: Offer, *, discussed: bool = False, agreed: bool = False) -> Proposal:
    return Proposal(
        worker=offer.worker,
        reference=offer.reference,
        type=offer.type,
        children=offer.children,
        role=offer.role,
        complexity=offer.complexity,
        colleague=offer.colleague,
        discussed=discussed,
        agreed=agreed,
    )


def _require_talk(offer: Offer, *, on: dt.date) -> None:
    """Refused in the words of the policy where what the worker said is not on the record."""
    if offer.room and offer.workers_view.strip():
        return
    refuse_blocks(ask(_proposal(offer, discussed=False, agreed=True), on=on))
    raise Refused("Write down how the worker sees their capacity")


def _complete(offer: Offer, agreed: bool, terms: OverLimit, *, by: Person, on: dt.date, at: dt.datetime) -> None:
    found = ask(_proposal(offer, discussed=True, agreed=True), on=on)
    refuse_blocks(found)
    if found is not None and found.warnings:
        breaches.require_terms(offer.worker, terms, on=on)
        _keep_terms(offer, terms)
    asked = ask(_proposal(offer, discussed=True, agreed=False), on=on)
    if asked is None or asked.allowed:
        _give(offer, by=by, agreed_by=None, on=on, at=at)
        return
    who = agreeing_manager(offer.worker, on)
    if who is None:
        raise Refused(f"Nobody is named as line manager of {offer.worker.name}, so nobody can agree to this")
    if who != by:
        Offer.objects.filter(pk=offer.pk).update(waits_for=who, turn_on=on)
        offer.waits_for, offer.turn_on = who, on
        move(offer, Status.AGREEING, by=by, at=at)
        audit.record(by=by, deed="caseloads.ask_to_agree", subject=offer, at=at)
        return
    if not agreed:
        refuse_blocks(asked)
    _give(offer, by=by, agreed_by=by, on=on, at=at)


def _give(offer: Offer, *, by: Person, agreed_by: Person | None, on: dt.date, at: dt.datetime) -> None:
    """Allocate: the rules are asked again on this day, with what has changed since the case was offered."""
    proposal = _proposal(offer, discussed=True, agreed=True)
    true_to_case(proposal, on=on)
    fit_colleague(proposal, on=on)
    found = ask(proposal, on=on)
    refuse_blocks(found)
    if offer.moved_from is not None:
        end_before(offer.moved_from, on=on)
    allocation = Allocation(
        worker=offer.worker,
        role=offer.role,
        started_on=on,
        discussed=True,
        workers_view=offer.workers_view,
        agreed_by=agreed_by,
        over_limit_reason=offer.over_reason if found is not None and found.warnings else "",
        recorded_at=at,
        sent_key=offer.sent_key,
    )
    allocation = write(proposal, allocation, on=on, at=at)
    Offer.objects.filter(pk=offer.pk).update(allocation=allocation)
    offer.allocation = allocation
    move(offer, Status.ALLOCATED, by=by, at=at)
    if offer.moved_from is not None:
        keep_transfer(offer, allocation, by=by, on=on, at=at)
    breaches.follow_allocation(allocation, _terms(offer), by=offer.by, on=on, at=at)
    audit.record(by=by, deed="caseloads.allocate", subject=allocation, at=at)
    _settle_allegations(offer.reference, on=on, at=at)


def _settle_allegations(reference: str, *, on: dt.date, at: dt.datetime) -> None:
    for one in Allegation.objects.filter(reference=reference, allocated_at=at).select_related("manager"):
        duties.settle(duties.ALLEGATION, one.manager, on=on, at=at)


def _terms(offer: Offer) -> OverLimit:
    return OverLimit(offer.over_reason, offer.over_authorised_by, offer.over_ends_on, offer.over_plan)


def _keep_terms(offer: Offer, terms: OverLimit) -> None:
    kept = {
        "over_reason": terms.reason,
        "over_authorised_by": terms.authorised_by,
        "over_ends_on": terms.ends_on,
        "over_plan": terms.plan,
    }
    Offer.objects.filter(pk=offer.pk).update(**kept)
    for name, value in kept.items():
        setattr(offer, name, value)
