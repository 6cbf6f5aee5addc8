"""Ask for a portfolio as one document, and make it: claimed once, laid out from one snapshot, safe to begin again."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max, Q

from asye.exports.document import lay_out
from asye.models import Attachment, BroughtFile, Portfolio, PortfolioDocument
from asye.queries.document import snapshot
from workforce import audit
from workforce.access import access_for
from workforce.models import Person
from workforce.sent_once import insert_once
from workforce.verdict import Refused

log = logging.getLogger(__name__)
Status = PortfolioDocument.Status
# Longer than the longest document takes: what is at work for so long was left by a worker that died.
LEFT_AFTER = dt.timedelta(minutes=10)
AT_ONCE = 3


@transaction.atomic
def ask_document(*, portfolio: Portfolio, sent_key: uuid.UUID, by: Person, at: dt.datetime) -> PortfolioDocument:
    """Ask for the portfolio as it now stands; a form sent twice gives back the first.

    Raises:
        Refused: several are being made for this person already.
    """
    already = PortfolioDocument.objects.filter(sent_key=sent_key).first()
    if already is not None:
        return already
    if PortfolioDocument.objects.filter(asked_by=by, status__in=PortfolioDocument.AT_WORK).count() >= AT_ONCE:
        raise Refused("Your documents are still being made. Wait until one is ready")
    last = PortfolioDocument.objects.filter(portfolio=portfolio).aggregate(last=Max("version"))["last"]
    document = PortfolioDocument(
        portfolio=portfolio, version=(last or 0) + 1, asked_by=by, asked_at=at, status_at=at, sent_key=sent_key
    )
    document, new = insert_once(document, clash="Somebody else has just asked for a document. Try again")
    if new:
        audit.record(by=by, deed="asye.ask_document", subject=document, at=at)
    return document


def make_document(document: PortfolioDocument, *, on: dt.date, at: dt.datetime) -> bool:
    """Make a document that waits, or one that a worker left; return whether this call made it.

    What its asker may see is worked out again now, and gathered in one transaction.
    """
    if not _claim(document, at):
        return False
    try:
        told = _gather(document, on, at)
        _go_on(document, Status.LAYING_OUT, at)
        laid = lay_out(told, _bytes_of(document), step=lambda: _go_on(document, Status.ADDING, at))
    except Exception:  # whatever went wrong, the page says so instead of waiting for ever
        log.exception("document %s could not be made", document.pk)
        _go_on(document, Status.FAILED, at)
        raise
    _keep(document, laid.content, laid.pages, laid.left_out, at)
    return True


def _claim(document: PortfolioDocument, at: dt.datetime) -> bool:
    rows = PortfolioDocument.objects.filter(pk=document.pk)
    claimed = rows.filter(status=Status.WAITING).update(status=Status.GATHERING, status_at=at) or rows.filter(
        status__in=PortfolioDocument.AT_WORK, status_at__lt=at - LEFT_AFTER
    ).update(status=Status.GATHERING, status_at=at)
    return bool(claimed)


def _go_on(document: PortfolioDocument, status: str, at: dt.datetime) -> None:
    PortfolioDocument.objects.filter(pk=document.pk).update(status=status, status_at=at)


@transaction.atomic
def _gather(document: PortfolioDocument, on: dt.date, at: dt.datetime) -> dict[str, object]:
    access = access_for(document.asked_by, on)
    portfolio = (
        Portfolio.objects.visible_to(access).select_related("practitioner", "stage").get(pk=document.portfolio_id)
    )
    told = snapshot(portfolio, access, version=document.version, at=at)
    PortfolioDocument.objects.filter(pk=document.pk).update(snapshot=told)
    return told


def _attachment(portfolio: int, key: int | str) -> Attachment | BroughtFile | None:
    if isinstance(key, str):
        return BroughtFile.objects.filter(sha256=key, record__portfolio=portfolio).first()
    within = Q(reflection__portfolio=portfolio) | Q(work__portfolio=portfolio)
    return Attachment.objects.filter(within, pk=key).first()


def _bytes_of(document: PortfolioDocument) -> Callable[[int | str], bytes]:
    """Return what opens an attachment of this portfolio by its key, or a brought file by its digest."""

    def opened(key: int | str) -> bytes:
        attachment = _attachment(document.portfolio_id, key)
        if attachment is None:
            raise ValueError("the file has been taken away")
        try:
            with attachment.file.open() as file:
                return bytes(file.read())
        except OSError as missing:
            raise ValueError("the file cannot be opened") from missing

    return opened


@transaction.atomic
def _keep(document: PortfolioDocument, content: bytes, pages: int, left_out: list[str], at: dt.datetime) -> None:
    document.refresh_from_db()
    document.file.save("portfolio.pdf", ContentFile(content), save=False)
    document.status, document.status_at, document.pages = Status.READY, at, pages
    document.size, document.sha256, document.left_out = len(content), hashlib.sha256(content).hexdigest(), left_out
    document.save()
    audit.record(by=document.asked_by, deed="asye.make_document", subject=document, at=at)


def waiting(at: dt.datetime) -> list[PortfolioDocument]:
    """Return those nobody has begun, and those that were left."""
    at_work = PortfolioDocument.objects.filter(status__in=PortfolioDocument.AT_WORK).select_related("asked_by")
    return [
        document
        for document in at_work.order_by("asked_at")
        if document.status == Status.WAITING or document.status_at < at - LEFT_AFTER
    ]
