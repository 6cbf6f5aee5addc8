"""The form that takes the case system's file, and the one that agrees to what the check has found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from workforce.imports.decoding import LARGEST_FILE
from workforce.imports.mapping import LARGEST_MAPPING, Mapping, MappingWrong
from workforce.sent_once import SentOnceForm

WHOLE, PART = "whole", "part"
MEGABYTES = LARGEST_FILE // 1024 // 1024


class FileForm(SentOnceForm):
    file = forms.FileField(
        label="The file of the day",
        max_length=200,
        help_text=f"CSV or .xlsx, up to {MEGABYTES} MB. It is deleted once it has been dealt with",
        error_messages={
            "required": "Choose the file", "empty": "This file is empty. Export it again", "invalid": "Choose the file",
        },
    )  # fmt: skip
    holds = forms.ChoiceField(
        label="What does it hold?",
        choices=[
            (WHOLE, "All open cases: those it does not have are closed"),
            (PART, "A part of the cases: the others stay as they are"),
        ],
        initial=WHOLE,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the file holds all cases", "invalid_choice": "Choose one of the two"},
    )
    mapping = forms.FileField(
        label="How its headers read as ours (mapping)",
        required=False,
        max_length=200,
        help_text="A .toml file, where the headers have changed. Without one the last file's is used",
        error_messages={"empty": "This mapping is empty. Leave it out, or choose another"},
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > LARGEST_FILE:
            raise ValidationError(f"The file is larger than {MEGABYTES} MB. Export it in parts")
        return upload

    def clean_mapping(self) -> str:
        upload: UploadedFile | None = self.cleaned_data["mapping"]
        if not upload:
            return ""
        if (upload.size or 0) > LARGEST_MAPPING:
            raise ValidationError("This is too large to be a mapping")
        try:
            text = upload.read().decode("utf-8-sig")
            Mapping.parse(text)
        except UnicodeDecodeError as wrong:
            raise ValidationError("This mapping is no text in UTF-8. Save it again") from wrong
        except MappingWrong as wrong:
            raise ValidationError(f"This mapping cannot be used. {wrong}") from wrong
        return text


class ConfirmForm(forms.Form):
    """Agree to write the file; where it closes many cases, to that as well."""

    accept_shrink = forms.BooleanField(required=False)

    def __init__(self, *args: Any, shrinks: bool, missing: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shrinks:
            self.fields["accept_shrink"] = forms.BooleanField(
                label=f"The export is whole: close the {missing:,} cases that are not in it",
                error_messages={"required": "Say that these cases may be closed, or put the file aside"},
            )
        else:
            self.fields["accept_shrink"].widget = forms.HiddenInput()
