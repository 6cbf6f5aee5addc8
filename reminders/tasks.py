"""What runs by itself: shells over one service each."""

import logging

from celery import shared_task
from django.utils import timezone

from reminders import services

log = logging.getLogger(__name__)


@shared_task
def sweep() -> None:
    """Write what is owed by today, then send what is unsent."""
    services.owe_notices(on=timezone.localdate(), at=timezone.now())
    services.send_unsent(at=timezone.now(), clock=timezone.now)


@shared_task
def recount() -> None:
    """Report duties that are not as their app computes them, and notices that no mail would carry; no content."""
    for drift in services.recount(on=timezone.localdate()):
        log.error("duty %s is stored as %s and computed as %s", drift.key, drift.stored, drift.computed)
    if strays := services.gather_strays(at=timezone.now()):
        log.error("%s people had reminders that no mail would have carried; they have one now", strays)
