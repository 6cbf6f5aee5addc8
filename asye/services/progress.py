"""A concern about progress: raised, met about, planned, decided, signed, sealed (WRK-11)."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from asye.models import (
    Meeting,
    Portfolio,
    ProgressAction,
    ProgressConcern,
    ProgressSignature,
    ProgressStep,
)
from asye.policy import progress as policy
from asye.progress_duties import PROGRESS, steps_owed
from asye.queries.agreeing import holder_of
from asye.queries.progress import signs_as
from reminders.services import settle
from workforce import audit
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.seal import seal
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.writing import SaidAlready

Status = ProgressConcern.Status
MET = "A meeting of this stage is recorded already. Decide how it goes on"


@transaction.atomic
def raise_concern(
    *, portfolio: Portfolio, meeting: Meeting | None, words: str, told_on: dt.date, sent_key: uuid.UUID, by: Person,
    on: dt.date, at: dt.datetime,
) -> ProgressConcern:  # fmt: skip
    """Raise one, after the practitioner was told; it begins with the first stage. A form sent twice raises one.

    Raises:
        Refused: the practitioner was not told yet, one is open, or the portfolio is closed.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused("This portfolio has been submitted. Tell the chair of the panel about the concern")
    if told_on > on:
        raise Refused("Tell the practitioner first: a concern is never raised behind somebody's back")
    code = policy.first_stage(pack_on(on))
    if code is None:
        raise Refused("The policy says nothing of concerns about progress. Ask the service development lead")
    concern = ProgressConcern(
        portfolio=portfolio, meeting=meeting, words=words, told_on=told_on, raised_by=by, raised_on=on, raised_at=at,
        sent_key=sent_key,
    )  # fmt: skip
    concern, new = insert_once(concern, clash="A concern is open already. Add to that one")
    if new:
        _begin(concern, code, 1, on)
        audit.record(by=by, deed="asye.raise_progress_concern", subject=concern, at=at)
        _settle(concern, on, at)
    return concern


def _begin(concern: ProgressConcern, code: str, number: int, on: dt.date) -> ProgressStep:
    stage = policy.stage(pack_on(on), code, on)
    leader = holder_of(stage.led_by, concern.portfolio.practitioner, on) or holder_of(
        "lead", concern.portfolio.practitioner, on
    )
    if leader is None:
        raise Refused("Nobody holds the post that leads this stage. Ask HR to put it right first")
    step: ProgressStep = concern.steps.create(
        number=number, code=code, label=stage.label, led_by=leader, readers=f",{','.join(stage.read_by)},",
        began_on=on, meet_by=stage.meet_by, rule=stage.rule, because=stage.because,
    )  # fmt: skip
    return step


@transaction.atomic
def record_meeting(
    *, step: ProgressStep, met_on: dt.date, present: str, words: str, review_on: dt.date, by: Person, on: dt.date,
    at: dt.datetime,
) -> None:  # fmt: skip
    """Record what was said when they met, and by when they look again; once, then it stays.

    Raises:
        Refused: it is to come or before the stage, the review is too far off, or a meeting is recorded.
    """
    if not step.began_on <= met_on <= on:
        raise Refused("Enter the day they met: not before the stage began, and not one still to come")
    latest = policy.latest_review(pack_on(on), step.code, met_on)
    if not met_on < review_on <= latest:
        raise Refused(f"Look again after the meeting and by {latest:%-d %B %Y} at the latest")
    rows = ProgressStep.objects.filter(pk=step.pk, met_on__isnull=True, ended_on__isnull=True)
    if not rows.update(met_on=met_on, present=present, words=words, review_on=review_on):
        step.refresh_from_db()
        if (step.met_on, step.words) == (met_on, words):
            return
        raise SaidAlready(
            MET, label="What was said", said=step.words, late=words, what=step.concern,
            address=step.concern.get_absolute_url(),
        )  # fmt: skip
    step.refresh_from_db()
    audit.record(by=by, deed="asye.record_progress_meeting", subject=step, at=at)
    _settle(step.concern, on, at)


@transaction.atomic
def add_action(
    *, step: ProgressStep, what: str, owner: Person, due_on: dt.date, sent_key: uuid.UUID, by: Person, on: dt.date,
    at: dt.datetime,
) -> ProgressAction:  # fmt: skip
    """Add to the plan who does what by when; a form sent twice adds one.

    Raises:
        Refused: the stage is over, or the day has passed.
    """
    if step.ended_on is not None or step.concern.status != Status.OPEN:
        raise Refused("This stage is over, so nothing is added to its plan")
    if due_on < on:
        raise Refused("Enter a day that is still to come")
    action = ProgressAction(
        step=step, what=what, owner=owner, due_on=due_on, added_by=by, added_at=at, sent_key=sent_key
    )
    action, new = insert_once(action, clash="Say who does what, and by when")
    if new:
        audit.record(by=by, deed="asye.add_progress_action", subject=action, at=at)
        _settle(step.concern, on, at)
    return action


@transaction.atomic
def finish_action(*, action: ProgressAction, note: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say what became of an action. Twice is as once.

    Raises:
        SaidAlready: somebody has said something else became of it.
    """
    if ProgressAction.objects.filter(pk=action.pk, done_on__isnull=True).update(done_on=on, note=note):
        audit.record(by=by, deed="asye.finish_progress_action", subject=action, at=at)
        _settle(action.step.concern, on, at)
        return
    action.refresh_from_db()
    if action.note != note:
        raise SaidAlready(
            "Somebody has said already what became of it", label="What became of it", said=action.note, late=note,
            what=action.what, address=action.step.concern.get_absolute_url(),
        )  # fmt: skip


@transaction.atomic
def decide(*, step: ProgressStep, result: str, words: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """End a stage: it is settled, goes on, goes on to the next stage, or is not met. The first and last are signed.

    Raises:
        Refused: they have not met, an action is open, or it has been decided.
    """
    concern, pack = step.concern, pack_on(on)
    still = ProgressAction.objects.filter(step__concern=concern, done_on__isnull=True).count()
    policy.may_end(pack, step.code, result, met=step.met_on is not None, actions_open=still).require()
    rows = ProgressStep.objects.filter(pk=step.pk, ended_on__isnull=True)
    if not rows.update(ended_on=on, result=result, result_words=words):
        step.refresh_from_db()
        raise SaidAlready(
            "Somebody else has just decided this", label="Why", said=step.result_words, late=words, what=concern,
            address=concern.get_absolute_url(),
        )  # fmt: skip
    if result in (policy.IMPROVED, policy.NOT_MET):
        ProgressConcern.objects.filter(pk=concern.pk, status=Status.OPEN).update(
            outcome=result, outcome_words=words, ended_on=on, turn_since=on, status=Status.SIGNING
        )
        concern.moves.create(from_status=Status.OPEN, to_status=Status.SIGNING, by=by, at=at)
        concern.refresh_from_db()
    else:
        following = policy.next_stage(pack, step.code) if result == policy.NEXT else step.code
        _begin(concern, following or step.code, step.number + 1, on)
    audit.record(by=by, deed="asye.decide_progress_step", subject=step, at=at)
    _settle(concern, on, at)


@transaction.atomic
def sign(*, concern: ProgressConcern, own_view: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Sign how it ended, in order; the last signature seals it. Twice is as once.

    Raises:
        Refused: it is somebody else's turn.
    """
    party = signs_as(concern, by, on)
    if party is None:
        made = concern.signatures.filter(by=by).last()
        if made is None:
            raise Refused("It is not your turn to sign this")
        if made.own_view != own_view:
            raise SaidAlready(
                "You have signed already", label="Your own view", said=made.own_view, late=own_view, what=concern,
                address=concern.get_absolute_url(),
            )  # fmt: skip
        return
    try:
        with transaction.atomic():
            ProgressSignature.objects.create(concern=concern, party=party, by=by, at=at, own_view=own_view)
    except IntegrityError:
        return
    ProgressConcern.objects.filter(pk=concern.pk).update(turn_since=on)
    audit.record(by=by, deed="asye.sign_progress_concern", subject=concern, at=at)
    if policy.next_to_sign(pack_on(on), set(concern.signatures.values_list("party", flat=True))) is None:
        sealed = seal(kind="progress_concern", snapshot=_snapshot(concern), signer=by, at=at)
        rows = ProgressConcern.objects.filter(pk=concern.pk, status=Status.SIGNING)
        rows.update(status=Status.CLOSED, sealed=sealed)
        concern.moves.create(from_status=Status.SIGNING, to_status=Status.CLOSED, by=by, at=at)
    concern.refresh_from_db()
    _settle(concern, on, at)


def _snapshot(concern: ProgressConcern) -> dict[str, object]:
    steps = [
        {
            "stage": step.label,
            "led_by": step.led_by.name,
            "began_on": step.began_on,
            "met_on": step.met_on,
            "present": step.present,
            "words": step.words,
            "result": step.result,
            "result_words": step.result_words,
            "actions": [[one.what, one.owner.name, one.due_on, one.done_on, one.note] for one in step.actions.all()],
        }
        for step in concern.steps.select_related("led_by").prefetch_related("actions__owner")
    ]
    signed = [[one.party, one.by.name, one.at, one.own_view] for one in concern.signatures.select_related("by")]
    return {
        "concern": concern.pk,
        "practitioner": concern.portfolio.practitioner.name,
        "raised_on": concern.raised_on,
        "told_on": concern.told_on,
        "words": concern.words,
        "outcome": concern.outcome,
        "outcome_words": concern.outcome_words,
        "ended_on": concern.ended_on,
        "steps": steps,
        "signatures": signed,
    }


def require_settled(portfolio: Portfolio, on: dt.date) -> None:
    """Nobody recommends while a concern is open: its outcome is part of the final report.

    Raises:
        Refused: one is open.
    """
    still = ProgressConcern.objects.open().filter(portfolio=portfolio).exists()
    policy.may_recommend(pack_on(on), open_concern=still).require()


def _settle(concern: ProgressConcern, on: dt.date, at: dt.datetime) -> None:
    about = concern.portfolio.practitioner
    settle(kind=PROGRESS, about=about, owed=steps_owed([about], on), on=on, at=at)
