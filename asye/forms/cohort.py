"""What the page of the cohort can be narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms

SHOWN = [
    ("", "Everybody"),
    ("behind", "Behind in a meeting"),
    ("gaps", "Evidence short of what is asked by now"),
    ("paused", "Paused"),
    ("submitted", "Submitted to a panel"),
]
SORTED = [
    ("behind", "Who is behind first"),
    ("name", "Name"),
    ("month", "Month of the year, furthest first"),
    ("next", "Next date"),
]


class CohortFilter(forms.Form):
    q = forms.CharField(label="Name", required=False, max_length=100)
    shown = forms.ChoiceField(label="Show", choices=SHOWN, required=False)
    sort = forms.ChoiceField(label="In the order of", choices=SORTED, required=False)
    part = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("shown", "sort", "part", "q"):
            self.fields[name].error_messages["invalid_choice"] = "Choose one of those listed"
