"""A form posted twice has one effect: each form carries a key, each record remembers the key that made it."""

import uuid

from django import forms
from django.db import models


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
