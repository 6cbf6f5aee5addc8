"""The form to note an experience by hand."""

from __future__ import annotations

from django import forms

from workforce.forms import DayField
from workforce.sent_once import SentOnceForm

DONE, NOT_DONE = "done", "not"


class ExperienceForm(SentOnceForm):
    """Done on a day, or not after all; where and how, without anybody's name."""

    done = forms.ChoiceField(
        label="What do you want to note?",
        choices=[(DONE, "It was done"), (NOT_DONE, "It was not done after all")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to note", "invalid_choice": "Choose one of the two"},
    )
    on = DayField(label="Which day?", missing="Enter the day")
    words = forms.CharField(
        label="Where and how?",
        help_text="In a few words, without the name of a child or a family",
        max_length=300,
        error_messages={"required": "Say where and how", "max_length": "Write at most 300 characters"},
    )
