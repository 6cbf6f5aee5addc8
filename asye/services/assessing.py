"""Written work by its assessor: the form filled in unseen, the piece returned or the form opened, the signature."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from asye.models import WorkAssessment, WorkTag, WrittenWork
from asye.policy import written_work as policy
from asye.queries.written_work import finished, form_of, shown_statements
from asye.services.year_duties import refresh_year_duties
from workforce import audit
from workforce.lifecycle import move
from workforce.models import Person
from workforce.seal import seal
from workforce.sentences import listed
from workforce.verdict import Refused
from workforce.versions import Save
from workforce.writing import save_written

Status = WrittenWork.Status
FINISHED = "This form is finished or the piece was returned, so it cannot be changed"


@transaction.atomic
def begin(*, work: WrittenWork, by: Person, at: dt.datetime) -> WorkAssessment:
    """Open one's form, or go on with it.

    Raises:
        Refused: the piece is not with the assessor.
    """
    if work.status != Status.HANDED_IN:
        raise Refused(f"This is {work.get_status_display().lower()}, so it cannot be assessed now")
    found, new = WorkAssessment.objects.get_or_create(work=work, author=by, defaults={"saved_at": at})
    if new:
        audit.record(by=by, deed="asye.begin_assessment", subject=found, at=at)
    return found


def save(
    *, assessment: WorkAssessment, words: Mapping[str, str], save: Save, by: Person, at: dt.datetime
) -> WorkAssessment:
    """Save what is on the page.

    Raises:
        SavedElsewhere: another form saved first.
        Refused: the form is finished, or the piece went back.
    """
    work = assessment.work
    only: dict[str, Any] = {"finished_at__isnull": True, "work__status": Status.HANDED_IN}
    save_written(
        assessment, {"words": dict(words)}, labels=policy.labels(form_of(work)), address=work.assess_address,
        deed="asye.save_assessment", too_late=FINISHED, save=save, by=by, at=at, **only,
    )  # fmt: skip
    return assessment


@transaction.atomic
def return_work(*, work: WrittenWork, why: str, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Give the piece back before it is assessed, with what is to be changed; the form stays as far as it is."""
    move(work, Status.RETURNED, by=by, at=at, why=why, turn_since=timezone.localdate(at))
    audit.record(by=by, deed="asye.return_written_work", subject=work, at=at)
    refresh_year_duties(work.portfolio, on=on, at=at)


@transaction.atomic
def finish(*, assessment: WorkAssessment, version: int, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Open the form to the author, who answers next.

    Raises:
        Refused: something is missing, it was changed since it was read, or somebody else has finished one.
    """
    form, work = form_of(assessment.work), assessment.work
    assessment.refresh_from_db(fields=["words", "version", "finished_at"])
    left = policy.missing(form, assessment.words)
    if left:
        raise Refused(f"Fill in first: {listed([f'“{label}”' for label in left])}")
    rows = WorkAssessment.objects.filter(pk=assessment.pk, version=version, finished_at__isnull=True)
    try:
        with transaction.atomic():
            done = rows.update(finished_at=at)
    except IntegrityError as other:
        raise Refused("Somebody else has finished the assessment of this piece") from other
    if not done:
        raise Refused("It was changed since you read it. Read it again, then finish")
    now: dict[str, Any] = {"turn_since": timezone.localdate(at), "assessed_by": by}
    move(work, Status.ASSESSED, by=by, at=at, counts=policy.counts(form, assessment.words), **now)
    audit.record(by=by, deed="asye.finish_assessment", subject=assessment, at=at)
    refresh_year_duties(work.portfolio, on=on, at=at)


@transaction.atomic
def countersign(*, work: WrittenWork, by: Person, on: dt.date, at: dt.datetime) -> None:
    """The assessor signs after the author, what the form shows becomes evidence, and all of it is sealed.

    Raises:
        Refused: the author has not answered, or it is signed.
    """
    assessment = finished(work)
    if assessment is None or work.status != Status.ANSWERED:
        raise Refused(f"This is {work.get_status_display().lower()}, so it cannot be signed now")
    if work.counts:
        _take_as_evidence(work, assessment)
    sealed = seal(kind="written_work", snapshot=_snapshot(work, assessment), signer=by, at=at)
    WorkAssessment.objects.filter(pk=assessment.pk).update(sealed=True)
    move(work, Status.SIGNED, by=by, at=at, sealed=True, seal=sealed, signed_at=at)
    audit.record(by=by, deed="asye.countersign_written_work", subject=work, at=at)
    refresh_year_duties(work.portfolio, on=on, at=at)


def _take_as_evidence(work: WrittenWork, assessment: WorkAssessment) -> None:
    for statement, why in shown_statements(work, assessment.words):
        tag, _ = WorkTag.objects.get_or_create(work=work, statement=statement, defaults={"why": why[:300]})
        WorkTag.objects.filter(pk=tag.pk).update(shown=True)


def _snapshot(work: WrittenWork, assessment: WorkAssessment) -> dict[str, Any]:
    """What both have signed, with the form's questions as they were asked."""
    version = work.versions.first()
    form = form_of(work)
    return {
        "work": work.pk,
        "author": work.author.name,
        "assessor": assessment.author.name,
        "kind": work.kind_label,
        "words": version.words if version else {},
        "files": version.files if version else [],
        "form": [list(answer) for answer in policy.answers(form, assessment.words)],
        "response": work.response,
        "answered_at": work.answered_at,
        "counts": work.counts,
        "statements": sorted(tag.statement.key for tag in _tags(work)),
    }


def _tags(work: WrittenWork) -> list[WorkTag]:
    return list(work.tags.select_related("statement__section__framework"))
