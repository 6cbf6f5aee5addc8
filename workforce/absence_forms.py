"""The forms about somebody's absence. No words are asked for: why somebody is ill is not kept here."""

from __future__ import annotations

from typing import Any

from django import forms

from workforce.absences import Away
from workforce.forms import DayField
from workforce.models import Absence, AbsenceChange
from workforce.sent_once import SentOnceForm

WHOSE_TURN = "Reload the page and try again"


class VersionedForm(SentOnceForm):
    """A form about a row that somebody else may change meanwhile."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WHOSE_TURN),
    )  # fmt: skip


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Why are they away?",
        choices=Absence.Kind.choices,
        widget=forms.RadioSelect,
        help_text="Only the kind is kept, never an illness",
        error_messages={"required": "Choose why they are away", "invalid_choice": "Choose why they are away"},
    )


def _first() -> DayField:
    return DayField(label="First day away", missing="Enter the first day away", help_text="For example, 27 3 2026")


def _last(label: str = "Last day away") -> DayField:
    return DayField(
        label=label,
        missing="Enter the last day away",
        help_text="If you do not know yet, the last day you expect. You can change it when they are back",
    )


class AbsenceForm(SentOnceForm):
    kind = _kind()
    from_on = _first()
    to_on = _last()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("from_on") and told.get("to_on") and told["to_on"] < told["from_on"]:
            self.add_error("to_on", "Enter a last day that is the same as or after the first")
        return told

    def away(self) -> Away:
        return Away(self.cleaned_data["kind"], self.cleaned_data["from_on"], self.cleaned_data["to_on"])


class ChangeAbsenceForm(AbsenceForm, VersionedForm):
    """The same, for one that stands."""


class BackForm(VersionedForm):
    to_on = DayField(label="What was the last day away?", missing="Enter the last day away")


class RemoveForm(VersionedForm):
    why = forms.ChoiceField(
        label="Why should it not stand?",
        choices=AbsenceChange.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say why it should not stand", "invalid_choice": "Say why it should not stand"},
    )


class AwayFilter(forms.Form):
    shown = forms.ChoiceField(label="Show", choices=[("", "Everybody"), ("away", "Who is away today")], required=False)
