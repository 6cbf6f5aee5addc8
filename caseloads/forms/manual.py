"""The forms of cases entered by hand. A case is told by its reference, never by a name (CSL-16)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from caseloads.forms.cases import Graded, children_field, complexities, reference_field, type_field
from workforce.forms import DayField
from workforce.packs import Pack

ORDER = (
    "reference",
    "type",
    "children",
    "complexity",
    "from_on",
    "opened_on",
    "allegation",
    "received_on",
    "received_time",
)


class DescribedForm(Graded):
    type = type_field()
    children = children_field()

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_complexity(pack)
        self.order_fields(ORDER)


def grade(complexity: int, pack: Pack) -> str:
    """Return the grade a stored complexity falls into, as the form's choice."""
    steps = [int(value) for value, _ in complexities(pack)]
    return str(max((step for step in steps if step <= complexity), default=min(steps)))


class OpenCaseForm(DescribedForm):
    reference = reference_field()
    opened_on = DayField(label="When was it opened?", missing="Enter the day it was opened")
    allegation = forms.BooleanField(label="It alleges abuse or neglect", required=False)
    received_on = DayField(
        label="When did the referral come in?", required=False, help_text="Needed where it alleges abuse or neglect"
    )
    received_time = forms.TimeField(
        label="At what time?",
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        help_text="For example, 14:30",
        error_messages={"invalid": "Enter a time, for example 14:30"},
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("allegation") and not told.get("received_on") and "received_on" not in self.errors:
            self.add_error("received_on", "Enter the day the referral came in")
        return told

    @property
    def received_at(self) -> dt.datetime | None:
        on, clock = self.cleaned_data.get("received_on"), self.cleaned_data.get("received_time")
        return timezone.make_aware(dt.datetime.combine(on, clock or dt.time())) if on else None


class ChangeCaseForm(DescribedForm):
    """`was` is what the page showed, so that nobody changes what they have not seen."""

    from_on = DayField(label="From which day?", missing="Enter the day from which it holds")
    was = forms.RegexField(r"^[A-Z0-9]{2,4}/\d{1,2}/\d{1,2}$", widget=forms.HiddenInput, required=False)


class CloseCaseForm(forms.Form):
    closed_on = DayField(label="On which day?", missing="Enter the day it was closed")


class CaseFilter(forms.Form):
    SHOWN = (("open", "Open"), ("nobody", "Open, without a worker"), ("closed", "Closed"))

    shown = forms.ChoiceField(label="Show", choices=SHOWN, required=False)
    reference = forms.CharField(label="Reference begins with", required=False, max_length=30)
