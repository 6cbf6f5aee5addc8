"""Forms of concerns."""

from __future__ import annotations

from typing import Any

from django import forms

from workforce.forms import words_field
from workforce.sent_once import SentOnceForm

MOST = 20_000
NAMELESS = "Name no child: use the case-system reference"


class ConcernForm(forms.Form):
    """What a worker raises. Everything may be empty while it is written."""

    title = forms.CharField(
        label="Your concern in a few words",
        max_length=120,
        required=False,
        error_messages={"max_length": "Use at most 120 characters. Write the rest below"},
    )
    words = words_field(
        "What is your concern?", help_text=f"What happened, since when, and what it leads to. {NAMELESS}", most=MOST
    )
    wanted = words_field("What would help?", help_text="If you know it", rows=4, most=MOST)


class AnswerForm(forms.Form):
    words = words_field(
        "Your answer", help_text="What you will do, by when, and what you cannot do and why", rows=10, most=MOST
    )


class PutForm(forms.Form):
    """Whom to put it to. `tiers` are (tier, words) pairs, lowest first; the last cannot be passed by."""

    tier = forms.ChoiceField(
        label="Who should answer?",
        help_text="Usually the first. To pass somebody by, answer one of the two questions below",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who should answer",
            "invalid_choice": "Choose one of the people above you",
        },
    )
    about = forms.MultipleChoiceField(
        label="Is your concern about one of them?",
        help_text="Then it is not put to them. They do not see it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the people listed"},
    )
    tried = words_field(
        "If you pass somebody by: what have you tried, and with whom?",
        help_text="For example, when you told your line manager, and what came of it. Only whoever answers reads it",
        rows=4,
        most=MOST,
    )

    def __init__(self, *args: Any, tiers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].choices = tiers  # type: ignore[attr-defined]
        self.fields["tier"].initial = tiers[0][0] if tiers else None
        if len(tiers) > 1:
            self.fields["about"].choices = tiers[:-1]  # type: ignore[attr-defined]
        else:
            del self.fields["about"], self.fields["tried"]


class EscalateForm(SentOnceForm):
    tried = words_field(
        "What have you tried, and with whom?",
        help_text="Change it as you like. Only whoever answers reads it",
        required=True,
        rows=5,
        most=MOST,
        missing="Say what you have tried, and with whom",
    )
