"""Forms of recommendation, panel and decision."""

from __future__ import annotations

from typing import Any

from django import forms

from asye.models import Panel, PanelMember, Portfolio
from asye.models.recommendation import Outcome
from workforce.forms import DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm


class RecommendForm(SentOnceForm):
    outcome = forms.ChoiceField(
        label="What do you recommend?",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose pass or fail"},
    )
    reasons = words_field(
        "Your reasons",
        help_text="The evidence, against the standards, that leads you there. The panel and the practitioner read this",
        required=True,
        rows=12,
        missing="Give the reasons for your recommendation",
    )
    panel = forms.ModelChoiceField(
        Panel.objects.none(),
        label="Which panel?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "Choose the panel this goes to",
            "invalid_choice": "Choose one of the panels listed",
        },
    )

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["panel"]
        field.queryset = Panel.objects.filter(date__gte=on, stage=Panel.Stage.FINAL).order_by("date")  # type: ignore[attr-defined]
        field.label_from_instance = lambda panel: f"{panel}, {panel.date:%-d %B %Y}"  # type: ignore[attr-defined]


class ReasonsForm(forms.Form):
    reasons = words_field(
        "The panel's reasons",
        help_text="What the panel read and why it decided so. This is sealed with the decision",
        required=True,
        rows=12,
        missing="Give the panel's reasons",
    )


class PanelForm(SentOnceForm):
    date = DayField(label="Date of the panel", missing="Enter the date of the panel")
    stage = forms.ChoiceField(label="Which moderation?", choices=Panel.Stage.choices, widget=forms.RadioSelect)
    place = forms.CharField(label="Place", max_length=120, required=False)
    chair = forms.ModelChoiceField(
        Person.objects.none(), label="Chair", error_messages={"required": "Choose who chairs the panel"}
    )

    submit_by = DayField(
        label="Portfolios are in by",
        help_text="The policy sets no day, so choose one that leaves time to read them. For example, 27 3 2026",
        missing="Enter the day portfolios are in by",
    )

    def __init__(self, *args: Any, people: Any, by_hand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = people  # type: ignore[attr-defined]
        if not by_hand:
            del self.fields["submit_by"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        day, by = told.get("date"), told.get("submit_by")
        if day and by and by > day:
            self.add_error("submit_by", "Enter a day that is not after the panel")
        return told


class AttendanceForm(forms.Form):
    """Whether the assessor came to answer queries (MOD-07)."""

    came = forms.TypedChoiceField(
        label="Did the assessor come?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no", "invalid_choice": "Choose yes or no"},
    )
    words = forms.CharField(
        label="Who answered instead, or why nobody did",
        help_text="Where the assessor came you may leave this empty",
        max_length=500,
        required=False,
        error_messages={"max_length": "Use at most 500 characters. There are %(show_value)d"},
    )

    read = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("came") is False and not told.get("words", "").strip() and "words" not in self.errors:
            self.add_error("words", "Say who answered instead, or why nobody did")
        return told


class SeatForm(forms.Form):
    person = forms.ModelChoiceField(
        Person.objects.none(), label="Who", error_messages={"required": "Choose who takes the seat"}
    )
    role = forms.ChoiceField(label="As", choices=PanelMember.Role.choices)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    portfolio = forms.ModelChoiceField(
        Portfolio.objects.none(), label="Portfolio", error_messages={"required": "Choose a portfolio"}
    )
    moderator = forms.ModelChoiceField(Person.objects.none(), label="Moderator", required=False)

    def __init__(self, *args: Any, portfolios: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["portfolio"].queryset = portfolios  # type: ignore[attr-defined]
        self.fields["portfolio"].label_from_instance = lambda portfolio: portfolio.practitioner.name  # type: ignore[attr-defined]
        self.fields["moderator"].queryset = people  # type: ignore[attr-defined]
