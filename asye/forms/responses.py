"""Forms of the assessor’s answer to a reflection."""

from __future__ import annotations

from django import forms

from asye.models import AssessorResponse
from workforce.forms import words_field


class ResponseForm(forms.Form):
    notes = words_field("Private notes", help_text="Only you ever see these", rows=6)
    feedback = words_field(
        "Feedback for the author",
        help_text="They see this when you release it, not before. Say what is strong, what to go further with, and why",
        rows=10,
    )


class ReleaseForm(forms.Form):
    outcome = forms.ChoiceField(
        label="What happens with this reflection?",
        choices=AssessorResponse.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to accept it or return it"},
    )
