"""A form posted twice has one effect: each form carries a key, each record remembers the key that made it."""

import uuid
from typing import TypeVar

from django import forms
from django.db import IntegrityError, models, transaction

from workforce.verdict import Refused


class SentOnce(models.Model):
    """A record made by a form; the database refuses a second one with the same key."""

    sent_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class SentOnceForm(forms.Form):
    """A form with its key. `initial` gives it on GET; a missing or broken key is replaced by a new one."""

    sent_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_sent_key(self) -> uuid.UUID:
        try:
            return uuid.UUID(self.cleaned_data["sent_key"])
        except ValueError:
            return uuid.uuid4()


Record = TypeVar("Record", bound=SentOnce)


def insert_once(record: Record, *, clash: str) -> tuple[Record, bool]:
    """Insert a record unless its form has made one already; say whether it is new.

    Raises:
        Refused: another constraint of the database refuses it; the text is `clash`.
    """
    rows = type(record)._default_manager.filter(sent_key=record.sent_key)
    try:
        with transaction.atomic():
            record.save(force_insert=True)
        return record, True
    except IntegrityError as refused:
        first = rows.first()
        if first is None:
            raise Refused(clash) from refused
        return first, False
