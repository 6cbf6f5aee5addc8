"""Ask for feedback, take one answer, or keep what came on paper. What would name a family is taken out first."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from asye.feedback_questions import expires_after_days, kinds
from asye.identifying import find
from asye.models import Feedback, Portfolio
from frameworks.models import Statement
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

CLOSED = "This portfolio has been submitted, so nothing can be added to it"
TAKEN_OUT = "[taken out]"
# The worker is who the feedback is about, and colleagues may be thanked: their names may stay.
MAY_STAY = frozenset({"staff_name"})


@transaction.atomic
def ask_feedback(
    *, portfolio: Portfolio, kind: str, about: str, easy_read: bool, sent_key: uuid.UUID, by: Person, on: dt.date,
    at: dt.datetime,
) -> Feedback:  # fmt: skip
    """Make a request that one person can answer once; a form sent twice gives back the first.

    Raises:
        Refused: the portfolio is no longer open.
    """
    _require_open(portfolio)
    feedback = Feedback(
        portfolio=portfolio, kind=kind, about=cleaned(about, on=on), easy_read=easy_read, asked_by=by, asked_at=at,
        expires_on=on + dt.timedelta(days=expires_after_days()), sent_key=sent_key,
    )  # fmt: skip
    feedback, new = insert_once(feedback, clash="Somebody has just asked for the same. Reload the page")
    if new:
        audit.record(by=by, deed="asye.ask_feedback", subject=feedback, at=at)
    return feedback


@transaction.atomic
def keep_paper(
    *, portfolio: Portfolio, kind: str, about: str, answers: Mapping[str, str], role: str, scan: UploadedFile | None,
    scan_type: str, sent_key: uuid.UUID, by: Person, on: dt.date, at: dt.datetime,
) -> Feedback:  # fmt: skip
    """Keep what somebody wrote on paper, typed in by the practitioner or assessor, with the sheet itself if scanned.

    Raises:
        Refused: the portfolio is no longer open.
    """
    _require_open(portfolio)
    feedback = Feedback(
        portfolio=portfolio, kind=kind, about=cleaned(about, on=on), asked_by=by, asked_at=at, expires_on=on,
        answered_at=at, answers=_cleaned(kind, answers, on), role=cleaned(role, on=on), on_paper=True,
        sent_key=sent_key,
    )  # fmt: skip
    if scan is not None:
        feedback.scan, feedback.scan_type = scan, scan_type
    feedback, new = insert_once(feedback, clash="This sheet is kept already")
    if new:
        audit.record(by=by, deed="asye.keep_paper_feedback", subject=feedback, at=at)
    return feedback


def token(feedback: Feedback) -> str:
    """Return the secret part of the address: made from the row and the server's own key, kept nowhere."""
    return salted_hmac("asye.feedback", f"{feedback.pk}:{feedback.nonce}", algorithm="sha256").hexdigest()[:32]


def address(feedback: Feedback) -> str:
    return str(settings.BASE_URL) + reverse("asye:give", args=[feedback.pk, token(feedback)])


@dataclass(frozen=True, slots=True)
class Opened:
    """What an address opens: the request, and why it cannot be answered, if it cannot."""

    feedback: Feedback
    closed: str = ""


def opened(pk: int, given: str, *, on: dt.date) -> Opened | None:
    """Return what this address opens; nothing for a wrong one."""
    feedback = Feedback.objects.select_related("portfolio__practitioner").filter(pk=pk).first()
    if feedback is None or not constant_time_compare(token(feedback), given):
        return None
    if feedback.answered_at:
        return Opened(feedback, "This has been answered. Thank you. Nobody can answer it again.")
    if feedback.withdrawn_at or feedback.portfolio.status != Portfolio.Status.OPEN:
        return Opened(feedback, "This is closed. You do not need to do anything.")
    if on > feedback.expires_on:
        return Opened(feedback, "This link is too old. If you still want to say something, ask for a new one.")
    return Opened(feedback)


@transaction.atomic
def answer(*, feedback: Feedback, answers: Mapping[str, str], role: str, on: dt.date, at: dt.datetime) -> None:
    """Keep the one answer. The WHERE clause is the lock: of two sent together one is kept.

    Raises:
        Refused: it is answered, closed or too old; the text says which.
    """
    still = opened(feedback.pk, token(feedback), on=on)
    if still is None or still.closed:
        raise Refused(still.closed if still else "This link does not work")
    kept = Feedback.objects.filter(pk=feedback.pk, answered_at__isnull=True, withdrawn_at__isnull=True).update(
        answered_at=at, answers=_cleaned(feedback.kind, answers, on), role=cleaned(role, on=on)
    )
    if not kept:
        raise Refused("This has just been answered. Nobody can answer it again.")
    audit.record(by=None, deed="asye.answer_feedback", subject=feedback, at=at)


@transaction.atomic
def withdraw(*, feedback: Feedback, by: Person, at: dt.datetime) -> None:
    """Close a request nobody has answered; its link stops working.

    Raises:
        Refused: it has been answered.
    """
    rows = Feedback.objects.filter(pk=feedback.pk, answered_at__isnull=True)
    if not rows.update(withdrawn_at=at):
        raise Refused("Somebody has answered it, so it stays")
    audit.record(by=by, deed="asye.withdraw_feedback", subject=feedback, at=at)


@transaction.atomic
def tag_feedback(*, feedback: Feedback, statements: Collection[Statement], by: Person, at: dt.datetime) -> None:
    """Say which statements an answer is evidence for; those of editions the portfolio was bound to before stay.

    Raises:
        Refused: the portfolio is closed, nobody has answered, or a statement is not of its frameworks.
    """
    _require_open(feedback.portfolio)
    if feedback.answered_at is None:
        raise Refused("Nobody has answered yet")
    bound = set(feedback.portfolio.frameworks.values_list("pk", flat=True))
    if any(statement.section.framework_id not in bound for statement in statements):
        raise Refused("Choose statements from the frameworks of this portfolio")
    earlier = feedback.statements.exclude(section__framework__in=bound)
    feedback.statements.set([*statements, *earlier])
    audit.record(by=by, deed="asye.tag_feedback", subject=feedback, at=at)


def cleaned(text: str, *, on: dt.date) -> str:
    """Return the words without what could tell who a family is: names, numbers, addresses, dates of birth."""
    staff = frozenset(Person.objects.values_list("name", flat=True))
    out, at = "", 0
    for clue in find(text, on=on, staff=staff):
        if clue.kind not in MAY_STAY:
            out, at = f"{out}{text[at : clue.start]}{TAKEN_OUT}", clue.end
    return (out + text[at:]).strip()


def _cleaned(kind: str, answers: Mapping[str, str], on: dt.date) -> dict[str, str]:
    asked = {question.name: question.answer for question in kinds()[kind].questions}
    return {
        name: cleaned(text, on=on) if asked[name] == "words" else text
        for name, text in answers.items()
        if name in asked and text.strip()
    }


def _require_open(portfolio: Portfolio) -> None:
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused(CLOSED)
