"""Forms of a reflection: its words, and the statements it is evidence for."""

from __future__ import annotations

from typing import Any

from django import forms

from asye.models import Portfolio
from frameworks.models import Statement
from workforce.forms import DayField, words_field

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
