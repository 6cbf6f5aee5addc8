"""Sealed records: what was signed, as it stood, chained to the one before."""

from django.db import models
from django.db.models import Q

from workforce.models.person import Person


class SealedRecord(models.Model):
    """A canonical snapshot with its SHA-256. The database refuses to change or delete it.

    `sha256` is the digest, in lower-case hexadecimal, of `previous_sha256`, a line feed and `content`, all in UTF-8.
    """

    number = models.PositiveIntegerField(unique=True)
    kind = models.CharField(max_length=60)
    content = models.TextField()
    previous_sha256 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, unique=True)
    signer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.CheckConstraint(name="sealed_number_from_one", condition=Q(number__gte=1))]

    def __str__(self) -> str:
        return f"{self.kind}, sealed record {self.number}"
