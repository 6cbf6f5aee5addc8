"""The form of a supervision agreement."""

from __future__ import annotations

from django import forms

from workforce.forms import words_field
from workforce.sent_once import SentOnceForm

MOST = 10_000


class AgreementForm(SentOnceForm):
    frequency = words_field(
        "How often and how long?",
        help_text="It begins with what the policy asks",
        required=True,
        rows=5,
        most=MOST,
        missing="Say how often and how long you will meet",
    )
    place = forms.CharField(
        label="Where?",
        max_length=200,
        help_text="A place where you are not overheard or interrupted",
        error_messages={"required": "Say where you will meet"},
    )
    recorded = words_field(
        "What is recorded, and who reads it?",
        required=True,
        rows=5,
        most=MOST,
        missing="Say what is recorded and who reads it",
    )
    disagreement = words_field(
        "How is disagreement settled?",
        help_text="Who you both go to when you do not agree",
        required=True,
        rows=4,
        most=MOST,
        missing="Say how disagreement is settled",
    )
