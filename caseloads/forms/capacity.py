"""Say “I am at capacity”, and answer it."""

from __future__ import annotations

from django import forms

from caseloads.models import CapacityNote
from workforce.forms import words_field
from workforce.sent_once import SentOnceForm

MOST = 4_000


class SayForm(SentOnceForm):
    words = words_field("Anything you want to add", help_text="You need not write anything", rows=3, most=MOST)


class FurtherForm(forms.Form):
    tried = words_field(
        "What have you tried?",
        help_text="Whoever stands above your manager reads this, and your manager does",
        required=True,
        rows=4,
        most=MOST,
        missing="Say what you have tried",
    )


class ReplyForm(forms.Form):
    answer = forms.ChoiceField(
        label="What happens now?",
        choices=CapacityNote.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens now"},
    )
    answer_words = words_field(
        "What you have agreed",
        help_text="The worker sees this. It cannot be changed afterwards",
        required=True,
        rows=4,
        most=MOST,
        missing="Say what you have agreed",
    )
