"""Forms for feedback: to ask for it, to give it, to keep what came on paper."""

from __future__ import annotations

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.core.files.uploadedfile import UploadedFile

from asye.feedback_questions import FACES, Kind, Question, kinds
from asye.uploads import KINDS, media_type_of
from workforce.sent_once import SentOnceForm

LONGEST = 5_000


def _kinds() -> list[Choice]:
    return [Choice(kind.name, kind.label, hint=kind.hint) for kind in kinds().values()]


class AskForm(SentOnceForm):
    kind = forms.ChoiceField(
        label="Who will you ask?",
        choices=_kinds,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who you will ask", "invalid_choice": "Choose one of those listed"},
    )
    about = forms.CharField(
        label="What is it about? (optional)",
        help_text="For you to tell it apart, such as “school meeting in March”. Name nobody",
        max_length=200,
        required=False,
        error_messages={"max_length": "Use at most 200 characters"},
    )
    easy_read = forms.BooleanField(label="Easy-read questions: short words, larger letters", required=False)


def asked(question: Question, *, easy: bool) -> forms.Field:
    """Return the field of one question. Nobody has to answer any."""
    label = question.easy if easy else question.ask
    if question.answer == "faces":
        wrong = {"invalid_choice": "Choose one of the three answers, or leave them all"}
        choices = [Choice(value, text) for value, text in FACES]
        return forms.ChoiceField(
            label=label, choices=choices, widget=forms.RadioSelect, required=False, error_messages=wrong
        )
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": "Use at most %(limit_value)d characters. You have written %(show_value)d"},
    )


class AnswerForm(forms.Form):
    """The questions for one kind of person, and what they may be told as."""

    def __init__(self, *args: Any, kind: Kind, easy: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = kind.questions
        for question in kind.questions:
            self.fields[question.name] = asked(question, easy=easy)
        self.fields["role"] = forms.CharField(
            label="Who are you to them? (optional)",
            help_text="Such as teacher, health visitor, mum. Not your name. Leave it empty if you like",
            required=False,
            max_length=80,
            error_messages={"max_length": "Use at most 80 characters"},
        )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(str(told.get(question.name, "")).strip() for question in self.questions):
            raise forms.ValidationError("Answer at least one question")
        return told

    @property
    def answers(self) -> dict[str, str]:
        return {question.name: self.cleaned_data[question.name] for question in self.questions}


class PaperForm(AnswerForm, SentOnceForm):
    """What somebody wrote on paper, with the sheet."""

    about = AskForm.base_fields["about"]
    scan = forms.FileField(
        label="The sheet itself (optional)",
        help_text=f"{KINDS}, up to 10 MB. Cover names first",
        required=False,
        error_messages={"empty": "This file is empty. Choose another"},
    )
    scan_type = ""

    def clean_scan(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["scan"]
        if upload:
            self.scan_type = media_type_of(upload)
        return upload or None


class PaperKindForm(forms.Form):
    kind = AskForm.base_fields["kind"]
