"""Pieces that forms of every app are made of."""

from __future__ import annotations

import datetime as dt

from crispy_forms_gds.widgets import DateInputWidget
from django import forms
from django.core.exceptions import ValidationError

EARLIEST = dt.date(2000, 1, 1)
# A text box with a number pad: spin buttons change figures by accident.
NUMBER = forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-3"})


class DayField(forms.MultiValueField):
    """A day in three boxes. Years before 2000 are a slip of the keyboard, not a date of this work."""

    widget = DateInputWidget

    def __init__(
        self, *, label: str, missing: str = "Enter a date", help_text: str = "", required: bool = True
    ) -> None:
        super().__init__(
            fields=tuple(forms.CharField(required=False, max_length=9) for _ in range(3)),
            require_all_fields=False,
            label=label,
            help_text=help_text,
            required=required,
            error_messages={"required": missing},
        )
        for field in self.fields:
            field.widget.errors = []

    def compress(self, data_list: list[str]) -> dt.date | None:
        if not data_list or not any(data_list):
            return None
        try:
            day, month, year = (int(part) for part in data_list)
            found = dt.date(year, month, day)
        except ValueError as wrong:
            raise ValidationError("Enter a real date, with day, month and year: for example, 27 3 2026") from wrong
        if found < EARLIEST:
            raise ValidationError("Enter a year from 2000 onwards")
        return found


def words_field(
    label: str, *, help_text: str = "", required: bool = False, rows: int = 8, most: int = 60_000, missing: str = ""
) -> forms.CharField:
    """Return a long text field whose errors say what to do."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        strip=False,
        widget=forms.Textarea(attrs={"rows": rows, "data-count": "words"}),
        error_messages={
            "required": missing or f"Fill in “{label}”",
            "max_length": "This is too long to save: use at most %(limit_value)d characters. It has %(show_value)d",
        },
    )
