"""Book a series, move one session of it, cancel the rest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from workforce.clock import add_months
from workforce.forms import DayField
from workforce.sent_once import SentOnceForm

TIMES = ["%H:%M", "%H.%M", "%I:%M%p", "%I.%M%p", "%I%p", "%I:%M %p", "%I %p"]
STAGE_END, YEAR, DATE = "stage_end", "year", "date"
PLACE = "A place where you are not overheard or interrupted"


def time_field(*, required: bool = True) -> forms.TimeField:
    """Return a time of day as people write it: 10:30, 10.30, 2pm."""
    return forms.TimeField(
        label="Time",
        required=required,
        input_formats=TIMES,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        help_text="For example, 10:30 or 2pm",
        error_messages={"required": "Enter the time", "invalid": "Enter a time of day, for example 10:30 or 2pm"},
    )


def place_field(*, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label="Place",
        required=required,
        max_length=200,
        help_text=PLACE,
        error_messages={"required": "Say where you will meet"},
    )


class SeriesForm(SentOnceForm):
    """`stage_end` is the last day of the assessed year the worker is in, null outside one."""

    first_on = DayField(
        label="First date",
        missing="Enter the date of the first session",
        help_text="The sessions after it keep to its weekday where they can. For example, 27 3 2026",
    )
    time = time_field()
    place = place_field()
    until = forms.ChoiceField(
        label="Until when?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose until when", "invalid_choice": "Choose until when"},
    )
    until_on = DayField(label="Last date", help_text="Only if you chose a date of your own", required=False)

    def __init__(self, *args: Any, stage_end: dt.date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage_end = stage_end
        end = [(STAGE_END, "The end of the assessed year")] if stage_end else []
        self.fields["until"].choices = [*end, (YEAR, "For 12 months"), (DATE, "A date of your own")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("until") == DATE and not data.get("until_on") and "until_on" not in self.errors:
            self.add_error("until_on", "Enter the last date")
        return data

    def last_day(self) -> dt.date:
        """The last day that may be booked."""
        data = self.cleaned_data
        if data["until"] == STAGE_END and self.stage_end is not None:
            return self.stage_end
        return data["until_on"] if data["until"] == DATE else add_months(data["first_on"], 12)


class MoveForm(forms.Form):
    date = DayField(label="New date", missing="Enter the new date", help_text="For example, 27 3 2026")
    time = time_field(required=False)
    place = place_field(required=False)
    why = forms.CharField(
        label="Why is it moved?",
        max_length=200,
        help_text="Both of you read this",
        error_messages={"required": "Say why the session is moved"},
    )


class CancelRestForm(forms.Form):
    why = forms.CharField(
        label="Why does the series end?", max_length=200, error_messages={"required": "Say why the series ends"}
    )
