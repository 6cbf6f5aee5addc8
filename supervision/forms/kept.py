"""Keep the shorter gap of the policy, and end that."""

from __future__ import annotations

from django import forms

from workforce.forms import DayField
from workforce.sent_once import SentOnceForm


class KeepForm(SentOnceForm):
    started_on = DayField(
        label="From which day?",
        missing="Enter the day it holds from",
        help_text="For example, 27 3 2026",
    )
    why = forms.CharField(
        label="Why?",
        max_length=500,
        help_text="The worker reads this",
        error_messages={"required": "Say why supervision is kept closer for this worker"},
    )


class EndForm(forms.Form):
    why = forms.CharField(
        label="Why does it end?", max_length=500, error_messages={"required": "Say why the decision ends"}
    )
