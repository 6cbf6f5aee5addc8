"""Forms of the record of a session."""

from __future__ import annotations

from typing import Any

from django import forms

from supervision.models import Addendum, CaseDiscussion, SessionRecord
from supervision.models.record import REFERENCE
from workforce.forms import DayField, words_field
from workforce.sent_once import SentOnceForm

MOST = 20_000


class RecordForm(forms.Form):
    """The personal part. Everything may be empty while it is written. `tools` are (code, name) pairs of the policy."""

    points = words_field("What each of you wants to talk about", rows=4, most=MOST)
    reflection = words_field(
        "Reflection", help_text="What went well, what was hard, what it did to you, what it taught", rows=6, most=MOST
    )
    training_to_practice = words_field(
        "From training to practice",
        help_text="What was learnt since last time, and where it was used",
        most=MOST,
        rows=4,
    )
    wellbeing = words_field("Wellbeing", help_text="How you are, and what would help", rows=4, most=MOST)
    workload = words_field("Workload and capacity", rows=4, most=MOST)
    development = words_field("Development", help_text="What to learn next, and how", rows=4, most=MOST)
    tools = forms.MultipleChoiceField(
        label="Tools used",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from the tools listed"},
    )

    def __init__(self, *args: Any, tools: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if tools:
            self.fields["tools"].choices = tools  # type: ignore[attr-defined]
        else:
            del self.fields["tools"]

    def clean_tools(self) -> str:
        return ",".join(self.cleaned_data["tools"])


def initial_of(record: SessionRecord) -> dict[str, Any]:
    return {name: getattr(record, name) for name in SessionRecord.WORDS} | {"tools": record.tool_codes}


class DiscussionForm(forms.Form):
    reference = forms.CharField(
        label="Case-system reference",
        max_length=30,
        validators=[REFERENCE],
        help_text="For example, CS-104233. Name no child",
        error_messages={"required": "Enter the reference from the case system"},
    )
    read = forms.MultipleChoiceField(
        label="What has the supervisor read?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(name, f"The {word}") for name, word in CaseDiscussion.CHECKS.items()],
        error_messages={"invalid_choice": "Choose from what is listed"},
    )
    direction = words_field(
        "Direction given",
        help_text="What was decided and why. Write roles or initials, never a child's name",
        rows=6,
        most=MOST,
        required=True,
        missing="Write down the direction that was given",
    )

    def checks(self) -> dict[str, bool]:
        return {name: name in self.cleaned_data["read"] for name in CaseDiscussion.CHECKS}


class ActionForm(SentOnceForm):
    what = forms.CharField(
        label="What is to be done?", max_length=500, error_messages={"required": "Say what is to be done"}
    )
    owner = forms.ChoiceField(
        label="Who does it?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose who does it",
            "invalid_choice": "Choose one of the two people of this session",
        },
    )
    due_on = DayField(
        label="By when?", missing="Enter the date by which it is done", help_text="For example, 27 3 2026"
    )

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = people  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    outcome = forms.CharField(
        label="What came of it?", max_length=500, error_messages={"required": "Say what came of the action"}
    )


class SignForm(forms.Form):
    stamp = forms.CharField(widget=forms.HiddenInput, required=False, max_length=24)
    own_view = words_field(
        "Your own view",
        help_text="If you see something differently, say so here. It is kept with your signature",
        rows=5,
        most=MOST,
    )


class AddendumForm(SentOnceForm):
    part = forms.ChoiceField(
        label="Which part does it belong to?",
        choices=Addendum.Part.choices,
        widget=forms.RadioSelect,
        help_text="The group manager reads the case part, not the personal part",
        error_messages={"required": "Choose the part it belongs to"},
    )
    words = words_field("What you want to add", required=True, rows=6, most=MOST, missing="Write what you want to add")
