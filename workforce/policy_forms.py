"""What is asked on the pages about the policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from workforce.packs import Pack

MOST_TEXT = 200_000


class RulesFilter(forms.Form):
    """Which rules to show, and of which day."""

    service = forms.ChoiceField(label="Service", required=False)
    words = forms.CharField(label="Words", required=False, max_length=100)
    on = forms.DateField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, service.label) for code, service in pack.services.items()]
        self.fields["service"].choices = [("", "All services"), *named]  # type: ignore[attr-defined]


class WhoFilter(forms.Form):
    """Whose facts to fill in, found by name."""

    question = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(label="Name of a person", required=False, max_length=100)


class TryForm(forms.Form):
    """A changed pack, written into the box or read from a file."""

    text = forms.CharField(
        label="The change, as TOML",
        required=False,
        max_length=MOST_TEXT,
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false"}),
        help_text="Only what changes: it is laid over the policy in force. A whole pack begins with [pack].",
        error_messages={"max_length": "This is too long: a pack has at most 200,000 characters"},
    )
    file = forms.FileField(label="Or a file", required=False)

    def clean_file(self) -> str:
        """Return the text of the file, empty where none was sent."""
        file = self.cleaned_data.get("file")
        if not file:
            return ""
        if file.size > MOST_TEXT:
            raise ValidationError("Choose a file of at most 200 KB")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as wrong:
            raise ValidationError("Choose a file in TOML, saved as UTF-8 text") from wrong

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and not (told.get("file") or told.get("text", "").strip()):
            self.add_error("text", "Write what changes, or choose a file")
        return told

    @property
    def toml(self) -> str:
        return str(self.cleaned_data["file"] or self.cleaned_data["text"])
