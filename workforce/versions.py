"""Text that two tabs may write at once: every save names the version it read, and the WHERE clause decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Q


class Versioned(models.Model):
    """A record whose words are saved while they are written.

    `editor` is the key of the open form that saved last and `editor_seq` that form's own count: the same form may go
    on although an answer of the server was lost on the way, another form may not.
    """

    version = models.PositiveIntegerField(default=1)
    editor = models.CharField(max_length=40, blank=True)
    editor_seq = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        abstract = True


@dataclass(frozen=True, slots=True)
class Save:
    """What a form says about itself: the version it read, its key, how many saves it has sent, what was put back."""

    version: int
    editor: str = ""
    seq: int = 0
    kept: int = 0


def still(**was: Any) -> Q:
    """The rows that still say what a form has read: the one place where that is compared."""
    return Q(**was)


def as_read(save: Save) -> Q:
    """The rows that nobody has written since this form read them, or since it saved last itself."""
    same_form = Q(editor=save.editor, editor_seq__lt=save.seq) if save.editor else Q(pk__in=[])
    return still(version=save.version) | same_form


def save_words(record: Versioned, words: Mapping[str, Any], *, save: Save, at: dt.datetime, **only: Any) -> bool:
    """Write the words and raise the version, if no other form was first; say whether it was done.

    `only` narrows the rows that may be written, for example to a status. The record in hand is refreshed.
    """
    written = (
        _writable(record, only)
        .filter(as_read(save), pk=record.pk)
        .update(**words, version=F("version") + 1, editor=save.editor, editor_seq=save.seq, saved_at=at)
    )
    record.refresh_from_db()
    return bool(written) or all(getattr(record, name) == value for name, value in words.items())


def _writable(record: Versioned, only: Mapping[str, Any]) -> models.QuerySet[Any]:
    """The rows of these conditions; those of other tables are asked apart.

    With a join the UPDATE would find its row by a subquery alone. PostgreSQL asks that no second time when it has
    waited for another writer, and both would be written.
    """
    model = type(record)
    near: dict[str, Any] = {}
    far: dict[str, Any] = {}
    for name, value in only.items():
        of_another = model._meta.get_field(name.partition("__")[0]).is_relation
        (far if of_another else near)[name] = value
    rows = model._default_manager.filter(**near)
    return rows.filter(pk__in=model._default_manager.filter(pk=record.pk, **far).values("pk")) if far else rows
