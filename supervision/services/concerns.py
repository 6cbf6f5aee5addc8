"""What a worker does with a concern, and whoever it is put to: write, put, answer, take further, settle, take back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q

from reminders.services import settle
from supervision.duties import CONCERN, concerns_owed
from supervision.models import Concern, ConcernMove, ConcernStep, ConcernText, ConcernTextAside
from supervision.policy import concerns as policy
from supervision.queries.concerns import Line, line_of, next_rung, stands
from workforce import audit, keeping
from workforce.lifecycle import move
from workforce.models import Person
from workforce.policy_in_force import pack_on
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.versions import Save, save_words

Status = Concern.Status
EMPTY = dict.fromkeys(ConcernText.WORDS, "")
SENT = "This has been sent, so it cannot be changed"
CLASH = "This concern has just been changed in another window. Reload the page to see how it stands"


class SavedElsewhere(Exception):
    """Another form saved first; `set_aside` holds the words that were sent now."""

    def __init__(self, set_aside: ConcernTextAside) -> None:
        super().__init__("This was changed in another window")
        self.set_aside = set_aside


@transaction.atomic
def start_concern(*, by: Person, at: dt.datetime, words: Mapping[str, str] = EMPTY) -> Concern:
    """Open a draft, or give back the empty one that is there: a button pressed twice makes one."""
    empty = Concern.objects.filter(author=by, status=Status.DRAFT, **{f"text__{name}": "" for name in EMPTY})
    found = empty.select_related("text").first()
    if found is not None and not any(words.values()):
        return found
    text = ConcernText.objects.create(author=by, saved_at=at, **words)
    concern = Concern.objects.create(author=by, text=text, started_at=at)
    audit.record(by=by, deed="supervision.start_concern", subject=concern, at=at)
    return concern


def save_text(*, text: ConcernText, words: Mapping[str, Any], save: Save, by: Person, at: dt.datetime) -> None:
    """Save what is on the page. Nothing is lost: words that come second are set aside and shown.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: it has been sent.
    """
    was = {name: getattr(text, name) for name in words}
    with transaction.atomic():
        if text.sent_at is None and save_words(text, words, save=save, at=at, sent_at=None):
            _keep_replaced(text, words, was, at=at)
            audit.record(by=by, deed="supervision.save_concern_text", subject=text, at=at)
            keeping.now_saved(by, text.edit_address, words, save)
            return
        aside = _set_aside(text, words, at=at)
    if text.sent_at is not None:
        raise Refused(f"{SENT}. The words you sent now are kept for you")
    raise SavedElsewhere(aside)


def _set_aside(text: ConcernText, words: Mapping[str, Any], *, at: dt.datetime) -> ConcernTextAside:
    newest = text.set_aside.first()
    if newest is not None and newest.words == _told(words):
        return newest
    aside: ConcernTextAside = text.set_aside.create(words=_told(words), at=at)
    return aside


def _keep_replaced(text: ConcernText, words: Mapping[str, Any], was: Mapping[str, Any], *, at: dt.datetime) -> None:
    """Where the author goes on with the words that came second, those that were saved first are set aside instead."""
    newest = text.set_aside.first()
    if newest is not None and newest.words == _told(words) != _told(was):
        text.set_aside.create(words=_told(was), at=at)


def _told(words: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value or "") for name, value in words.items()}


@transaction.atomic
def put_concern(
    *, concern: Concern, tier: str, about: Collection[str], tried: str, by: Person, on: dt.date, at: dt.datetime
) -> ConcernStep:
    """Put a draft to somebody above the worker. Sent twice it is put once.

    Raises:
        Refused: it is empty, somebody is passed by without a reason, or it has been put to somebody else.
    """
    there = concern.steps.first()
    if there is not None and there.tier == tier:
        return there
    if not (concern.text.title.strip() and concern.text.words.strip()):
        raise Refused("Give your concern a title and say what it is about, then send it")
    line = line_of(by, on, pack_on(on))
    policy.may_put_to(line.rungs, tier, about=about, tried=tried).require()
    passed = [rung.tier for rung in line.rungs[: [rung.tier for rung in line.rungs].index(tier)]]
    raised = {"raised_on": on, "service": line.service}
    if not Concern.objects.filter(pk=concern.pk, status=Status.DRAFT).update(status=Status.WAITING, **raised):
        raise Refused(CLASH)
    ConcernMove.objects.create(concern=concern, from_status=Status.DRAFT, to_status=Status.WAITING, by=by, at=at)
    ConcernText.objects.filter(pk=concern.text_id).update(sent_at=at)
    concern.refresh_from_db()
    told = {"tried": tried, "about": ",".join(name for name in passed if name in about)}
    return _put(concern, tier, line, told, sent_key=uuid.uuid4(), deed="supervision.raise_concern", by=by, on=on, at=at)


def _put(
    concern: Concern,
    tier: str,
    line: Line,
    told: Mapping[str, str],
    *,
    sent_key: uuid.UUID,
    deed: str,
    by: Person,
    on: dt.date,
    at: dt.datetime,
) -> ConcernStep:
    """Write the step, the empty answer it waits for, and what its holder owes.

    Raises:
        Refused: the policy sets no days, nobody holds the tier, or somebody was first.
    """
    rung = line.rung(tier)
    answer_by = policy.answer_by(pack_on(on), put_on=on)
    if rung is None or answer_by.due_on is None:
        raise Refused(answer_by.because if rung else "Choose one of the people above you")
    to = line.holder(rung)
    step = ConcernStep(
        concern=concern,
        number=concern.steps.count() + 1,
        tier=tier,
        to=to,
        put_on=on,
        put_at=at,
        answer_by=answer_by.due_on,
        rule=", ".join(answer_by.rules),
        because=answer_by.because,
        answer=ConcernText.objects.create(author=to, saved_at=at),
        sent_key=sent_key,
        **told,
    )
    step, _ = insert_once(step, clash=CLASH)
    audit.record(by=by, deed=deed, subject=concern, at=at)
    _settle(to, on, at)
    return step


def _settle(to: Person, on: dt.date, at: dt.datetime) -> None:
    settle(kind=CONCERN, about=to, owed=concerns_owed([to], on), on=on, at=at)


@transaction.atomic
def answer_concern(*, concern: Concern, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Send the answer that was written. Sent twice it is sent once.

    Raises:
        Refused: it is empty, or the concern no longer waits for this person.
    """
    step = concern.steps.filter(to=by).select_related("answer").last()
    if step is not None and step.answer.sent_at is not None:
        return
    if step is None or step.closed_at is not None:
        raise Refused("This no longer waits for your answer")
    if not step.answer.words.strip():
        raise Refused("Write your answer, then send it")
    move(concern, Status.ANSWERED, by=by, at=at)
    ConcernText.objects.filter(pk=step.answer_id).update(sent_at=at)
    _close(step, at)
    audit.record(by=by, deed="supervision.answer_concern", subject=concern, at=at)
    _settle(by, on, at)


def _close(step: ConcernStep, at: dt.datetime) -> None:
    """Close a step; the WHERE clause is the lock."""
    if not ConcernStep.objects.filter(pk=step.pk, closed_at__isnull=True).update(closed_at=at):
        raise Refused(CLASH)


@transaction.atomic
def escalate(
    *, concern: Concern, tried: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime
) -> ConcernStep:
    """Take a concern to the tier above, saying what was tried. Sent twice it goes up once.

    Raises:
        Refused: it is not time yet, nobody stands above, or nothing is said of what was tried.
    """
    made = ConcernStep.objects.filter(concern=concern, sent_key=sent_key).first()
    if made is not None:
        return made
    last = concern.steps.select_related("answer", "to").last()
    if last is None or concern.status not in (Status.WAITING, Status.ANSWERED, Status.NOT_SETTLED):
        raise Refused("This concern is not open, so it cannot go further")
    pack = pack_on(on)
    line = line_of(by, on, pack)
    rung = next_rung(concern, last, line, pack)
    policy.may_escalate(stands(concern, last, on), rung, on=on).require()
    if rung is None or not tried.strip():
        raise Refused("Say what you have tried, and with whom")
    if last.closed_at is None:
        _close(last, at)
        _settle(last.to, on, at)
    else:
        move(concern, Status.WAITING, by=by, at=at)
    told = {"tried": tried, "about": ""}
    return _put(
        concern, rung.tier, line, told, sent_key=sent_key, deed="supervision.escalate_concern", by=by, on=on, at=at
    )


@transaction.atomic
def say_settled(*, concern: Concern, settled: bool, by: Person, at: dt.datetime) -> None:
    """Say as the worker whether the answer settles it. Said twice it stays said; it may be said anew later.

    Raises:
        Refused: there is no answer to speak of.
    """
    to = Status.SETTLED if settled else Status.NOT_SETTLED
    if concern.status == to:
        return
    move(concern, to, by=by, at=at)
    audit.record(by=by, deed="supervision.say_of_concern", subject=concern, at=at)


@transaction.atomic
def withdraw(*, concern: Concern, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take back a concern that waits for an answer: from now on only its worker sees it.

    Raises:
        Refused: it has been answered.
    """
    if concern.status == Status.WITHDRAWN:
        return
    last = concern.steps.select_related("to").last()
    if last is None or concern.status != Status.WAITING:
        raise Refused("This has been answered. Say whether the answer settles it")
    move(concern, Status.WITHDRAWN, by=by, at=at)
    _close(last, at)
    audit.record(by=by, deed="supervision.withdraw_concern", subject=concern, at=at)
    _settle(last.to, on, at)


@transaction.atomic
def throw_away(*, concern: Concern, by: Person, at: dt.datetime) -> None:
    """Delete a draft for good: nobody else has seen it.

    Raises:
        Refused: it has been sent.
    """
    if not Concern.objects.filter(pk=concern.pk, status=Status.DRAFT).exists():
        raise Refused(SENT)
    audit.record(by=by, deed="supervision.throw_away_concern", subject=concern, at=at)
    keeping.put_away(by, concern.text.edit_address)
    _delete([concern.pk])


def _delete(concerns: list[int]) -> None:
    texts = set(Concern.objects.filter(pk__in=concerns).values_list("text", flat=True))
    texts |= set(ConcernStep.objects.filter(concern__in=concerns).values_list("answer", flat=True))
    Concern.objects.filter(pk__in=concerns).delete()
    ConcernText.objects.filter(pk__in=texts).delete()


@transaction.atomic
def forget_concerns(*, on: dt.date, at: dt.datetime) -> int:
    """Delete the concerns of people who left longer ago than the policy keeps them; return how many."""
    since = policy.kept_since(pack_on(on), on=on)
    if since is None:
        return 0
    kept = Person.objects.filter(Q(posts__ended_on__isnull=True, posts__isnull=False) | Q(posts__ended_on__gte=since))
    old = list(Concern.objects.exclude(author__in=kept.order_by().values("pk")))
    for concern in old:
        audit.record(by=None, deed="supervision.forget_concern", subject=concern, at=at)
    _delete([concern.pk for concern in old])
    return len(old)
