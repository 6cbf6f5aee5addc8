"""Plan an observation, ask the family, write from both sides, open together, answer, sign by both, seal."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from asye.models import Observation, ObservationAccount, ObservationWordsSetAside, Portfolio
from workforce import audit, keeping, versions
from workforce.lifecycle import move
from workforce.models import Person
from workforce.seal import seal
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.versions import Save, save_words
from workforce.writing import SavedElsewhere, set_aside

Status, Consent, Side = Observation.Status, Observation.Consent, ObservationAccount.Side
CLOSED = "This portfolio has been submitted, so nothing can be added to it"
MOST_BESIDE = 5
UNASKED = (str(Consent.ASKED), "")
FINISHED = "This account is finished, so it cannot be changed"


class WordsSavedElsewhere(Exception):
    """Another form saved first; `set_aside` holds the words that were sent now."""

    def __init__(self, set_aside: ObservationWordsSetAside) -> None:
        super().__init__("This was changed in another tab")
        self.set_aside = set_aside


@transaction.atomic
def plan_observation(
    *, portfolio: Portfolio, setting: str, planned_on: dt.date, observer: Person | None, guest: Mapping[str, str],
    sent_key: uuid.UUID, by: Person, at: dt.datetime,
) -> Observation:  # fmt: skip
    """Plan one; a form sent twice gives back the first. `guest` is asked where nobody here observes.

    Raises:
        Refused: the portfolio is closed, or nobody could observe themselves.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused(CLOSED)
    if observer == portfolio.practitioner:
        raise Refused("Choose somebody other than the person who is observed")
    observation = Observation(
        portfolio=portfolio, setting=setting, planned_on=planned_on, observer=observer,
        guest_name="" if observer else guest.get("name", ""), guest_role="" if observer else guest.get("role", ""),
        guest_registration="" if observer else guest.get("registration", ""), planned_by=by, planned_at=at,
        saved_at=at, sent_key=sent_key,
    )  # fmt: skip
    observation, new = insert_once(observation, clash="Say who observes: somebody here, or a guest with registration")
    if new:
        audit.record(by=by, deed="asye.plan_observation", subject=observation, at=at)
    return observation


def record_consent(
    *, observation: Observation, consent: str, words: str, by: Person, at: dt.datetime, read: tuple[str, str] = UNASKED
) -> None:
    """Keep what the family said and how they were asked; the newest counts until the observation is held.

    `read` is the consent, and the words with it, that the form was opened with.

    Raises:
        SavedElsewhere: somebody else has recorded it meanwhile.
        Refused: it has been held, or was cancelled.
    """
    with transaction.atomic():
        unchanged = versions.still(consent=read[0] or Consent.ASKED, consent_words=read[1])
        rows = Observation.objects.filter(unchanged, pk=observation.pk, status=Status.PLANNED)
        done = rows.update(consent=consent, consent_words=words, consent_by=by, consent_at=at)
        observation.refresh_from_db()
        if done:
            audit.record(by=by, deed="asye.record_consent", subject=observation, at=at)
        if done or (observation.consent, observation.consent_words) == (consent, words):
            return
        told = [
            ("What the family said", observation.get_consent_display(), Consent(consent).label),
            ("How they were asked", observation.consent_words, words),
        ]
        aside = set_aside(told, what=f"{observation}: consent", address=observation.consent_address, by=by, at=at)
    if observation.status != Status.PLANNED:
        raise Refused("It has been held or cancelled, so this stays as it is. The words you sent are kept for you")
    raise SavedElsewhere(aside)


@transaction.atomic
def hold(*, observation: Observation, held_on: dt.date, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Say that it took place; from now on both sides write.

    Raises:
        Refused: the family has not agreed, the day is still to come, or it is not planned any more.
    """
    if observation.consent not in Observation.CONSENTED:
        raise Refused("Record first that the family agreed, or that no family was there")
    if held_on > on:
        raise Refused("Enter the day it took place, not one still to come")
    move(observation, Status.WRITING, by=by, at=at, held_on=held_on)
    for side, author in (
        (Side.OBSERVER, observation.observer),
        (Side.PRACTITIONER, observation.portfolio.practitioner),
    ):
        ObservationAccount.objects.get_or_create(
            observation=observation, side=side, defaults={"author": author, "saved_at": at}
        )
    audit.record(by=by, deed="asye.hold_observation", subject=observation, at=at)


@transaction.atomic
def cancel(*, observation: Observation, why: str, by: Person, at: dt.datetime) -> None:
    """Cancel one that was not held, with the reason."""
    move(observation, Status.CANCELLED, by=by, at=at, why=why)
    audit.record(by=by, deed="asye.cancel_observation", subject=observation, at=at)


def save_account(
    *, account: ObservationAccount, words: Mapping[str, Any], save: Save, by: Person | None, at: dt.datetime
) -> ObservationAccount:
    """Save what is on the page. Nothing is lost: words that come second are set aside and shown.

    Raises:
        WordsSavedElsewhere: another form saved first.
        Refused: the account is finished.
    """
    was = {name: getattr(account, name) for name in words}
    with transaction.atomic():
        if account.finished_at is None and save_words(account, words, save=save, at=at, finished_at=None):
            _keep_replaced(account.observation, account.side, words, was, at=at)
            audit.record(by=by, deed="asye.save_account", subject=account, at=at)
            if by is not None:
                keeping.now_saved(by, account.edit_address, words, save)
            return account
        aside = _set_aside(account.observation, account.side, words, at=at)
    if account.finished_at is not None:
        raise Refused(f"{FINISHED}. The words you sent are kept with it")
    raise WordsSavedElsewhere(aside)


def save_response(*, observation: Observation, response: str, save: Save, by: Person, at: dt.datetime) -> Observation:
    """Save the practitioner's answer while it is written.

    Raises:
        WordsSavedElsewhere: another form saved first.
        Refused: it is signed, or the accounts are not open yet.
    """
    words, was = {"response": response}, {"response": observation.response}
    with transaction.atomic():
        if observation.status == Status.OPENED and save_words(
            observation, words, save=save, at=at, status=Status.OPENED
        ):
            _keep_replaced(observation, Side.PRACTITIONER, words, was, at=at)
            audit.record(by=by, deed="asye.save_observation_response", subject=observation, at=at)
            keeping.now_saved(by, observation.respond_address, words, save)
            return observation
        aside = _set_aside(observation, Side.PRACTITIONER, words, at=at)
    if observation.status != Status.OPENED:
        raise Refused("Your answer cannot be changed now. The words you sent are kept with it")
    raise WordsSavedElsewhere(aside)


def _set_aside(
    observation: Observation, side: str, words: Mapping[str, Any], *, at: dt.datetime
) -> ObservationWordsSetAside:
    text = _text(words)
    newest = observation.set_aside.filter(side=side).first()
    if newest is not None and newest.words == text:
        return newest
    return observation.set_aside.create(side=side, words=text, at=at)


def _keep_replaced(
    observation: Observation, side: str, words: Mapping[str, Any], was: Mapping[str, Any], *, at: dt.datetime
) -> None:
    """Where somebody went on with the words that came second, those that were saved first are set aside instead."""
    newest = observation.set_aside.filter(side=side).first()
    if newest is not None and newest.words == _text(words) != _text(was):
        observation.set_aside.create(side=side, words=_text(was), at=at)


def _text(words: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(value or "") for name, value in words.items()}


def beside(account: ObservationAccount, shown: Mapping[str, Any]) -> list[dict[str, str]]:
    """The other texts of an account whose form shows these words: the one saved, and the newest that were set aside."""
    names = ObservationAccount.WORDS
    seen = [{name: str(shown.get(name) or "").replace("\r\n", "\n").strip() for name in names}]
    found = []
    asides = account.observation.set_aside.filter(side=account.side)[:MOST_BESIDE]
    for words in ({name: getattr(account, name) for name in names}, *(aside.words for aside in asides)):
        text = {name: str(words.get(name) or "").strip() for name in names}
        if text not in seen and any(text.values()):
            seen.append(text)
            found.append(text)
    return found


@transaction.atomic
def finish(*, account: ObservationAccount, version: int, by: Person | None, at: dt.datetime) -> None:
    """Finish one side. When both are finished they open together. Twice is as once.

    Raises:
        Refused: nothing is written yet, or it was changed since it was read.
    """
    account.refresh_from_db()
    if account.finished_at is not None:
        return
    if not account.account.strip():
        raise Refused("Write what happened before you finish")
    rows = ObservationAccount.objects.filter(pk=account.pk, version=version, finished_at__isnull=True)
    if not rows.update(finished_at=at):
        raise Refused("It was changed since you read it. Read it again, then finish")
    audit.record(by=by, deed="asye.finish_account", subject=account, at=at)
    observation = account.observation
    if not observation.accounts.filter(finished_at__isnull=True).exists():
        move(observation, Status.OPENED, by=by, at=at, opened_at=at)


@transaction.atomic
def respond(*, observation: Observation, version: int, by: Person, at: dt.datetime) -> None:
    """Sign the practitioner's answer to the observer's account.

    Raises:
        Refused: nothing is written, it was changed since it was read, or both accounts are not open.
    """
    observation.refresh_from_db()
    if not observation.response.strip():
        raise Refused("Write what you take from it before you sign")
    if observation.version != version:
        raise Refused("It was changed since you read it. Read it again, then sign")
    move(observation, Status.RESPONDED, by=by, at=at, responded_at=at)
    audit.record(by=by, deed="asye.respond_to_observation", subject=observation, at=at)


@transaction.atomic
def countersign(*, observation: Observation, by: Person | None, at: dt.datetime) -> None:
    """The observer signs too, and it is sealed. For a guest the seal is the practitioner's, and says who signed.

    Raises:
        Refused: the practitioner has not answered yet, or it is signed.
    """
    signer = by or observation.portfolio.practitioner
    sealed = seal(kind="observation", snapshot=_snapshot(observation, at), signer=signer, at=at)
    move(observation, Status.SIGNED, by=by, at=at, sealed=sealed, signed_at=at)
    audit.record(by=by, deed="asye.countersign_observation", subject=observation, at=at)


def _snapshot(observation: Observation, at: dt.datetime) -> dict[str, Any]:
    return {
        "observation": observation.pk,
        "practitioner": observation.portfolio.practitioner.name,
        "observer": observation.observed_by,
        "registration": observation.guest_registration,
        "setting": observation.setting,
        "held_on": observation.held_on,
        "consent": [observation.consent, observation.consent_words],
        "accounts": {
            account.side: {name: getattr(account, name) for name in ObservationAccount.WORDS}
            for account in observation.accounts.all()
        },
        "response": observation.response,
        "countersigned_at": at,
    }


def token(observation: Observation) -> str:
    """Return the secret part of a guest's address: made from the row and the server's own key, kept nowhere."""
    return salted_hmac("asye.observation", f"{observation.pk}:{observation.nonce}", algorithm="sha256").hexdigest()[:32]


def for_guest(pk: int, given: str) -> Observation | None:
    """Return the observation a guest's address opens; nothing for a wrong one or one that is over."""
    rows = Observation.objects.select_related("portfolio__practitioner").filter(pk=pk, observer__isnull=True)
    observation = rows.exclude(status=Status.CANCELLED).first()
    if observation is None or not constant_time_compare(token(observation), given):
        return None
    return observation
