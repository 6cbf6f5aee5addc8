"""What runs by itself: shells over one service each."""

from celery import shared_task
from django.utils import timezone

from supervision.services import concerns


@shared_task
def forget_concerns() -> None:
    """Delete the concerns of people who left longer ago than the policy keeps them."""
    concerns.forget_concerns(on=timezone.localdate(), at=timezone.now())
