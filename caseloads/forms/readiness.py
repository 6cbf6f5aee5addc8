"""The forms of a worker's readiness to visit alone (CSL-06)."""

from __future__ import annotations

from django import forms

from workforce.forms import DayField, words_field
from workforce.sent_once import SentOnceForm

MOST = 4_000


class ReadinessForm(SentOnceForm):
    from_on = DayField(
        label="Ready from", missing="Enter the day from which they are ready", help_text="For example, 27 3 2026"
    )
    seen = words_field(
        "What have you seen that shows it?",
        help_text="Visits you went on together, what they prepared, how they wrote it up",
        required=True,
        rows=4,
        most=MOST,
        missing="Say what you have seen that shows it",
    )


class TakeBackForm(forms.Form):
    because = words_field(
        "Why do they no longer visit alone?", required=True, rows=3, most=MOST, missing="Say why you take it back"
    )
