"""Forms of a concern about progress."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from workforce.forms import DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm

NO_CHILD = "Name no child or family"


class RaiseProgressForm(SentOnceForm):
    words = words_field(
        "What is the concern, and what has been tried?",
        help_text=f"What was seen, against which standard, and what support there was. {NO_CHILD}",
        required=True,
        most=20_000,
        missing="Say what the concern is",
    )
    told_on = DayField(
        label="When did you tell the practitioner?",
        help_text="They read every word of this",
        missing="Enter the day on which you told them",
    )


class ProgressMeetingForm(forms.Form):
    met_on = DayField(label="When did you meet?", missing="Enter the day of the meeting")
    present = forms.CharField(
        label="Who was there?",
        max_length=300,
        error_messages={
            "required": "Say who was there",
            "max_length": "Use at most 300 characters. There are %(show_value)d",
        },
    )
    words = words_field("What was said?", help_text=NO_CHILD, required=True, most=20_000, missing="Say what was said")
    review_on = DayField(label="When do you look again?", missing="Enter the day on which you look again")


class ProgressActionForm(SentOnceForm):
    what = forms.CharField(
        label="What is to be done?",
        max_length=300,
        error_messages={
            "required": "Say what is to be done",
            "max_length": "Use at most 300 characters. There are %(show_value)d",
        },
    )
    owner = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who does it?",
        error_messages={"required": "Choose who does it", "invalid_choice": "Choose one of those listed"},
    )
    due_on = DayField(label="By when?", missing="Enter the day by which it is done")

    def __init__(self, *args: object, people: Sequence[Person], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["owner"].queryset = Person.objects.filter(pk__in=[one.pk for one in people])  # type: ignore[attr-defined]


class ProgressDoneForm(forms.Form):
    note = words_field("What became of it?", required=True, rows=3, most=300, missing="Say what became of it")


class DecideProgressForm(forms.Form):
    result = forms.ChoiceField(
        label="How does it go on?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it goes on", "invalid_choice": "Choose one of those listed"},
    )
    words = words_field("Why?", help_text=NO_CHILD, required=True, rows=6, most=20_000, missing="Say why")

    def __init__(self, *args: object, results: Sequence[tuple[str, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["result"].choices = results  # type: ignore[attr-defined]


class SignProgressForm(forms.Form):
    own_view = words_field(
        "Your own view, if you want to add it", help_text="It is sealed with the others", rows=5, most=20_000
    )
