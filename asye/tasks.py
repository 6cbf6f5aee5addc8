"""What runs by itself: shells over one service each."""

import logging

from celery import shared_task
from django.utils import timezone

from asye.models import PortfolioArchive, PortfolioDocument
from asye.services import archives, bringing, documents, year_moves

log = logging.getLogger(__name__)


@shared_task
def make_document(pk: int) -> None:
    document = PortfolioDocument.objects.select_related("asked_by").filter(pk=pk).first()
    if document is not None:
        documents.make_document(document, on=timezone.localdate(), at=timezone.now())


@shared_task
def make_waiting() -> None:
    """Make what nobody has begun: the bell for it was lost, or its worker died."""
    for document in documents.waiting(timezone.now()):
        documents.make_document(document, on=timezone.localdate(), at=timezone.now())
    for archive in archives.waiting(timezone.now()):
        archives.make_archive(archive, on=timezone.localdate(), at=timezone.now())


@shared_task
def make_archive(pk: int) -> None:
    archive = PortfolioArchive.objects.select_related("asked_by").filter(pk=pk).first()
    if archive is not None:
        archives.make_archive(archive, on=timezone.localdate(), at=timezone.now())


@shared_task
def check_archive(pk: int) -> None:
    """Read another authority's archive and say what it would bring."""
    try:
        bringing.check(pk, on=timezone.localdate(), at=timezone.now())
    except Exception:  # whatever went wrong, nobody waits at a page for ever; nothing was written
        bringing.give_up(pk, at=timezone.now())
        raise


@shared_task
def write_archive(pk: int) -> None:
    """Write an archive that was agreed to."""
    try:
        bringing.write(pk, on=timezone.localdate(), at=timezone.now())
    except Exception:  # whatever went wrong, nobody waits at a page for ever; nothing was written
        bringing.give_up(pk, at=timezone.now())
        raise


@shared_task
def forget_archives() -> None:
    """Delete archives whose days are over, and those of others that nobody has agreed to."""
    gone = archives.forget(on=timezone.localdate(), at=timezone.now())
    log.info("archives deleted: %s, put aside: %s", gone, bringing.forget_files(at=timezone.now()))


@shared_task
def move_years(plan: int) -> None:
    year_moves.go_on(plan, on=timezone.localdate(), at=timezone.now())


@shared_task
def move_left_years() -> None:
    """Go on with years whose bell was lost, or whose worker died."""
    for plan in year_moves.at_work(timezone.now()):
        year_moves.go_on(plan, on=timezone.localdate(), at=timezone.now())
