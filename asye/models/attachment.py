"""Files added to what a practitioner writes: a reflection, or a piece of written work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q, UniqueConstraint

from asye.models.reflection import Reflection, _where
from asye.models.written_work import WrittenWork

if TYPE_CHECKING:
    from workforce.access import Access


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, access: Access) -> Self:
        reflections = Reflection.objects.visible_to(access).order_by().values("pk")
        work = WrittenWork.objects.visible_to(access).order_by().values("pk")
        return self.filter(Q(reflection__in=reflections) | Q(work__in=work))


class Attachment(models.Model):
    """A file added to a reflection or to written work; seen by whoever may see that."""

    reflection = models.ForeignKey(Reflection, models.PROTECT, related_name="attachments", null=True, blank=True)
    work = models.ForeignKey(WrittenWork, models.PROTECT, related_name="attachments", null=True, blank=True)
    file = models.FileField(upload_to=_where)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes")
    sha256 = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            UniqueConstraint(
                name="attachment_once",
                fields=["reflection", "sha256"],
                violation_error_message="This file is already attached",
            ),
            UniqueConstraint(
                name="attachment_once_of_work",
                fields=["work", "sha256"],
                violation_error_message="This file is already attached",
            ),
            models.CheckConstraint(
                name="attachment_of_one_thing",
                condition=Q(reflection__isnull=False, work__isnull=True)
                | Q(reflection__isnull=True, work__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def holder(self) -> Reflection | WrittenWork:
        """What it belongs to."""
        found = self.reflection or self.work
        assert found is not None
        return found
