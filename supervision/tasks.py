"""What runs by itself: shells over one service each."""

import logging

from celery import shared_task
from django.utils import timezone

from supervision.services import calendar, concerns

log = logging.getLogger(__name__)


@shared_task
def follow_the_day() -> None:
    """Settle and re-plan what a new day has changed by itself; a number, no content."""
    drifted = calendar.follow_the_day(on=timezone.localdate(), at=timezone.now())
    if drifted:
        log.info("%s series of sessions were re-planned", drifted)


@shared_task
def forget_concerns() -> None:
    """Delete the concerns of people who left longer ago than the policy keeps them."""
    concerns.forget_concerns(on=timezone.localdate(), at=timezone.now())
