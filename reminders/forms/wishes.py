"""The forms in which people choose when their mail comes."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from reminders.policy import WEEKDAYS, Rhythm
from workforce.forms import DayField


class WishesForm(forms.Form):
    """Begin with what holds now; the hours are those the policy offers."""

    hour = forms.TypedChoiceField(
        label="From what time?",
        help_text="Mail comes at this time or a little after",
        coerce=int,
        error_messages={"required": "Choose a time", "invalid_choice": "Choose one of the times"},
    )
    weekdays = forms.MultipleChoiceField(
        label="On which days do you work?",
        help_text="Mail comes on these days only. Bank holidays are left out",
        choices=[(str(number), name) for number, name in enumerate(WEEKDAYS, 1)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day", "invalid_choice": "Choose days of the week"},
    )

    def __init__(self, data: Any = None, *, rhythm: Rhythm) -> None:
        now = {"hour": rhythm.hour, "weekdays": [str(number) for number in sorted(rhythm.weekdays)]}
        super().__init__(data, initial=now)
        hours = range(rhythm.earliest, rhythm.latest + 1)
        self.fields["hour"].choices = [(hour, f"{hour}:00") for hour in hours]  # type: ignore[attr-defined]

    @property
    def days(self) -> str:
        return "".join(sorted(set(self.cleaned_data["weekdays"])))


class QuietDaysForm(forms.Form):
    first = DayField(label="First day without mail", missing="Enter the first day", help_text="For example, 27 7 2026")
    last = DayField(label="Last day without mail", missing="Enter the last day", help_text="For example, 7 8 2026")

    def days(self) -> tuple[dt.date, dt.date]:
        return self.cleaned_data["first"], self.cleaned_data["last"]
