"""The programme a portfolio follows: its template as it stood when the portfolio took it up, kept for good."""

from __future__ import annotations

from django.db import models


class ProgrammeVersion(models.Model):
    """One template, resolved, as JSON text; the same text is kept once. The database refuses to change or delete it.

    `sha256` is the digest of `content` in UTF-8, in lower-case hexadecimal.
    """

    code = models.CharField(max_length=60)
    label = models.CharField(max_length=200)
    content = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    kept_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
