"""What runs by itself: shells over one service each."""

from celery import shared_task
from django.utils import timezone

from asye.models import PortfolioDocument
from asye.services import documents


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
