"""Forms of pauses and of handovers."""

from __future__ import annotations

from typing import Any

from django import forms

from workforce.forms import DayField, words_field
from workforce.models import Person, Team
from workforce.packs import Pack
from workforce.sent_once import SentOnceForm

NO_DETAILS = "Say no more than is needed: no diagnosis, no private detail"


class PauseForm(SentOnceForm):
    reason = forms.ChoiceField(
        label="Why does the year have to stop?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the reason", "invalid_choice": "Choose one of the reasons listed"},
    )
    from_on = DayField(label="First day of the pause", missing="Enter the first day of the pause")
    to_on = DayField(label="Last day of the pause", missing="Enter the last day of the pause")
    note = forms.CharField(
        label="Anything else those who agree have to know",
        max_length=500,
        required=False,
        help_text=NO_DETAILS,
        error_messages={"max_length": "Use at most 500 characters. There are %(show_value)d"},
    )

    def __init__(self, *args: Any, pack: Pack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = pack.programme.pauses.reasons
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            (code, _offered(rule.label, rule.longer_than_days)) for code, rule in reasons.items() if rule.allowed
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last = told.get("from_on"), told.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", "Enter a last day that is on or after the first day")
        return told


class ChangePauseForm(SentOnceForm):
    kind = forms.ChoiceField(
        label="What should change?",
        choices=[("length", "It ends on another day"), ("cancel", "It did not happen, or is too short to count")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what should change", "invalid_choice": "Choose one of the two"},
    )
    to_on = DayField(label="The new last day", required=False, help_text="Empty where the pause did not happen")
    note = PauseForm.base_fields["note"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("kind") == "length" and not told.get("to_on") and "to_on" not in self.errors:
            self.add_error("to_on", "Enter the new last day")
        return told


class RefusePauseForm(forms.Form):
    why = words_field("Why is it not agreed?", required=True, rows=4, most=2000, missing="Say why it is not agreed")


class HandoverForm(SentOnceForm):
    to = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who comes next?",
        error_messages={"required": "Choose who comes next", "invalid_choice": "Choose one of the people listed"},
    )
    team = forms.ModelChoiceField(
        Team.objects.none(),
        label="Which team?",
        error_messages={"required": "Choose the team", "invalid_choice": "Choose one of the teams listed"},
    )
    moves_on = forms.BooleanField(label="This is the move to a main practice group", required=False)
    on = DayField(label="From which day?", missing="Enter the first day of the change")
    note = words_field(
        "What does the next one have to know?",
        help_text="How far the year has come, what was agreed, what to look at next. Name no child or family",
        rows=6,
        most=20_000,
        required=True,
        missing="Say what the next one has to know",
    )

    def __init__(self, *args: Any, people: Any, teams: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]
        if teams is None:
            del self.fields["team"], self.fields["moves_on"]
        else:
            self.fields["team"].queryset = teams  # type: ignore[attr-defined]
            self.fields["to"].label = "Who manages them there?"


def _offered(label: str, longer_than: int) -> str:
    return f"{label}, for more than {longer_than} days" if longer_than else label
