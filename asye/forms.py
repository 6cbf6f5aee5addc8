"""Forms of the assessed year."""

from __future__ import annotations

from typing import Any

from django import forms

from asye.models import AssessorResponse, Panel, PanelMember, Portfolio
from asye.models.recommendation import Outcome
from frameworks.models import Statement
from workforce.forms import DayField, words_field
from workforce.models import Person
from workforce.sent_once import SentOnceForm

LONGEST_KEY = 18


class ReflectionForm(forms.Form):
    """Everything may be empty while it is a draft: what is needed to share is asked when sharing."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        required=False,
        help_text="A few words to find it again",
        error_messages={"max_length": "Use at most 200 characters for the title. It has %(show_value)d"},
    )
    happened_on = DayField(label="When did it happen?", required=False)
    quick_note = words_field("Quick note", help_text="Two minutes, a few lines. You can grow it later", rows=4)
    what_happened = words_field(
        "What happened?",
        help_text="What you saw, heard and did. Name no child or family: use a role or an initial",
        rows=10,
    )
    feelings = words_field("What did you feel and think at the time?", rows=6)
    analysis = words_field(
        "What do you make of it now?",
        help_text="Theory, law, evidence, power, difference; what else it could mean",
        rows=10,
    )
    what_next = words_field("What next?", help_text="What you will do, try or ask", rows=5)


class QuickForm(forms.Form):
    title = ReflectionForm.base_fields["title"]
    quick_note = ReflectionForm.base_fields["quick_note"]


class ChosenField(forms.ModelMultipleChoiceField):
    """Rows by primary key; what cannot be a key is refused before the database is asked (SQLite has no larger ones)."""

    def _check_values(self, value: Any) -> Any:
        if any(not (key.isascii() and key.isdigit() and len(key) < LONGEST_KEY) for key in map(str, value)):
            raise forms.ValidationError("Choose from the statements listed")
        return super()._check_values(value)  # type: ignore[misc]


class StatementsForm(forms.Form):
    statements = ChosenField(Statement.objects.none(), required=False)

    def __init__(self, *args: Any, portfolio: Portfolio, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bound = Statement.objects.filter(section__framework__in=portfolio.frameworks.all()).select_related("section")
        self.fields["statements"].queryset = bound  # type: ignore[attr-defined]


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

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = people  # type: ignore[attr-defined]


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
