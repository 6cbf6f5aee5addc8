"""Written work by its author: begun, written, tagged, handed in, taken back, answered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from asye.models import Portfolio, WrittenWork
from asye.queries.identifying import WORK_PARTS
from asye.queries.written_work import assessors_of, form_for
from asye.services.identifying import explain_passages
from asye.services.tagging import say_whys, set_tags
from asye.services.year_duties import refresh_year_duties
from frameworks.models import Statement
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

Status = WrittenWork.Status
CLOSED = "This portfolio has been submitted, so nothing can be added to it"
TOO_LATE = "This is with the assessor or before a panel, so it cannot be changed"
LABELS = {"title": "Title", "written_on": "Written on", "about": WORK_PARTS["about"], "text": WORK_PARTS["text"]}


@transaction.atomic
def start(*, portfolio: Portfolio, kind: str, sent_key: uuid.UUID, by: Person, at: dt.datetime) -> WrittenWork:
    """Begin a draft of one kind; a form sent twice gives back the first.

    Raises:
        Refused: the portfolio is closed, or its programme has no such kind.
    """
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused(CLOSED)
    known = form_for(portfolio).kinds.get(kind)
    if known is None:
        raise Refused("Choose one of the kinds of this programme")
    made = WrittenWork(
        portfolio=portfolio, author=by, kind=kind, kind_label=known.label, started_at=at, saved_at=at, sent_key=sent_key
    )
    work, new = insert_once(made, clash="This could not be begun. Try again")
    if new:
        audit.record(by=by, deed="asye.start_written_work", subject=work, at=at)
    return work


def save(*, work: WrittenWork, words: Mapping[str, Any], save: Save, by: Person, at: dt.datetime) -> None:
    """Save what is on the page.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: it is handed in, or before a panel.
    """
    only: dict[str, Any] = {"status__in": WrittenWork.EDITABLE, "portfolio__status": Portfolio.Status.OPEN}
    save_written(
        work, words, labels=LABELS, address=work.edit_address, deed="asye.save_written_work", too_late=TOO_LATE,
        save=save, by=by, at=at, **only,
    )  # fmt: skip


@transaction.atomic
def tag(*, work: WrittenWork, statements: Collection[Statement], by: Person, at: dt.datetime) -> None:
    """Make the tags exactly these statements.

    Raises:
        Refused: it can no longer be edited, or a statement is not of the portfolio's frameworks.
    """
    _require_editable(work)
    set_tags(work, statements)
    audit.record(by=by, deed="asye.tag_written_work", subject=work, at=at)


def say_why(
    *, work: WrittenWork, whys: Mapping[int, str], read: Mapping[int, str], by: Person, at: dt.datetime
) -> None:
    """Keep, by primary key of the tag, the sentence that says why this is evidence for the statement.

    Raises:
        SavedElsewhere: another form was first with one of them.
        Refused: it can no longer be edited.
    """
    _require_editable(work)
    say_whys(work, whys, read, by=by, at=at)


@transaction.atomic
def hand_in(
    *, work: WrittenWork, party: str, reasons: Mapping[str, str], by: Person, on: dt.date, at: dt.datetime
) -> None:
    """Give it to the one who assesses, keeping words and files as they were handed in.

    `party` is what that person is in the year; `reasons` say, by mark, why a passage may stay.

    Raises:
        Refused: there is nothing to read, nobody assesses, a passage is unexplained, or it is handed in already.
    """
    _require_editable(work)
    if not work.title.strip():
        raise Refused("Give it a title before you hand it in")
    if not work.text.strip() and not work.attachments.exists():
        raise Refused("Write the text or add a file before you hand it in")
    assessor = assessors_of(work.portfolio, form_for(work.portfolio), on).get(party)
    if assessor is None:
        raise Refused("Nobody assesses your written work at present. Ask the workforce development team")
    explain_passages(written=work, reasons=reasons, by=by, at=at)
    now: dict[str, Any] = {"handed_in_at": at, "turn_since": timezone.localdate(at), "assessed_by": assessor}
    move(work, Status.HANDED_IN, by=by, at=at, programme=work.portfolio.programme, **now)
    files = [[name, sha256] for name, sha256 in work.attachments.values_list("name", "sha256")]
    words = {name: str(getattr(work, name) or "") for name in WrittenWork.WORDS}
    work.versions.create(words=words, files=files, at=at)
    audit.record(by=by, deed="asye.hand_in_written_work", subject=work, at=at)
    refresh_year_duties(work.portfolio, on=on, at=at)


@transaction.atomic
def take_back(*, work: WrittenWork, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Undo handing in, as long as nobody has begun to assess it.

    Raises:
        Refused: somebody has begun.
    """
    if work.assessments.exists():
        raise Refused("The assessor has begun to read this, so it stays with them until they answer")
    move(work, Status.DRAFT, by=by, at=at)
    audit.record(by=by, deed="asye.take_back_written_work", subject=work, at=at)
    refresh_year_duties(work.portfolio, on=on, at=at)


def save_response(*, work: WrittenWork, response: str, save: Save, by: Person, at: dt.datetime) -> None:
    """Save the answer while it is written.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: it is signed, or not assessed yet.
    """
    save_written(
        work, {"response": response}, labels={"response": "Your answer"}, address=work.respond_address,
        deed="asye.save_work_response", too_late="Your answer cannot be changed now", save=save, by=by, at=at,
        status=Status.ASSESSED,
    )  # fmt: skip


@transaction.atomic
def answer(*, work: WrittenWork, version: int, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Sign the answer to the assessment.

    Raises:
        Refused: nothing is written, it was changed since it was read, or it is not assessed.
    """
    work.refresh_from_db()
    if not work.response.strip():
        raise Refused("Write what you take from it before you sign")
    if work.version != version:
        raise Refused("It was changed since you read it. Read it again, then sign")
    move(work, Status.ANSWERED, by=by, at=at, answered_at=at, turn_since=timezone.localdate(at))
    audit.record(by=by, deed="asye.answer_assessment", subject=work, at=at)
    refresh_year_duties(work.portfolio, on=on, at=at)


def _require_editable(work: WrittenWork) -> None:
    if not work.is_editable:
        raise Refused(TOO_LATE)
