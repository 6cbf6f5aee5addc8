"""Forms of the year's meetings. What a part asks comes from the programme the portfolio keeps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from asye.models import Party
from workforce.forms import DayField, words_field
from workforce.packs.schema.templates import Prompt
from workforce.sent_once import SentOnceForm

MOST = 20_000


class PartForm(forms.Form):
    """One party's questions. Everything may be empty while it is written: what must be answered is asked later."""

    def __init__(self, *args: Any, asked: Mapping[str, Prompt], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, prompt in asked.items():
            self.fields[code] = words_field(prompt.label, help_text=prompt.help, rows=6, most=MOST)


class HeldForm(forms.Form):
    held_on = DayField(label="When was it held?", missing="Enter the date of the meeting")
    came = forms.MultipleChoiceField(
        label="Who of you came?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the people listed"},
    )
    others = forms.CharField(
        label="Who else was there?",
        required=False,
        max_length=300,
        help_text="Names and what they do. Name no child or family",
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = people  # type: ignore[attr-defined]


class SignMeetingForm(forms.Form):
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=12)
    own_view = words_field(
        "Your own view",
        help_text="If you see something differently, say so here. It is kept with your signature",
        rows=5,
        most=MOST,
    )

    def clean_stamp(self) -> int:
        text = self.cleaned_data["stamp"]
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


class SendBackForm(forms.Form):
    why = words_field(
        "What should be changed?",
        help_text="Everybody of this year reads it",
        rows=5,
        most=MOST,
        required=True,
        missing="Say what should be changed",
    )


class AddToMeetingForm(SentOnceForm):
    words = words_field("What you want to add", required=True, rows=6, most=MOST, missing="Write what you want to add")


class DropForm(forms.Form):
    why = forms.CharField(
        label="Why is it not needed?",
        max_length=200,
        error_messages={"required": "Say why it is not needed", "max_length": "Use at most 200 characters"},
    )


def people_of(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The parties to tick, each with the name of whoever holds it."""
    return [(party, f"{name} ({Party(party).label.lower()})") for party, name in names.items()]
