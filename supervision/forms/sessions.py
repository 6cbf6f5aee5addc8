"""The form of one supervision session."""

from __future__ import annotations

from typing import Any

from django import forms

from supervision.forms.series import place_field, time_field
from supervision.models import Session
from workforce.forms import NUMBER, DayField, words_field
from workforce.sent_once import SentOnceForm

LONGEST = 600
NOT_HELD = [(Session.Outcome.CANCELLED, "Cancelled"), (Session.Outcome.MISSED, "Missed")]


class SessionForm(SentOnceForm):
    date = DayField(
        label="Date of the session",
        missing="Enter the date of the session",
        help_text="For example, 27 3 2026",
    )
    kind = forms.ChoiceField(
        label="Kind of session",
        choices=Session.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of session"},
    )
    outcome = forms.ChoiceField(
        label="Was it held?",
        choices=[(Session.Outcome.HELD, "Held"), *NOT_HELD],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the session was held"},
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        widget=NUMBER,
        help_text="Only if it was held",
        required=False,
        min_value=1,
        max_value=LONGEST,
        error_messages={
            "invalid": "Enter the length in minutes, as a whole number",
            "min_value": "Enter a length of at least 1 minute",
            "max_value": f"Enter a length of at most {LONGEST} minutes",
        },
    )
    cancelled_by = forms.CharField(label="If it was not held, who cancelled?", required=False, max_length=80)
    why_not_held = forms.CharField(label="If it was not held, why?", required=False, max_length=200)
    notes = words_field(
        "What was agreed",
        help_text="Actions, with who and by when. Name no child: use the case-system reference",
        rows=6,
        most=20_000,
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        held = data.get("outcome") == Session.Outcome.HELD
        if held and not data.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", "Enter how many minutes the session lasted")
        if data.get("outcome") and not held and not data.get("why_not_held"):
            self.add_error("why_not_held", "Say why the session was not held")
        return data


class PlanForm(SentOnceForm):
    date = DayField(
        label="Date of the session", missing="Enter the date of the session", help_text="For example, 27 3 2026"
    )
    time = time_field(required=False)
    place = place_field(required=False)
    kind = forms.ChoiceField(
        label="Kind of session",
        choices=[(Session.Kind.ONE_TO_ONE, "One-to-one"), (Session.Kind.GROUP, "Group")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of session"},
    )


class HeldForm(forms.Form):
    minutes = forms.IntegerField(
        label="Length in minutes",
        widget=NUMBER,
        min_value=1,
        max_value=LONGEST,
        error_messages={
            **SessionForm.base_fields["minutes"].error_messages,
            "required": "Enter how many minutes the session lasted",
        },
    )


class NotHeldForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What happened?",
        choices=NOT_HELD,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was cancelled or missed"},
    )
    cancelled_by = forms.CharField(
        label="Who cancelled or missed it?",
        max_length=80,
        error_messages={"required": "Say who cancelled or missed the session"},
    )
    why_not_held = forms.CharField(
        label="Why was it not held?", max_length=200, error_messages={"required": "Say why the session was not held"}
    )
    new_date = DayField(
        label="New date",
        help_text="It begins with the last day that suits the policy and both of you. Empty it if none is agreed yet",
        required=False,
    )
