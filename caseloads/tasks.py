"""What runs by itself: shells over one service each."""

from __future__ import annotations

import logging

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from caseloads.services import feed, open_found_breaches
from caseloads.services.rota_following import follow_rota, settle_all

log = logging.getLogger(__name__)
REMEMBERED_SECONDS = 3_600


@shared_task
def check_file(pk: int) -> None:
    """Try a file of the case system without writing."""
    try:
        feed.check(pk, on=timezone.localdate(), at=timezone.now(), progress=lambda read: _tell(pk, read))
    except Exception:  # whatever went wrong, nobody waits at a page for ever; nothing was written
        feed.give_up(pk, at=timezone.now())
        raise


@shared_task
def write_file(pk: int) -> None:
    """Write a file that was agreed to."""
    try:
        feed.write(pk, on=timezone.localdate(), at=timezone.now(), progress=lambda read: _tell(pk, read))
    except Exception:  # whatever went wrong, nobody waits at a page for ever; nothing was written
        feed.give_up(pk, at=timezone.now())
        raise


@shared_task
def forget_files() -> None:
    """Put aside the files that nobody has agreed to."""
    log.info("files of the case system put aside: %s", feed.forget_files(at=timezone.now()))


@shared_task
def look_at_loads() -> None:
    """Open and close passed limits as the loads stand tonight: a step-up or a leaver changes them without a deed."""
    found = open_found_breaches(timezone.localdate(), timezone.now())
    log.info("limits: %s opened, %s ended", found.opened, found.ended)


@shared_task
def look_at_rota() -> None:
    """Take coming slots from those who left, are away or paused: a pause or an absence may be put down at any time."""
    on, at = timezone.localdate(), timezone.now()
    log.info("rota: %s slots need somebody again", follow_rota(on, at))
    settle_all(on, at)


def progress_key(pk: int) -> str:
    """Return where the number of lines read so far is to be found in the cache."""
    return f"caseloads-lines-read-{pk}"


def _tell(pk: int, read: int) -> None:
    cache.set(progress_key(pk), read, REMEMBERED_SECONDS)
