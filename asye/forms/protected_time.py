"""The form to note protected time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from asye.models import ProtectedTime
from asye.models.protected_time import MOST_MINUTES
from workforce.forms import DayField
from workforce.sent_once import SentOnceForm

HOURS = forms.TextInput(attrs={"inputmode": "decimal", "class": "govuk-input--width-3"})


class ProtectedTimeForm(SentOnceForm):
    """Hours as people say them (3.5); `minutes` is what is kept."""

    kind = forms.ChoiceField(
        label="What do you want to note?",
        choices=ProtectedTime.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to note", "invalid_choice": "Choose one of the two"},
    )
    on = DayField(label="Which day?", missing="Enter the day")
    hours = forms.DecimalField(
        label="How many hours?",
        help_text="For example, 3.5",
        widget=HOURS,
        max_digits=4,
        decimal_places=2,
        min_value=Decimal("0.02"),
        max_value=Decimal(MOST_MINUTES // 60),
        error_messages={
            "required": "Enter how many hours",
            "invalid": "Enter the hours as a number: for example, 3.5",
            "min_value": "Enter at least one minute: 0.02 hours",
            "max_value": "A day has 24 hours: enter no more",
            "max_digits": "Enter the hours as a short number: for example, 3.5",
            "max_decimal_places": "Enter the hours with two decimal places at most: for example, 3.25",
            "max_whole_digits": "A day has 24 hours: enter no more",
        },
    )
    words = forms.CharField(
        label="What was it for, or why was it taken away?",
        help_text="A few plain words. Name no child or family",
        max_length=300,
        error_messages={
            "required": "Say what it was for, or why it was taken away",
            "max_length": "Use at most 300 characters. There are %(show_value)d",
        },
    )
    by_whom = forms.CharField(
        label="Who took it away?",
        help_text="Only where time was taken away: the role or the name of whoever asked you to do something else",
        max_length=120,
        required=False,
        error_messages={"max_length": "Use at most 120 characters. There are %(show_value)d"},
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("kind") == ProtectedTime.Kind.LOST and not told.get("by_whom") and "by_whom" not in self.errors:
            self.add_error("by_whom", "Say who took the time away")
        if told.get("hours") is not None:
            told["minutes"] = round(told.pop("hours") * 60)
        return told
