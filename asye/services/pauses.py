"""A pause of the year is asked for, agreed by those the policy names, and moves every later date (CLK-03, CLK-04)."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

from django.db import IntegrityError, transaction

from asye import policy
from asye.models import MovedDate, PauseAgreement, PauseRequest, Portfolio
from asye.pause_duties import PAUSE, answers_owed
from asye.queries.agreeing import may_answer
from asye.queries.moved import moved_dates
from reminders.services import settle
from workforce import audit
from workforce.clock import Pause as ClockPause
from workforce.facts import clock_of
from workforce.imports.after import followed
from workforce.lifecycle import move
from workforce.models import Pause, Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused

Kind, Status = PauseRequest.Kind, PauseRequest.Status


@transaction.atomic
def ask(
    *,
    portfolio: Portfolio,
    kind: str,
    pause: Pause | None,
    reason: str,
    from_on: dt.date,
    to_on: dt.date,
    note: str,
    sent_key: uuid.UUID,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> PauseRequest:
    """Ask for a pause, another last day, or that a pause did not happen. A form sent twice asks once.

    Raises:
        Refused: the policy does not allow it, the portfolio is not open, or another request waits.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted, so its clock can no longer be changed")
    made = PauseRequest(
        portfolio=portfolio,
        kind=kind,
        pause=pause,
        reason=reason,
        from_on=from_on,
        to_on=to_on,
        was_to=pause.ended_on if pause else None,
        note=note,
        asked_by=by,
        asked_on=on,
        asked_at=at,
        sent_key=sent_key,
    )
    pauses_after(made, on)
    request, new = insert_once(made, clash="Another request waits for an answer. Withdraw that one first")
    if new:
        audit.record(by=by, deed="asye.ask_pause", subject=request, at=at)
        _settle(request, on, at)
    return request


def pauses_after(request: PauseRequest, on: dt.date) -> tuple[ClockPause, ...]:
    """The pauses of the year if the request were agreed.

    Raises:
        Refused: the policy in force does not allow them.
    """
    stage, pack = request.portfolio.stage, pack_on(on)
    others = [
        ClockPause(row.started_on, row.ended_on, row.reason)
        for row in Pause.objects.filter(stage=stage).order_by("started_on")
        if row.pk != request.pause_id
    ]
    if request.kind == Kind.CANCEL:
        return tuple(others)
    asked = ClockPause(request.from_on, request.to_on, request.reason)
    clock = replace(clock_of(stage), pauses=())
    policy.may_pause(pack, start=clock.start, pause=asked, others=others, months=clock.months).require()
    return tuple(sorted([*others, asked], key=lambda pause: pause.from_on))


@transaction.atomic
def agree(*, request: PauseRequest, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Agree in one's role; the last agreement stops the clock and moves every later date. Twice is as once.

    Raises:
        Refused: it is somebody else's turn, it has been answered, or the policy no longer allows it.
    """
    role = role_of(request, by, on)
    if role is None:
        if request.agreements.filter(by=by).exists():
            return
        raise Refused("It is not your turn to agree to this")
    if request.status != Status.ASKED:
        raise Refused("This request has been answered already")
    pauses_after(request, on)
    try:
        with transaction.atomic():
            PauseAgreement.objects.create(request=request, role=role, by=by, at=at)
    except IntegrityError:
        return
    audit.record(by=by, deed="asye.agree_pause", subject=request, at=at)
    if policy.next_to_agree(pack_on(on), _agreed(request)) is None:
        move(request, Status.AGREED, by=by, at=at)
        _keep_what_moves(request, on)
        _carry_out(request, by=by, at=at)
        followed([request.portfolio.practitioner], on=on, at=at)
    else:
        _settle(request, on, at)


@transaction.atomic
def refuse(*, request: PauseRequest, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say no, with the reason.

    Raises:
        Refused: it is somebody else's turn, or it has been answered.
    """
    if role_of(request, by, on) is None:
        raise Refused("It is not your turn to answer this")
    move(request, Status.REFUSED, by=by, at=at, why=why)
    audit.record(by=by, deed="asye.refuse_pause", subject=request, at=at)
    _settle(request, on, at)


@transaction.atomic
def withdraw(*, request: PauseRequest, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take back a request that waits.

    Raises:
        Refused: it has been answered.
    """
    move(request, Status.WITHDRAWN, by=by, at=at)
    audit.record(by=by, deed="asye.withdraw_pause", subject=request, at=at)
    _settle(request, on, at)


def role_of(request: PauseRequest, person: Person, on: dt.date) -> str | None:
    """The role in which this person can answer the request now; of leads, whoever runs the programme may."""
    if request.status != Status.ASKED:
        return None
    role = policy.next_to_agree(pack_on(on), _agreed(request))
    return role if may_answer(role, request.portfolio.practitioner, person, on) else None


def _agreed(request: PauseRequest) -> set[str]:
    return set(request.agreements.values_list("role", flat=True))


def _keep_what_moves(request: PauseRequest, on: dt.date) -> None:
    """Write down every date before and after, while the clock still stands as it did."""
    rows = moved_dates(request.portfolio, pauses_after(request, on), on)
    MovedDate.objects.bulk_create(
        MovedDate(
            request=request, place=place, label=row.label, old_on=row.old, new_on=row.new, rule=row.why.rule,
            because=row.why.because,
        )
        for place, row in enumerate(rows)
    )  # fmt: skip


def _carry_out(request: PauseRequest, *, by: Person, at: dt.datetime) -> None:
    """Write, lengthen, shorten or take away the pause itself."""
    if request.kind == Kind.NEW:
        pause = Pause.objects.create(
            stage=request.portfolio.stage,
            started_on=request.from_on,
            ended_on=request.to_on,
            reason=request.reason,
            approved_by=by,
            approved_at=at,
        )
        PauseRequest.objects.filter(pk=request.pk).update(pause=pause)
        audit.record(by=by, deed="workforce.approve_pause", subject=pause, at=at)
        return
    changed = request.pause
    if changed is None:
        raise Refused("The pause this is about is no longer there")
    audit.record(by=by, deed="workforce.change_pause", subject=changed, at=at)
    if request.kind == Kind.CANCEL:
        Pause.objects.filter(pk=changed.pk).delete()
    else:
        Pause.objects.filter(pk=changed.pk).update(ended_on=request.to_on, approved_by=by, approved_at=at)


def _settle(request: PauseRequest, on: dt.date, at: dt.datetime) -> None:
    about = request.portfolio.practitioner
    settle(kind=PAUSE, about=about, owed=answers_owed([about], on), on=on, at=at)
