"""Forms of archives: the receipt of one that is handed over, why a year ends here, one of another authority."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from asye.models import ArchiveHandover
from workforce.forms import DayField
from workforce.models import Person
from workforce.sent_once import SentOnceForm

LARGEST = 200 * 1024 * 1024
TOO_LONG = {"max_length": "Use at most %(limit_value)d characters. It has %(show_value)d"}


class HandOverForm(SentOnceForm):
    """The receipt: to whom it goes, how, and how the lead made sure that it is them."""

    to = forms.CharField(
        label="Who receives it",
        max_length=200,
        error_messages=TOO_LONG | {"required": "Enter who receives the archive"},
    )
    way = forms.ChoiceField(
        label="How it is handed over",
        choices=ArchiveHandover.Way.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it is handed over", "invalid_choice": "Choose one of these ways"},
    )
    identity = forms.CharField(
        label="How you made sure that it is them",
        help_text="For example: they came in with their staff card; the letter of the new employer is on file",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=TOO_LONG | {"required": "Say how you made sure that it is them"},
    )


class EndYearForm(forms.Form):
    why = forms.CharField(
        label="Why does the year end here?",
        help_text="In a few words, such as: goes to another authority. The person reads it too",
        max_length=200,
        error_messages=TOO_LONG | {"required": "Say why the year ends here"},
    )


class SendArchiveForm(SentOnceForm):
    """An archive of another authority and the person here whose year it is."""

    person = forms.ModelChoiceField(
        label="Whose year is it?",
        help_text="People whose assessed year runs here",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose whose year it is", "invalid_choice": "Choose one of these people"},
    )
    file = forms.FileField(
        label="The archive",
        max_length=200,
        help_text=f"A .zip file as the other authority's service made it, up to {LARGEST // 1024 // 1024} MB. "
        "It is checked first, and deleted once it has been dealt with",
        error_messages={"required": "Choose the archive", "empty": "This file is empty. Ask for it again"},
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST:
            raise ValidationError(f"The file is larger than {LARGEST // 1024 // 1024} MB. Ask for a smaller one")
        return upload


class ConfirmArchiveForm(forms.Form):
    """Agree to bring an archive over: until when the year ran there, and, where the names differ, that it is them."""

    def __init__(self, *args: Any, differs: bool, there: str, here: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ended_there_on"] = DayField(
            label="Last day of the year there",
            missing="Enter the last day of the year there",
            help_text="Up to this day the clock ran there. Ask the other authority if you are not sure",
        )
        if differs:
            self.fields["same"] = forms.BooleanField(
                label=f"{there} of the archive and {here} are the same person",
                error_messages={"required": "Say that they are the same person, or put the archive aside"},
            )
