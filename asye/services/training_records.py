"""Note something done without a date of the catalogue, take it back, keep its certificate (WRK-04)."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from asye.models import Portfolio, TrainingRecord
from asye.services.training_duties import refresh
from workforce import audit
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

CLOSED = "This portfolio has been submitted, so its training stays as it is"


@transaction.atomic
def note(
    *, portfolio: Portfolio, item: str, title: str, on: dt.date, days: Decimal, words: str, sent_key: uuid.UUID,
    by: Person, today: dt.date, at: dt.datetime,
) -> TrainingRecord:  # fmt: skip
    """Note a course, a study day or a workshop that was done; a form sent twice notes one.

    Raises:
        Refused: the portfolio is closed, or the day is to come.
    """
    _open(portfolio)
    if on > today:
        raise Refused("Enter a day that is over or today: what is still to come is booked, not noted")
    record = TrainingRecord(
        portfolio=portfolio, item=item, title=title, on=on, days=days, words=words, author=by, at=at,
        sent_key=sent_key,
    )  # fmt: skip
    record, new = insert_once(record, clash="Say how many days it took")
    if new:
        audit.record(by=by, deed="asye.note_training", subject=record, at=at)
        refresh(portfolio, today, at)
    return record


@transaction.atomic
def take_back(*, record: TrainingRecord, by: Person, on: dt.date, at: dt.datetime) -> None:
    """Take out of the count what was noted by hand; what the academy's list says stays. Twice is as once.

    Raises:
        Refused: it is the academy's, or the portfolio is closed.
    """
    _open(record.portfolio)
    if record.booking_id is not None:
        raise Refused("This is from the academy's list. Ask the academy to put the list right")
    if TrainingRecord.objects.filter(pk=record.pk, removed_at__isnull=True).update(removed_at=at):
        audit.record(by=by, deed="asye.take_back_training", subject=record, at=at)
        refresh(record.portfolio, on, at)


@transaction.atomic
def add_certificate(
    *, record: TrainingRecord, upload: UploadedFile, media_type: str, by: Person, at: dt.datetime
) -> None:
    """Keep the certificate of something done; another one takes its place.

    Raises:
        Refused: the portfolio is closed, or the record was taken back.
    """
    _open(record.portfolio)
    if record.removed_at is not None:
        raise Refused("This no longer counts, so it needs no certificate")
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    if digest.hexdigest() == record.sha256:
        return
    upload.seek(0)
    if record.file:
        old, store = record.file.name, record.file.storage
        transaction.on_commit(lambda: store.delete(old))
    record.file = upload
    record.file_name = (upload.name or "certificate")[-200:]
    record.media_type, record.sha256 = media_type, digest.hexdigest()
    record.save(update_fields=["file", "file_name", "media_type", "sha256"])
    audit.record(by=by, deed="asye.add_certificate", subject=record, at=at)


def _open(portfolio: Portfolio) -> None:
    if portfolio.status != Portfolio.Status.OPEN:
        raise Refused(CLOSED)
