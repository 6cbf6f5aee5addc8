"""Forms of a direct observation."""

from __future__ import annotations

from typing import Any

from crispy_forms_gds.choices import Choice
from django import forms
from django.db.models import QuerySet

from asye.models import Observation, ObservationAccount
from workforce.forms import DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm

LONG = {"max_length": "Use at most %(limit_value)d characters"}
Side = ObservationAccount.Side


class PlanForm(SentOnceForm):
    setting = forms.CharField(
        label="What will be observed?",
        help_text="Such as: a home visit, a core group, a supervised contact. Name nobody",
        max_length=200,
        error_messages=LONG | {"required": "Say what will be observed"},
    )
    planned_on = DayField(label="When?", missing="Enter the date")
    observer = forms.ModelChoiceField(
        Person.objects.none(),
        label="Who observes?",
        required=False,
        empty_label="Somebody from outside, whom I name below",
        help_text="A registered social worker",
        error_messages={"invalid_choice": "Choose one of the people listed"},
    )
    guest_name = forms.CharField(label="Name of the observer from outside", max_length=120, required=False)
    guest_role = forms.CharField(
        label="Their role", help_text="Such as: practice educator, Midshire Council", max_length=120, required=False
    )
    guest_registration = forms.CharField(label="Their registration number", max_length=20, required=False)

    def __init__(self, *args: Any, observers: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["observer"].queryset = observers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        asked = (
            ("guest_name", "Enter the observer’s name, or choose somebody from the list"),
            ("guest_role", "Enter the observer’s role"),
            ("guest_registration", "Enter the observer’s registration number"),
        )
        for name, missing in asked:
            if not told.get("observer") and "observer" not in self.errors and not str(told.get(name) or "").strip():
                self.add_error(name, missing)
        return told

    @property
    def guest(self) -> dict[str, str]:
        return {name: self.cleaned_data[f"guest_{name}"].strip() for name in ("name", "role", "registration")}


class ConsentForm(forms.Form):
    consent = forms.ChoiceField(
        label="What did the family say?",
        choices=[Choice(value, label) for value, label in Observation.Consent.choices if value != "asked"],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the family said", "invalid_choice": "Choose one of those listed"},
    )
    words = forms.CharField(
        label="How were they asked, and by whom?",
        help_text="Say that they could refuse and that it changes nothing for them. Name nobody",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=LONG | {"required": "Say how they were asked"},
    )
    read_consent = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    read_words = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

    @property
    def told(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("consent", "words")}

    @property
    def read(self) -> tuple[str, str]:
        """What was recorded when the form was opened."""
        return self.cleaned_data["read_consent"], self.cleaned_data["read_words"]


class HoldForm(forms.Form):
    held_on = DayField(label="When did it take place?", missing="Enter the date it took place")


class CancelObservationForm(forms.Form):
    why = forms.CharField(
        label="Why is it cancelled?", max_length=200, error_messages=LONG | {"required": "Say why it is cancelled"}
    )


ASKED = {
    Side.OBSERVER: {
        "account": ("What did you see?", "What was said and done, in order. Name no child or family"),
        "strengths": ("What was strong, and against which standards?", "Give the moment that shows it"),
        "further": ("What should be worked on?", "One or two things, with a way to do it"),
    },
    Side.PRACTITIONER: {
        "account": ("What did you plan, and what happened?", "Your own account, before you read the observer’s"),
        "strengths": ("What went well, and why?", "Theory, values, the standards you had in mind"),
        "further": ("What would you do differently?", "And what do you want to learn next?"),
    },
}


class AccountForm(forms.Form):
    """One side's account. Everything may be empty while it is written."""

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, help_text) in ASKED[Side(side)].items():
            self.fields[name] = words_field(label, help_text=help_text, rows=10 if name == "account" else 6)


class ResponseToObservationForm(forms.Form):
    response = words_field(
        "What do you take from it?", help_text="Where the two accounts differ, and what you will do", rows=8
    )


class GuestSignForm(forms.Form):
    agree = forms.BooleanField(
        label="I am the observer named here, and this is my account",
        error_messages={"required": "Tick the box to sign"},
    )
